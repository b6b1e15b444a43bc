/**
 * What the VM itself does with the files of a container or a volume, as a LuaJIT program that is sent with each call.
 * Nothing of the container runs, so that an image without any program serves as well; and every path is resolved by the
 * kernel within the container's root (openat2(2), RESOLVE_IN_ROOT), whatever links and renames the container makes
 * meanwhile.
 *
 * Arguments, all bytes in hexadecimal where they name something:
 * - the root: `pid PID ID` for a container that runs, `folder PATH -` for a volume, `layers BASE NAME` for a container
 *   that doesn't run, whose overlay is mounted where nobody else sees it;
 * - for `layers` its mounts: their number, then for each `SOURCE TARGET ro|rw`;
 * - the verb and its arguments: `list PATH`, `read PATH BYTES`, `remove PATH…`, `rename PATH NAME`, `folder PATH`.
 *
 * Answers `ok` or `error`, then fields, each ended with a NUL, which no name can hold. An error's fields are errno and
 * the path.
 */

/** Most entries of a folder that are told, and most bytes of their names and targets. */
export const listLimits = { entries: 10_000, bytes: 2_000_000 };

/** Longest target of a link that is told, and how deep a folder is removed. */
const longestTarget = 1024;
const deepest = 400;
/** Most of /etc/passwd and /etc/group that is read. */
const mostNames = 65_536;

