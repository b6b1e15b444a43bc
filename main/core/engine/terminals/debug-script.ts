/**
 * A shell of the VM's own inside of a container that may have none: a Lua program for the guest's luajit. It enters the
 * container's namespaces and runs the VM's static busybox there, whose shell has its tools built in.
 *
 * What the container holds is not trusted, and even a static program of glibc loads libraries that the container's
 * `nsswitch.conf` names. So the shell is held as the container is: in its control group, and with no capability that
 * the container can't have. The program is a sealed copy in memory, because a process with the same rights could
 * otherwise reach the VM's own file through `/proc/PID/exe`.
 *
 * In the environment: `CONTAINER`, its id, and `TARGET`, the pid of its main process. That the process is still of that
 * container is read from its control group: a pid may be another's by now. See setns(2), capabilities(7), memfd_create(2),
 * cgroups(7).
 */
export const debugScript = `local ffi, bit = require('ffi'), require('bit')
ffi.cdef[[
int open(const char *path, int flags, ...); int close(int fd); int chdir(const char *path);
int memfd_create(const char *name, unsigned flags); int fcntl(int fd, int cmd, ...);
long write(int fd, const void *data, size_t length); int setns(int fd, int kind); int getpid(void);
int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
int capset(void *head, const void *data); int fork(void); int waitpid(int pid, int *status, int options);
int fexecve(int fd, const char *const *argv, const char *const *envp); char *strerror(int number); void _exit(int code);
]]
local C, id, pid = ffi.C, os.getenv('CONTAINER'), tonumber(os.getenv('TARGET'))
local function fail(what)
  io.stderr:write(what, '\\n')
  os.exit(125)
end
local function must(what, result)
  if result < 0 then fail(what .. ': ' .. ffi.string(C.strerror(ffi.errno()))) end
  return result
end
local function read(path)
  local file = io.open(path, 'rb')
  if file == nil then fail('cannot read ' .. path) end
  local text = file:read('*a')
  file:close()
  return text
end
local proc = '/proc/' .. pid
local groups = read(proc .. '/cgroup')
if not groups:find(id, 1, true) then fail('the container is not running any more') end
local joined = false
for kind, path in groups:gmatch('%d+:([^:\\n]*):([^\\n]+)') do
  local file = io.open('/sys/fs/cgroup/' .. kind:gsub('^name=', '') .. path .. '/cgroup.procs', 'w')
  if file ~= nil then
    joined = file:write(C.getpid()) ~= nil and file:close() == true or joined
  end
end
if not joined then fail('cannot join the control group of the container') end
local high, low = read(proc .. '/status'):match('CapBnd:%s*(%x%x%x%x%x%x%x%x)(%x%x%x%x%x%x%x%x)')
if low == nil then fail('the capabilities of the container are not known') end
high, low = tonumber(high, 16), tonumber(low, 16)
local program = read('/bin/busybox')
local copy = must('memfd_create', C.memfd_create('busybox', 3))
local at = 0
while at < #program do
  at = at + tonumber(must('write', C.write(copy, ffi.cast('const char *', program) + at, #program - at)))
end
must('seal', C.fcntl(copy, 1033, ffi.cast('int', 15)))
local spaces = {}
for _, name in ipairs({'ipc', 'uts', 'net', 'pid', 'cgroup', 'mnt'}) do
  spaces[#spaces + 1] = must(name, C.open(proc .. '/ns/' .. name, 0x80000))
end
for _, space in ipairs(spaces) do must('setns', C.setns(space, 0)) end
must('chdir', C.chdir('/'))
for cap = 0, 63 do
  local word = cap < 32 and low or high
  if bit.band(bit.rshift(word, cap % 32), 1) == 0 then C.prctl(24, cap, 0, 0, 0) end
end
C.prctl(47, 4, 0, 0, 0)
local head = ffi.new('unsigned[2]', 0x20080522, 0)
local data = ffi.new('unsigned[6]', low, low, 0, high, high, 0)
must('capset', C.capset(head, data))
local child = must('fork', C.fork())
if child == 0 then
  local argv = ffi.new('const char *[3]', {'sh', '-i', nil})
  local envp = ffi.new('const char *[6]', {
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'TERM=' .. (os.getenv('TERM') or 'dumb'), 'HOME=/root', 'HISTFILE=', 'PS1=debug:\\\\w# ', nil,
  })
  C.fexecve(copy, argv, envp)
  C._exit(126)
end
local status = ffi.new('int[1]')
while C.waitpid(child, status, 0) < 0 and ffi.errno() == 4 do end
local signal = bit.band(status[0], 127)
os.exit(signal == 0 and bit.band(bit.rshift(status[0], 8), 255) or 128 + signal)
`;
