-- Prints the file events of one folder for some seconds: usage luajit inotify.lua FOLDER SECONDS.
local ffi = require('ffi')
local bit = require('bit')
ffi.cdef([[
int inotify_init1(int flags);
int inotify_add_watch(int fd, const char *path, uint32_t mask);
long read(int fd, void *buf, size_t n);
struct pollfd { int fd; short events; short revents; };
int poll(struct pollfd *fds, unsigned long n, int timeout);
struct event { int wd; uint32_t mask; uint32_t cookie; uint32_t len; char name[]; };
]])
local names = {
  { 0x100, 'CREATE' }, { 0x200, 'DELETE' }, { 0x2, 'MODIFY' }, { 0x4, 'ATTRIB' },
  { 0x80, 'MOVED_TO' }, { 0x40, 'MOVED_FROM' }, { 0x8, 'CLOSE_WRITE' },
}
local fd = ffi.C.inotify_init1(0)
local all = 0
for _, one in ipairs(names) do all = bit.bor(all, one[1]) end
assert(ffi.C.inotify_add_watch(fd, arg[1], all) >= 0)
io.write('watching\n')
io.flush()
local buffer = ffi.new('uint8_t[?]', 65536)
local fds = ffi.new('struct pollfd[1]', { { fd, 1, 0 } })
local ends = os.time() + tonumber(arg[2])
while os.time() < ends do
  if ffi.C.poll(fds, 1, 200) > 0 then
    local got = tonumber(ffi.C.read(fd, buffer, 65536))
    local at = 0
    while at < got do
      local event = ffi.cast('struct event *', buffer + at)
      for _, one in ipairs(names) do
        if bit.band(event.mask, one[1]) ~= 0 then
          io.write(one[2], ' ', event.len > 0 and ffi.string(event.name) or '', '\n')
        end
      end
      io.flush()
      at = at + 16 + event.len
    end
  end
end