export const guestScript = String.raw`
local ffi, bit = require('ffi'), require('bit')
ffi.cdef([[
struct stamp { int64_t sec; uint32_t nsec; int32_t rest; };
struct statx {
  uint32_t mask, blksize; uint64_t attributes; uint32_t nlink, uid, gid; uint16_t mode, rest;
  uint64_t ino, size, blocks, known; struct stamp atime, btime, ctime, mtime; uint64_t more[32];
};
struct how { uint64_t flags, mode, resolve; };
struct dirent { uint64_t ino; int64_t off; unsigned short length; unsigned char kind; char name[256]; };
long syscall(long number, ...);
int statx(int dir, const char *path, int flags, unsigned int mask, struct statx *found);
int open(const char *path, int flags, ...);
int openat(int dir, const char *path, int flags, ...);
int close(int fd);
long read(int fd, void *to, size_t count);
long readlinkat(int dir, const char *path, char *to, size_t size);
void *fdopendir(int fd);
struct dirent *readdir64(void *dir);
void rewinddir(void *dir);
int closedir(void *dir);
int unlinkat(int dir, const char *path, int flags);
int renameat2(int from, const char *path, int to, const char *other, unsigned int flags);
int mkdirat(int dir, const char *path, unsigned int mode);
int setns(int fd, int kind);
int unshare(int flags);
int chdir(const char *path);
int mount(const char *source, const char *target, const char *kind, unsigned long flags, const char *data);
unsigned int umask(unsigned int mask);
]])
local C = ffi.C
local arm = ffi.arch == 'arm64'
local O_DIRECTORY, O_NOFOLLOW = arm and 0x4000 or 0x10000, arm and 0x8000 or 0x20000
local O_PATH, O_CLOEXEC, O_NONBLOCK, O_NOCTTY = 0x200000, 0x80000, 0x800, 0x100
local NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS, BENEATH, IN_ROOT = 1, 2, 4, 8, 16
local EMPTY_PATH, NOFOLLOW, REMOVEDIR, NOREPLACE = 0x1000, 0x100, 0x200, 1
local NEWNS = 0x20000
local MS_RDONLY, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 4, 32, 4096, 16384, 0x40000
local EPERM, ENOENT, ESRCH, EAGAIN, EISDIR, EINVAL, EMFILE = 1, 2, 3, 11, 21, 22, 24

local answer = {}
local function put(...)
  for n = 1, select('#', ...) do answer[#answer + 1] = tostring(select(n, ...)); answer[#answer + 1] = '\0' end
end
local function fail(errno, path)
  io.stdout:write('error\0', tostring(errno), '\0', path or '', '\0')
  io.stdout:close()
  os.exit(0)
end
local function must(value, path)
  if value < 0 then fail(ffi.errno(), path) end
  return value
end

local at = 0
local function word() at = at + 1; return arg[at] or '' end
local function bytes()
  return (word():gsub('%x%x', function(two) return string.char(tonumber(two, 16)) end))
end

local function resolve(dir, path, flags, how)
  local asked = ffi.new('struct how', bit.bor(flags, O_CLOEXEC), 0, bit.bor(how, NO_MAGICLINKS))
  local fd
  -- A rename elsewhere may make the kernel unsure of a path with dots: it says so, and is asked again.
  for _ = 1, 20 do
    fd = tonumber(C.syscall(437, ffi.cast('int', dir), path, asked, ffi.cast('size_t', 24)))
    if fd >= 0 or ffi.errno() ~= EAGAIN then break end
  end
  return fd
end

local root
local own = C.open('/proc/self/fd', bit.bor(O_PATH, O_DIRECTORY, O_CLOEXEC))
local function within(path, flags) return resolve(root, path, flags, IN_ROOT) end
-- The folder that holds what a path names, and the name in it.
local function parent(path)
  local folder, name = path:match('^(.*)/([^/]+)$')
  if name == nil or name == '.' or name == '..' then fail(EINVAL, path) end
  return must(within(folder == '' and '/' or folder, bit.bor(O_PATH, O_DIRECTORY)), path), name
end
local found = ffi.new('struct statx')
local function look(dir, name, flags) return C.statx(dir, name, flags, 0x7ff, found) == 0 end
local function kind() return bit.band(found.mode, 0xf000) end
local block = ffi.new('char[65536]')
-- Reads a plain file and nothing else: opening a pipe or a device does things.
local function content(path, most)
  local fd = within(path, O_PATH)
  if fd < 0 then return nil, ffi.errno() end
  if not look(fd, '', EMPTY_PATH) or kind() ~= 0x8000 then C.close(fd); return nil, EISDIR end
  local size = found.size
  local file = C.openat(own, tostring(fd), bit.bor(O_NONBLOCK, O_NOCTTY, O_CLOEXEC))
  C.close(fd)
  if file < 0 then return nil, ffi.errno() end
  local parts, left = {}, most
  while left > 0 do
    local got = tonumber(C.read(file, block, math.min(left, 65536)))
    if got <= 0 then break end
    parts[#parts + 1] = ffi.string(block, got)
    left = left - got
  end
  C.close(file)
  return table.concat(parts), size
end

local how = word()
local function enter()
  if how == 'pid' then
    local pid, id = word(), word()
    -- The folder of a process in /proc stays that of this process, even when another one gets its number.
    local process = must(C.open('/proc/' .. pid, bit.bor(O_PATH, O_DIRECTORY, O_CLOEXEC)), '')
    local groups = must(C.openat(process, 'cgroup', O_CLOEXEC), '')
    local got = tonumber(C.read(groups, block, 65536))
    if got <= 0 or not ffi.string(block, got):find(id, 1, true) then fail(ESRCH, '') end
    local space = must(C.openat(process, 'ns/mnt', O_CLOEXEC), '')
    must(C.setns(space, NEWNS), '')
    root = must(C.open('/', bit.bor(O_PATH, O_DIRECTORY, O_CLOEXEC)), '')
    return
  end
  if how == 'folder' then
    root = must(C.open(bytes(), bit.bor(O_PATH, O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC)), '')
    word()
    return
  end
  local base, name = bytes(), word()
  local changes = word() == 'rw'
  must(C.unshare(NEWNS), '')
  must(C.mount('none', '/', nil, bit.bor(MS_REC, MS_PRIVATE), nil), '')
  must(C.chdir(base), '')
  local list = io.open(name .. '/lower', 'r')
  if list == nil then fail(ENOENT, '') end
  local lower = list:read(8000)
  list:close()
  local options = changes and ('index=off,lowerdir=%s,upperdir=%s/diff,workdir=%s/work'):format(lower, name, name)
    or ('index=off,lowerdir=%s/diff:%s'):format(name, lower)
  must(C.mount('overlay', '/tmp', 'overlay', changes and MS_NODEV or MS_NODEV + MS_RDONLY, options), '')
  root = must(C.open('/tmp', bit.bor(O_PATH, O_DIRECTORY, O_CLOEXEC)), '')
  for _ = 1, tonumber(word()) or 0 do
    local source, target, mode = bytes(), bytes(), word()
    local place = within(target, O_PATH)
    if place >= 0 and C.mount(source, '/proc/self/fd/' .. place, nil, bit.bor(MS_BIND, MS_REC), nil) == 0 and mode == 'ro' then
      local mounted = within(target, O_PATH)
      C.mount(nil, '/proc/self/fd/' .. mounted, nil, bit.bor(MS_REMOUNT, MS_BIND, MS_RDONLY), nil)
    end
  end
end

local verbs = {}
function verbs.list()
  local path = bytes()
  local folder = must(within(path, O_DIRECTORY), path)
  local dir = C.fdopendir(folder)
  put(content('/etc/passwd', ${mostNames}) or '', content('/etc/group', ${mostNames}) or '')
  for n = 1, 3, 2 do answer[n] = answer[n]:gsub('%z', '') end
  local told, total, room = {}, 0, ${listLimits.bytes}
  local link = ffi.new('char[${longestTarget}]')
  while true do
    local one = C.readdir64(dir)
    if one == nil then break end
    local name = ffi.string(one.name)
    if name ~= '.' and name ~= '..' then
      total = total + 1
      if #told < ${listLimits.entries} and room > 0 and look(folder, name, NOFOLLOW) then
        local mode, size = found.mode, tostring(found.size):gsub('ULL', '')
        local target, leads = '', ''
        local head = { name, mode, found.uid, found.gid, size, (tostring(found.mtime.sec):gsub('LL', '')) }
        if bit.band(mode, 0xf000) == 0xa000 then
          local length = tonumber(C.readlinkat(folder, name, link, ${longestTarget}))
          if length > 0 then target = ffi.string(link, length) end
          local fd = within((path == '/' and '' or path) .. '/' .. name, O_PATH)
          if fd >= 0 then
            if look(fd, '', EMPTY_PATH) then leads = found.mode end
            C.close(fd)
          end
        end
        head[7], head[8] = target, leads
        room = room - #name - #target
        told[#told + 1] = table.concat(head, '\0')
      end
    end
  end
  put(total, #told)
  for n = 1, #told do put(told[n]) end
end

function verbs.read()
  local path, most = bytes(), tonumber(word())
  local text, size = content(path, most)
  if text == nil then fail(size, path) end
  put((tostring(size):gsub('ULL', '')))
  answer[#answer + 1] = text
end

local clear
-- Removes one thing, and what is in it; nothing that is mounted there.
local function remove(dir, name, depth, path)
  if C.unlinkat(dir, name, 0) == 0 then return end
  local errno = ffi.errno()
  if errno ~= EISDIR and errno ~= EPERM then fail(errno, path) end
  local folder = resolve(dir, name, bit.bor(O_DIRECTORY, O_NOFOLLOW), bit.bor(BENEATH, NO_XDEV, NO_SYMLINKS))
  if folder < 0 then
    local why = ffi.errno()
    fail(why == 20 and errno or why, path)
  end
  if depth > ${deepest} then fail(EMFILE, path) end
  clear(folder, depth, path)
  must(C.unlinkat(dir, name, REMOVEDIR), path)
end
function clear(folder, depth, path)
  local dir = C.fdopendir(folder)
  repeat
    local names = {}
    while #names < 1000 do
      local one = C.readdir64(dir)
      if one == nil then break end
      local name = ffi.string(one.name)
      if name ~= '.' and name ~= '..' then names[#names + 1] = name end
    end
    for n = 1, #names do remove(folder, names[n], depth + 1, path) end
    C.rewinddir(dir)
  until #names == 0
  C.closedir(dir)
end

function verbs.remove()
  while at < #arg do
    local path = bytes()
    local folder, name = parent(path)
    remove(folder, name, 0, path)
    C.close(folder)
  end
end

function verbs.rename()
  local path, to = bytes(), bytes()
  local folder, name = parent(path)
  if C.renameat2(folder, name, folder, to, NOREPLACE) == 0 then return end
  local errno = ffi.errno()
  -- 17 is EEXIST: it is the other name that is taken.
  fail(errno, errno == 17 and to or path)
end

function verbs.folder()
  local path = bytes()
  local folder, name = parent(path)
  C.umask(18)
  must(C.mkdirat(folder, name, 511), path)
end

enter()
local verb = verbs[word()]
if verb == nil then fail(EINVAL, '') end
verb()
io.stdout:write('ok\0', table.concat(answer))
io.stdout:close()
`;
