/**
 * A watcher for the VM, as the tools are that people run in containers: it acts on what inotify tells it by reading the
 * file anew. See inotify(7).
 */

/**
 * `luajit - FOLDER WANTED COUNT`. Prints `watching`, then each name once its content is WANTED, and `overflow` when the
 * kernel has dropped events; ends after COUNT names.
 */
export const watchScript = `local ffi = require('ffi')
ffi.cdef([[
int inotify_init1(int flags);
int inotify_add_watch(int fd, const char *path, uint32_t mask);
long read(int fd, void *buf, size_t n);
struct event { int wd; uint32_t mask; uint32_t cookie; uint32_t len; char name[]; };
]])
local MODIFY, CLOSE_WRITE, MOVED_TO, CREATE, OVERFLOW = 0x2, 0x8, 0x80, 0x100, 0x4000
local folder, wanted, count = arg[1], arg[2], tonumber(arg[3])
local fd = ffi.C.inotify_init1(0)
assert(ffi.C.inotify_add_watch(fd, folder, MODIFY + CLOSE_WRITE + MOVED_TO + CREATE) >= 0)
io.write('watching\\n')
io.flush()
local seen, found = {}, 0
local buffer = ffi.new('uint8_t[?]', 262144)
while found < count do
  local got, at = tonumber(ffi.C.read(fd, buffer, 262144)), 0
  while at < got do
    local event = ffi.cast('struct event *', buffer + at)
    at = at + 16 + event.len
    if event.mask == OVERFLOW then io.write('overflow\\n') end
    local name = event.len > 0 and ffi.string(event.name) or ''
    -- A copy that is kept in step is written under a hidden name first.
    local wanting = name ~= '' and name:sub(1, 1) ~= '.' and not seen[name]
    local file = wanting and io.open(folder .. '/' .. name)
    if file then
      if file:read('*a') == wanted then
        seen[name] = true
        found = found + 1
        io.write(name, '\\n')
      end
      file:close()
    end
  end
  io.flush()
end
`;
