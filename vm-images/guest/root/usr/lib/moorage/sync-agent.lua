-- The guest's end of a synced share: lists, reads and writes below one folder, and tells what changes there. It decides
-- nothing: the host compares and says what is to be done (main/core/shares/sync). It needs LuaJIT and Linux, reads
-- requests from its standard input, answers on its standard output, and ends with its input.
--
-- The protocol, as in main/core/shares/sync/frames.ts. All numbers are little-endian. A frame is u32 length of what
-- follows (at most 1 MiB), u8 type, u32 id, body. Answers have the request's id and its type plus 0x80. `string` is u16
-- length and bytes; `look` is u64 size, i64 time of change in ns, u64 inode; `expect` is u8 kind (0 nothing, 1 file,
-- 2 folder, 3 link) and for a file `look`, for a link `string` target; `status` is u8 (0 done, 1 not as expected, 2 no
-- room, 3 failed) and u16 errno.
--
--   1 hello  u16 version, string folder, string id,     u16 version, status, string marker, u64 inode of the folder
--            u32 patience in ms
--   2 mark   string marker                              status
--   3 list   u16 count, string path each                for each: u16 index, status, u8 flags (1 last, 2 unwatched),
--                                                       u32 count, entries
--   4 hash   u16 count; string path, look               each: status, u8 racy, 32 bytes SHA-256
--   5 read   u16 count; string path, look, u64 offset,  each: status, u8 racy, u32 length, bytes
--            u32 length
--   6 chunk  string folder, u32 number, u64 offset,     status
--            bytes
--   7 apply  u16 count, items                           each: status, look, u16 mode
--   8 sync                                              status, string marker
--   9 flush                                             (empty)
--
-- entry: u8 kind (1 file, 2 folder, 3 link, 4 other), string name, u16 mode; file: look; folder: u64 inode; link: string
-- item: u8 what, string path, expect; 1 remove; 2 mkdir u16 mode; 3 link string target; 4 meta u16 mode, u8 with time,
--   i64 time; 5 put u16 mode, i64 time, u32 length, bytes; 6 commit u16 mode, i64 time, u32 number, u64 size;
--   7 aside string new path; 8 discard u32 number
-- By itself, with id 0: 0xf0 changed (u8 overflow, u16 count, string folder each), 0xf1 busy, 0xf2 fatal (string reason).
--
-- What containers do goes first: while others run, list, hash, read and sync wait, up to `patience` at a stretch.
--
-- What containers put into the folder is not trusted: no path is ever followed through a symbolic link or out of the
-- folder (openat2), and a file is replaced or removed only while it still looks as the host has last seen it.

local ffi = require 'ffi'
local bit = require 'bit'
local band, bor, bxor, ror, rshift, tobit, bswap =
  bit.band, bit.bor, bit.bxor, bit.ror, bit.rshift, bit.tobit, bit.bswap
local C = ffi.C

ffi.cdef [[
typedef struct { int64_t sec; uint32_t nsec; int32_t pad; } ms_time;
typedef struct {
  uint32_t mask, blksize; uint64_t attributes; uint32_t nlink, uid, gid; uint16_t mode, pad0;
  uint64_t ino, size, blocks, attributes_mask; ms_time atime, btime, ctime, mtime;
  uint32_t rdev_major, rdev_minor, dev_major, dev_minor; uint64_t spare[16];
} ms_statx;
typedef struct { uint64_t ino; int64_t off; uint16_t reclen; uint8_t type; char name[256]; } ms_dirent;
typedef struct { uint64_t flags, mode, resolve; } ms_how;
typedef struct { long sec, nsec; } ms_timespec;
typedef struct { int fd; short events, revents; } ms_pollfd;
typedef struct { int wd; uint32_t mask, cookie, len; } ms_event;
long ms_openat2(long number, long fd, const char *path, const ms_how *how, long size) __asm__("syscall");
int openat(int fd, const char *path, int flags, unsigned mode);
int close(int fd);
long read(int fd, void *to, size_t count);
long write(int fd, const void *from, size_t count);
long pread64(int fd, void *to, size_t count, int64_t offset);
long pwrite64(int fd, const void *from, size_t count, int64_t offset);
int statx(int fd, const char *path, int flags, unsigned mask, ms_statx *to);
void *fdopendir(int fd);
ms_dirent *readdir(void *dir);
int closedir(void *dir);
long readlinkat(int fd, const char *path, char *to, size_t size);
int unlinkat(int fd, const char *path, int flags);
int mkdirat(int fd, const char *path, unsigned mode);
int symlinkat(const char *target, int fd, const char *path);
int renameat(int from, const char *path, int to, const char *new_path);
int renameat2(int from, const char *path, int to, const char *new_path, unsigned flags);
int fchmod(int fd, unsigned mode);
int fchown(int fd, unsigned uid, unsigned gid);
int futimens(int fd, const ms_timespec *times);
int fsync(int fd);
int syncfs(int fd);
int poll(ms_pollfd *fds, unsigned long count, int timeout);
int clock_gettime(int clock, ms_timespec *to);
int inotify_init1(int flags);
int inotify_add_watch(int fd, const char *path, uint32_t mask);
int inotify_rm_watch(int fd, int wd);
void *memmove(void *to, const void *from, size_t count);
int nice(int more);
]]

local VERSION = 2
local MAX_FRAME = 1024 * 1024
local ENTRIES_BYTES = 256 * 1024
local PREFIX = '.moorage-sync-'

local ENOENT, EAGAIN, EEXIST, ENOTDIR, EINVAL, ENOSPC, ENOTEMPTY, EINTR, ELOOP, EDQUOT, ENOSYS, ESTALE =
  2, 11, 17, 20, 22, 28, 39, 4, 40, 122, 38, 116

local arm = ffi.arch == 'arm64'
local O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK, O_CLOEXEC = 1, 0x40, 0x80, 0x800, 0x80000
local O_DIRECTORY = arm and 0x4000 or 0x10000
local O_NOFOLLOW = arm and 0x8000 or 0x20000
local OPEN_FOLDER = bor(O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC)
local OPEN_FILE = bor(O_NOFOLLOW, O_NONBLOCK, O_CLOEXEC)
local MAKE_FILE = bor(O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_CLOEXEC)
local RESOLVE = 0x02 + 0x04 + 0x08 -- no magic links, no symbolic links, not out of the folder
local AT_NOFOLLOW, AT_REMOVEDIR, AT_EMPTY_PATH, AT_FDCWD = 0x100, 0x200, 0x1000, -100
local S_IFMT, S_IFREG, S_IFDIR, S_IFLNK = 0xf000, 0x8000, 0x4000, 0xa000
local STATX_BASIC = 0x7ff
local UTIME_OMIT = 0x3ffffffe
local RENAME_NOREPLACE = 1
local IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF =
  0x2, 0x4, 0x8, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800
local IN_Q_OVERFLOW, IN_IGNORED = 0x4000, 0x8000
local WATCHED = bor(IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE,
  IN_DELETE_SELF, IN_MOVE_SELF, 0x01000000) -- the last: only folders

local DONE, CHANGED, FULL, FAILED = 0, 1, 2, 3
local RACY_NS = 50000000LL

local u16p, u32p = ffi.typeof 'uint16_t*', ffi.typeof 'uint32_t*'
local u64p, i64p = ffi.typeof 'uint64_t*', ffi.typeof 'int64_t*'

-- A frame that cannot be understood, or a folder that is not the one that it was: the agent ends with these words.
local function fatal(reason)
  error({ fatal = reason }, 0)
end

-- Writing -------------------------------------------------------------------------------------------------------------

local out = { size = 512 * 1024, at = 0 }
out.bytes = ffi.new('uint8_t[?]', out.size)

local function room(count)
  if out.at + count <= out.size then return end
  local size = math.max(out.size * 2, out.at + count)
  local bytes = ffi.new('uint8_t[?]', size)
  ffi.copy(bytes, out.bytes, out.at)
  out.bytes, out.size = bytes, size
end

local function put8(value)
  room(1)
  out.bytes[out.at] = value
  out.at = out.at + 1
end

local function put16(value)
  room(2)
  ffi.cast(u16p, out.bytes + out.at)[0] = value
  out.at = out.at + 2
end

local function put32(value)
  room(4)
  ffi.cast(u32p, out.bytes + out.at)[0] = value
  out.at = out.at + 4
end

local function put64(value)
  room(8)
  ffi.cast(i64p, out.bytes + out.at)[0] = value
  out.at = out.at + 8
end

local function put_string(value)
  put16(#value)
  room(#value)
  ffi.copy(out.bytes + out.at, value, #value)
  out.at = out.at + #value
end

local function poll_one(fd, events, timeout)
  local one = ffi.new('ms_pollfd[1]')
  one[0].fd, one[0].events = fd, events
  return C.poll(one, 1, timeout)
end

local function send_all(bytes, count)
  local at = 0
  while at < count do
    local sent = tonumber(C.write(1, bytes + at, count - at))
    if sent > 0 then
      at = at + sent
    else
      local code = ffi.errno()
      if code == EAGAIN then
        poll_one(1, 4, -1)
      elseif code ~= EINTR then
        os.exit(1)
      end
    end
  end
end

local function begin(kind, id)
  out.at = 0
  put32(0)
  put8(kind)
  put32(id)
end

local function finish()
  ffi.cast(u32p, out.bytes)[0] = out.at - 4
  send_all(out.bytes, out.at)
end

-- Reading -------------------------------------------------------------------------------------------------------------

local inp = { size = 2 * MAX_FRAME, from = 0, to = 0, at = 0, last = 0 }
inp.bytes = ffi.new('uint8_t[?]', inp.size)

local function advance(count)
  local at = inp.at
  if count < 0 or at + count > inp.last then fatal 'a request with too little in it' end
  inp.at = at + count
  return inp.bytes + at
end

local function get8() return advance(1)[0] end
local function get16() return tonumber(ffi.cast(u16p, advance(2))[0]) end
local function get32() return tonumber(ffi.cast(u32p, advance(4))[0]) end
local function get64() return ffi.cast(u64p, advance(8))[0] end
local function get_i64() return ffi.cast(i64p, advance(8))[0] end
local function get_string()
  local length = get16()
  return ffi.string(advance(length), length)
end
local function get_look() return { size = get64(), mtime = get_i64(), ino = get64() } end

local function get_expect()
  local kind = get8()
  if kind == 1 then
    local look = get_look()
    look.kind = 1
    return look
  end
  if kind == 3 then return { kind = 3, target = get_string() } end
  if kind > 3 then fatal 'an expectation of no known kind' end
  return { kind = kind }
end

-- The file system -----------------------------------------------------------------------------------------------------

local root = -1
local root_path, marker_name, temporary_id
local root_stat = ffi.new 'ms_statx'
local stat = ffi.new 'ms_statx'
local how = ffi.new 'ms_how'

-- A status of a failed call, from errno.
local function failure(code)
  code = code or ffi.errno()
  if code == ENOSPC or code == EDQUOT then return FULL, code end
  if code == ENOENT or code == ENOTDIR or code == ELOOP or code == EEXIST or code == ENOTEMPTY or code == ESTALE then
    return CHANGED, code
  end
  return FAILED, code
end

local function put_status(status, code)
  put8(status)
  put16(status == DONE and 0 or code or 0)
end

local function open_below(path, flags)
  how.flags, how.mode, how.resolve = flags, 0, RESOLVE
  for _ = 1, 8 do
    local fd = tonumber(C.ms_openat2(437, root, path == '' and '.' or path, how, ffi.sizeof(how)))
    -- EAGAIN: something was renamed just then.
    if fd >= 0 or ffi.errno() ~= EAGAIN then return fd end
  end
  return -1
end

local function split(path)
  local folder, name = path:match '^(.*)/([^/]*)$'
  if folder == nil then folder, name = '', path end
  if name == '' or name == '.' or name == '..' then fatal 'a path without a name' end
  return folder, name
end

local function stat_fd(fd, to)
  return C.statx(fd, '', AT_EMPTY_PATH, STATX_BASIC, to or stat) == 0
end

local function stat_name(fd, name)
  return C.statx(fd, name, AT_NOFOLLOW, STATX_BASIC, stat) == 0
end

local function kind_of(mode) return band(mode, S_IFMT) end
local function ns(time) return time.sec * 1000000000LL + time.nsec end

local function is_look(look)
  return kind_of(stat.mode) == S_IFREG and stat.size == look.size and stat.ino == look.ino
    and ns(stat.mtime) == look.mtime
end

local link_bytes = ffi.new('char[4096]')
local function read_link(fd, name)
  local length = tonumber(C.readlinkat(fd, name, link_bytes, 4096))
  if length < 0 or length >= 4096 then return nil end
  return ffi.string(link_bytes, length)
end

-- Whether what is at a name is what the host has seen there. `stat` is that of a file or folder afterwards.
local function as_expected(fd, name, expect)
  if not stat_name(fd, name) then return expect.kind == 0 and ffi.errno() == ENOENT end
  if expect.kind == 1 then return is_look(expect) end
  if expect.kind == 2 then return kind_of(stat.mode) == S_IFDIR end
  if expect.kind == 3 then return kind_of(stat.mode) == S_IFLNK and read_link(fd, name) == expect.target end
  return false
end

-- The folder that the host means must be the one that we have open: a volume may be removed and made anew.
local function check_root()
  if C.statx(AT_FDCWD, root_path, 0, STATX_BASIC, stat) ~= 0 or stat.ino ~= root_stat.ino
    or stat.dev_major ~= root_stat.dev_major or stat.dev_minor ~= root_stat.dev_minor then
    fatal 'the folder in the VM was removed or replaced'
  end
end

local function write_all(fd, bytes, count, offset)
  local at = 0
  while at < count do
    local done = tonumber(C.pwrite64(fd, bytes + at, count - at, offset + at))
    if done < 0 then
      if ffi.errno() ~= EINTR then return false end
    else
      at = at + done
    end
  end
  return true
end

-- Bytes into `to`; how many there were, or -1.
local function read_all(fd, to, count, offset)
  local at = 0
  while at < count do
    local done = tonumber(C.pread64(fd, to + at, count - at, offset + at))
    if done == 0 then break end
    if done < 0 then
      if ffi.errno() ~= EINTR then return -1 end
    else
      at = at + done
    end
  end
  return at
end

local clock = ffi.new 'ms_timespec'
local function now_ns()
  C.clock_gettime(0, clock)
  return clock.sec * 1000000000LL + clock.nsec
end
local function seconds()
  C.clock_gettime(1, clock)
  return tonumber(clock.sec) + tonumber(clock.nsec) / 1e9
end

local function is_racy(mtime, at)
  local age = at - mtime
  return age < RACY_NS and age > -RACY_NS
end

-- Watching ------------------------------------------------------------------------------------------------------------

local inotify = -1
local path_of = {} -- by watch
local watch_of = {} -- by path
local dirty, dirty_count, overflow, told_at = {}, 0, false, 0
local event_bytes = ffi.new('uint8_t[?]', 65536)

local function watch(fd, path)
  local wd = C.inotify_add_watch(inotify, '/proc/self/fd/' .. fd, WATCHED)
  if wd < 0 then return false end
  local before = path_of[wd]
  if before ~= nil and before ~= path and watch_of[before] == wd then watch_of[before] = nil end
  path_of[wd] = path
  watch_of[path] = wd
  return true
end

local function forget(path)
  local wd = watch_of[path]
  if wd == nil then return end
  watch_of[path] = nil
  if path_of[wd] == path then
    path_of[wd] = nil
    C.inotify_rm_watch(inotify, wd)
  end
end

local function drain_events()
  while true do
    local count = tonumber(C.read(inotify, event_bytes, 65536))
    if count <= 0 then return end
    local at = 0
    while at < count do
      local event = ffi.cast('ms_event*', event_bytes + at)
      local name = event.len > 0 and ffi.string(ffi.cast('char*', event_bytes + at + 16)) or ''
      at = at + 16 + tonumber(event.len)
      if band(event.mask, IN_Q_OVERFLOW) ~= 0 then
        overflow = true
      else
        local path = path_of[event.wd]
        if band(event.mask, IN_IGNORED) ~= 0 then
          if path ~= nil then
            path_of[event.wd] = nil
            if watch_of[path] == event.wd then watch_of[path] = nil end
          end
        elseif path ~= nil and name:sub(1, #PREFIX) ~= PREFIX and dirty[path] == nil then
          dirty[path] = true
          dirty_count = dirty_count + 1
        end
      end
    end
  end
end

local function tell_changes()
  if dirty_count == 0 and not overflow then return end
  if dirty_count > 2000 then overflow = true end
  begin(0xf0, 0)
  put8(overflow and 1 or 0)
  if overflow then
    put16(0)
  else
    put16(dirty_count)
    for path in pairs(dirty) do put_string(path) end
  end
  dirty, dirty_count, overflow = {}, 0, false
  told_at = seconds()
  finish()
end

-- SHA-256 (FIPS 180-4) ------------------------------------------------------------------------------------------------

-- The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the
-- first 8; computed with integers, so that no table can have a slip in it.
local function is_prime(n)
  for d = 2, math.floor(math.sqrt(n)) do
    if n % d == 0 then return false end
  end
  return true
end

local K, H0 = ffi.new('int32_t[64]'), ffi.new('int32_t[8]')
do
  local two32 = 4294967296
  -- floor(root(n) * 2^32) by bisection; a, b and c are digits of base 2^16 and products stay below 2^53.
  local function power_exceeds(x, n, exponent)
    -- x is less than 2^36, in digits of 12 bits: compares x^exponent with n * 2^(32 * exponent).
    local digits = { x % 4096, math.floor(x / 4096) % 4096, math.floor(x / 16777216) }
    local product = { 1 }
    for _ = 1, exponent do
      local sum = {}
      for i = 1, #product do
        for j = 1, 3 do sum[i + j - 1] = (sum[i + j - 1] or 0) + product[i] * digits[j] end
      end
      local carry = 0
      for i = 1, #sum do
        local value = sum[i] + carry
        sum[i], carry = value % 4096, math.floor(value / 4096)
      end
      while carry > 0 do
        sum[#sum + 1], carry = carry % 4096, math.floor(carry / 4096)
      end
      product = sum
    end
    local target, bits = {}, 32 * exponent
    local shift, rest = math.floor(bits / 12), n * 2 ^ (bits % 12)
    for i = 1, shift do target[i] = 0 end
    while rest > 0 do
      target[#target + 1], rest = rest % 4096, math.floor(rest / 4096)
    end
    for i = math.max(#product, #target), 1, -1 do
      local a, b = product[i] or 0, target[i] or 0
      if a ~= b then return a > b end
    end
    return false
  end
  local function fraction(n, exponent)
    local low, high = 0, 2 ^ 37
    while high - low > 1 do
      local middle = math.floor((low + high) / 2)
      if power_exceeds(middle, n, exponent) then high = middle else low = middle end
    end
    return tobit(low % two32)
  end
  local n, found = 2, 0
  while found < 64 do
    if is_prime(n) then
      K[found] = fraction(n, 3)
      if found < 8 then H0[found] = fraction(n, 2) end
      found = found + 1
    end
    n = n + 1
  end
end

local W = ffi.new('int32_t[64]')
local function hash_block(h, p)
  for i = 0, 15 do W[i] = bswap(p[i]) end
  for i = 16, 63 do
    local x, y = W[i - 15], W[i - 2]
    W[i] = tobit(bxor(ror(y, 17), ror(y, 19), rshift(y, 10)) + W[i - 7]
      + bxor(ror(x, 7), ror(x, 18), rshift(x, 3)) + W[i - 16])
  end
  local a, b, c, d, e, f, g, k = h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
  for i = 0, 63 do
    local t1 = tobit(k + bxor(ror(e, 6), ror(e, 11), ror(e, 25)) + bxor(g, band(e, bxor(f, g))) + K[i] + W[i])
    local t2 = tobit(bxor(ror(a, 2), ror(a, 13), ror(a, 22)) + bor(band(a, b), band(c, bor(a, b))))
    k, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + t2)
  end
  h[0], h[1], h[2], h[3] = tobit(h[0] + a), tobit(h[1] + b), tobit(h[2] + c), tobit(h[3] + d)
  h[4], h[5], h[6], h[7] = tobit(h[4] + e), tobit(h[5] + f), tobit(h[6] + g), tobit(h[7] + k)
end

local HASH_BYTES = 256 * 1024
local hash_bytes = ffi.new('uint8_t[?]', HASH_BYTES + 128)
local hash_state, hash_out = ffi.new('int32_t[8]'), ffi.new('int32_t[8]')

-- The digest of an open file into `hash_out`; false if it is not `size` bytes long (errno 0) or can't be read.
local function hash_file(fd, size, busy)
  ffi.copy(hash_state, H0, 32)
  local done, last = 0, false
  while not last do
    local count = read_all(fd, hash_bytes, HASH_BYTES, done)
    if count < 0 then return false end
    done = done + count
    last = count < HASH_BYTES
    local bytes = count
    if last then
      hash_bytes[count] = 0x80
      bytes = count + 1
      while bytes % 64 ~= 56 do
        hash_bytes[bytes] = 0
        bytes = bytes + 1
      end
      local words = ffi.cast('int32_t*', hash_bytes + bytes)
      words[0], words[1] = bswap(tobit(math.floor(done / 536870912))), bswap(tobit((done * 8) % 4294967296))
      bytes = bytes + 8
    end
    local words = ffi.cast('int32_t*', hash_bytes)
    for at = 0, bytes / 4 - 1, 16 do hash_block(hash_state, words + at) end
    busy()
  end
  for i = 0, 7 do hash_out[i] = bswap(hash_state[i]) end
  ffi.errno(0)
  return done == tonumber(size)
end

-- Requests ------------------------------------------------------------------------------------------------------------

local handle = {}
local temporaries = {} -- files that come in chunks, by number

local function temporary(number) return PREFIX .. temporary_id .. '-' .. number end

local function read_marker()
  local up = C.openat(root, '..', OPEN_FOLDER, 0)
  if up < 0 then return '' end
  local fd = C.openat(up, marker_name, OPEN_FILE, 0)
  C.close(up)
  if fd < 0 then return '' end
  local bytes = ffi.new('uint8_t[64]')
  local count = read_all(fd, bytes, 64, 0)
  C.close(fd)
  return count > 0 and ffi.string(bytes, count) or ''
end

-- Giving way ----------------------------------------------------------------------------------------------------------

-- Seconds that may be waited at a stretch, what is left of them, and when it was looked last.
local patience, left, looked_at = 0, 0, 0
local LOOK_EVERY, QUIET_LOOKS = 0.05, 20
local was_quiet = false

local function set_patience(ms)
  patience, left = ms / 1000, ms / 1000
  if ms > 0 then C.nice(10) end
end

-- How many processes run right now besides this one; see proc(5).
local function others_running()
  local file = io.open('/proc/loadavg')
  if file == nil then return 0 end
  local line = file:read('*l')
  file:close()
  return (tonumber(line:match '(%d+)/') or 1) - 1
end

-- Waits until nobody else runs for a moment, or patience is at its end; that is whole again after such a moment.
local function give_way()
  if patience == 0 or seconds() - looked_at < LOOK_EVERY then return end
  -- Nobody has begun to run since: then one look is enough.
  local quiet = was_quiet and QUIET_LOOKS - 1 or 0
  while quiet < QUIET_LOOKS and left > 0 do
    local begun = seconds()
    local busy = others_running() > 0
    quiet = busy and 0 or quiet + 1
    if quiet < QUIET_LOOKS then C.poll(nil, 0, busy and 5 or 2) end
    if inotify >= 0 and poll_one(inotify, 1, 0) > 0 then drain_events() end
    left = left - (seconds() - begun)
  end
  was_quiet = quiet == QUIET_LOOKS
  if was_quiet then left = patience end
  looked_at = seconds()
end

handle[1] = function(id)
  local version = get16()
  root_path, temporary_id = get_string(), get_string()
  set_patience(get32())
  if version ~= VERSION then fatal('version ' .. version .. ' is asked for, this is ' .. VERSION) end
  if not temporary_id:match '^[0-9a-f]+$' then fatal 'a temporary id that is none' end
  marker_name = PREFIX .. 'marker-' .. root_path:gsub('/+$', ''):match '[^/]*$'
  if root >= 0 then fatal 'a second hello' end
  local status, code = DONE, 0
  root = C.openat(AT_FDCWD, root_path, bor(O_DIRECTORY, O_CLOEXEC), 0)
  if root < 0 or not stat_fd(root, root_stat) then status, code = failure() end
  inotify = C.inotify_init1(bor(O_NONBLOCK, O_CLOEXEC))
  begin(0x81, id)
  put16(VERSION)
  put_status(status, code)
  put_string(status == DONE and read_marker() or '')
  put64(root_stat.ino)
  finish()
end

handle[2] = function(id)
  local marker = get_string()
  local status, code = FAILED, 0
  local up = C.openat(root, '..', OPEN_FOLDER, 0)
  local aside = temporary(0)
  C.unlinkat(up, aside, 0)
  local fd = C.openat(up, aside, MAKE_FILE, 0x180)
  if fd >= 0 then
    local bytes = ffi.new('uint8_t[?]', #marker + 1)
    ffi.copy(bytes, marker, #marker)
    if write_all(fd, bytes, #marker, 0) and C.fsync(fd) == 0 and C.renameat(up, aside, up, marker_name) == 0
      and C.fsync(up) == 0 then
      status = DONE
    else
      status, code = failure()
      C.unlinkat(up, aside, 0)
    end
    C.close(fd)
  else
    status, code = failure()
  end
  C.close(up)
  begin(0x82, id)
  put_status(status, code)
  finish()
end

local function begin_entries(id, index)
  begin(0x83, id)
  put16(index)
  put_status(DONE)
  put8(0)
  put32(0)
end

-- The head of a list's frame is written last: its flags and its count are known only then.
local function finish_entries(flags, count)
  out.bytes[9 + 5] = flags
  ffi.cast(u32p, out.bytes + 9 + 6)[0] = count
  finish()
end

-- A file of ours that nobody writes any more was left by an agent that was ended.
local function is_leftover(name)
  local number = name:match('^%.moorage%-sync%-[0-9a-f]+%-(%d+)$')
  return number ~= nil and temporaries[tonumber(number)] == nil
end

local function put_entry(fd, name)
  if not stat_name(fd, name) then return false end
  local kind = kind_of(stat.mode)
  local target = kind == S_IFLNK and read_link(fd, name)
  if kind == S_IFLNK and not target then return false end
  put8(kind == S_IFREG and 1 or kind == S_IFDIR and 2 or kind == S_IFLNK and 3 or 4)
  put_string(name)
  put16(band(stat.mode, 0x1ff))
  if kind == S_IFREG then
    put64(stat.size)
    put64(ns(stat.mtime))
    put64(stat.ino)
  elseif kind == S_IFDIR then
    put64(stat.ino)
  elseif kind == S_IFLNK then
    put_string(target)
  end
  return true
end

local function list(id, index, path)
  if path == '' then check_root() end
  local fd = open_below(path, OPEN_FOLDER)
  local dir = fd >= 0 and C.fdopendir(fd) or nil
  if dir == nil then
    local status, code = failure()
    if fd >= 0 then C.close(fd) end
    forget(path)
    begin_entries(id, index)
    out.at = out.at - 8
    put_status(status, code)
    put8(1)
    put32(0)
    return finish()
  end
  -- Watched before it is read, so that no change falls between.
  local unwatched = watch(fd, path) and 0 or 2
  begin_entries(id, index)
  local count = 0
  while true do
    local entry = C.readdir(dir)
    if entry == nil then break end
    local name = ffi.string(entry.name)
    if name:sub(1, #PREFIX) == PREFIX then
      if is_leftover(name) then C.unlinkat(fd, name, 0) end
    elseif name ~= '.' and name ~= '..' then
      if out.at > ENTRIES_BYTES then
        finish_entries(0, count)
        begin_entries(id, index)
        count = 0
      end
      if put_entry(fd, name) then count = count + 1 end
    end
  end
  C.closedir(dir)
  if path == '' then check_root() end
  finish_entries(1 + unwatched, count)
end

handle[3] = function(id)
  give_way()
  local paths = {}
  for i = 1, get16() do paths[i] = get_string() end
  for i = 1, #paths do list(id, i - 1, paths[i]) end
end

-- Opens a file that must look as told, calls `use` with it, and looks again. Returns status, errno, racy.
local function with_file(path, look, use)
  local fd = open_below(path, OPEN_FILE)
  if fd < 0 then return failure() end
  local status, code, racy = CHANGED, 0, 0
  if stat_fd(fd) and is_look(look) then
    local at = now_ns()
    if use(fd) then
      if stat_fd(fd) and is_look(look) then
        status, racy = DONE, is_racy(look.mtime, at) and 1 or 0
      end
    elseif ffi.errno() ~= 0 then
      status, code = failure()
    end
  end
  C.close(fd)
  return status, code, racy
end

handle[4] = function(id)
  give_way()
  local items, told = {}, seconds()
  for i = 1, get16() do items[i] = { path = get_string(), look = get_look() } end
  local results = {}
  local function busy()
    if seconds() - told < 1 then return end
    told = seconds()
    begin(0xf1, 0)
    finish()
  end
  for i, item in ipairs(items) do
    local status, code, racy = with_file(item.path, item.look, function(fd)
      return hash_file(fd, item.look.size, busy)
    end)
    results[i] = { status, code, racy, ffi.string(hash_out, 32) }
  end
  begin(0x84, id)
  for _, result in ipairs(results) do
    put_status(result[1], result[2])
    if result[1] == DONE then
      put8(result[3])
      room(32)
      ffi.copy(out.bytes + out.at, result[4], 32)
      out.at = out.at + 32
    end
  end
  finish()
end

handle[5] = function(id)
  give_way()
  begin(0x85, id)
  for _ = 1, get16() do
    local path, look, offset, length = get_string(), get_look(), get64(), get32()
    if length > MAX_FRAME / 2 then fatal 'too much is asked for at once' end
    local head = out.at
    room(8 + length)
    out.at = head + 8
    local status, code, racy = with_file(path, look, function(fd)
      local count = read_all(fd, out.bytes + out.at, length, tonumber(offset))
      if count >= 0 then ffi.errno(0) end
      return count == length
    end)
    out.at = head
    put_status(status, code)
    if status == DONE then
      put8(racy)
      put32(length)
      out.at = out.at + length
    end
  end
  finish()
end

handle[6] = function(id)
  local folder, number, offset = get_string(), get32(), tonumber(get64())
  local count = inp.last - inp.at
  local status, code = DONE, 0
  if offset == 0 then
    if temporaries[number] ~= nil then fatal 'a file is begun twice' end
    local dir = open_below(folder, OPEN_FOLDER)
    local fd = dir >= 0 and C.openat(dir, temporary(number), MAKE_FILE, 0x180) or -1
    if fd < 0 then
      status, code = failure()
      if dir >= 0 then C.close(dir) end
    else
      temporaries[number] = { dir = dir, fd = fd }
    end
  end
  local file = temporaries[number]
  if file == nil then
    if status == DONE then status = CHANGED end
  elseif not write_all(file.fd, advance(count), count, offset) then
    status, code = failure()
  end
  begin(0x86, id)
  put_status(status, code)
  finish()
end

local function discard(number)
  local file = temporaries[number]
  if file == nil then return end
  temporaries[number] = nil
  C.unlinkat(file.dir, temporary(number), 0)
  C.close(file.fd)
  C.close(file.dir)
end

local times = ffi.new('ms_timespec[2]')
local function set_meta(fd, mode, mtime)
  if mtime ~= nil then
    times[0].nsec = UTIME_OMIT
    local s = mtime / 1000000000LL
    local rest = mtime % 1000000000LL
    -- Division rounds towards zero; times before 1970 are negative.
    if rest < 0 then
      s, rest = s - 1, rest + 1000000000LL
    end
    times[1].sec, times[1].nsec = s, rest
    if C.futimens(fd, times) ~= 0 then return false end
  end
  return C.fchmod(fd, mode) == 0
end

-- The item's file is complete and waits to be renamed: `dir`, `name`, `aside`, `expect`, and `fd` if it is a file.
local function put_into_place(item)
  if not as_expected(item.dir, item.name, item.expect) then return CHANGED, 0 end
  local done
  if item.expect.kind == 0 then
    done = C.renameat2(item.dir, item.aside, item.dir, item.name, RENAME_NOREPLACE) == 0
    if not done and (ffi.errno() == EINVAL or ffi.errno() == ENOSYS) then
      done = C.renameat(item.dir, item.aside, item.dir, item.name) == 0
    end
  else
    done = C.renameat(item.dir, item.aside, item.dir, item.name) == 0
  end
  if not done then return failure() end
  if not stat_name(item.dir, item.name) then return failure() end
  return DONE, 0
end

-- A container's user that owns the file goes on owning it.
local function keep_owner(item)
  if item.expect.kind == 1 and as_expected(item.dir, item.name, item.expect)
    and (stat.uid ~= 0 or stat.gid ~= 0) then
    C.fchown(item.fd, stat.uid, stat.gid)
  end
end

local apply = {}

apply[1] = function(item)
  if not as_expected(item.dir, item.name, item.expect) then return CHANGED, 0 end
  if C.unlinkat(item.dir, item.name, item.expect.kind == 2 and AT_REMOVEDIR or 0) ~= 0 then return failure() end
  if item.expect.kind == 2 then forget(item.path) end
  return DONE, 0
end

apply[2] = function(item)
  if C.mkdirat(item.dir, item.name, 0x1c0) ~= 0 then return failure() end
  local fd = C.openat(item.dir, item.name, OPEN_FOLDER, 0)
  if fd < 0 then return failure() end
  local done = set_meta(fd, item.mode) and stat_fd(fd)
  C.close(fd)
  if not done then return failure() end
  return DONE, 0
end

apply[3] = function(item)
  item.aside = temporary(0)
  C.unlinkat(item.dir, item.aside, 0)
  if C.symlinkat(item.target, item.dir, item.aside) ~= 0 then return failure() end
  local status, code = put_into_place(item)
  if status ~= DONE then C.unlinkat(item.dir, item.aside, 0) end
  return status, code
end

apply[4] = function(item)
  local flags = item.expect.kind == 2 and OPEN_FOLDER or OPEN_FILE
  local fd = C.openat(item.dir, item.name, flags, 0)
  if fd < 0 then return failure() end
  local status, code = CHANGED, 0
  if stat_fd(fd) and (item.expect.kind == 2 or is_look(item.expect)) then
    if set_meta(fd, item.mode, item.mtime) and stat_fd(fd) then status = DONE else status, code = failure() end
  end
  C.close(fd)
  return status, code
end

-- Written aside now; renamed once all files of the request are on the disk.
apply[5] = function(item)
  item.aside = temporary(item.index)
  C.unlinkat(item.dir, item.aside, 0)
  local fd = C.openat(item.dir, item.aside, MAKE_FILE, 0x180)
  if fd < 0 then return failure() end
  item.fd = fd
  keep_owner(item)
  if write_all(fd, item.bytes, item.length, 0) and set_meta(fd, item.mode, item.mtime) then return nil end
  local status, code = failure()
  C.unlinkat(item.dir, item.aside, 0)
  C.close(fd)
  return status, code
end

apply[6] = function(item)
  local file = temporaries[item.number]
  if file == nil then return CHANGED, 0 end
  item.aside, item.fd, item.chunked = temporary(item.number), file.fd, true
  keep_owner(item)
  if stat_fd(file.fd) and stat.size == item.size and set_meta(file.fd, item.mode, item.mtime) then return nil end
  local status, code = failure()
  discard(item.number)
  return status, code
end

apply[7] = function(item, open)
  local folder, name = split(item.target)
  local to = open(folder)
  if to < 0 then return failure() end
  if not as_expected(item.dir, item.name, item.expect) then return CHANGED, 0 end
  if C.renameat2(item.dir, item.name, to, name, RENAME_NOREPLACE) ~= 0 then return failure() end
  if not stat_name(to, name) then return failure() end
  return DONE, 0
end

local function get_item(index)
  local what = get8()
  local item = { what = what, index = 4000000000 + index, path = get_string(), expect = get_expect() }
  if what == 2 then
    item.mode = get16()
  elseif what == 3 or what == 7 then
    item.target = get_string()
  elseif what == 4 then
    item.mode = get16()
    local timed, mtime = get8(), get_i64()
    if timed == 1 then item.mtime = mtime end
  elseif what == 5 then
    item.mode, item.mtime, item.length = get16(), get_i64(), get32()
    item.bytes = advance(item.length)
  elseif what == 6 then
    item.mode, item.mtime, item.number, item.size = get16(), get_i64(), get32(), get64()
  elseif what == 8 then
    item.number = get32()
  elseif what ~= 1 then
    fatal 'an item of no known kind'
  end
  return item
end

handle[7] = function(id)
  local items, waiting = {}, {}
  for i = 1, get16() do items[i] = get_item(i) end
  local folders, open_count = {}, 0
  local function open(folder)
    local fd = folders[folder]
    if fd ~= nil then return fd end
    fd = open_below(folder, OPEN_FOLDER)
    if fd >= 0 then
      folders[folder] = fd
      open_count = open_count + 1
    end
    return fd
  end
  local function settle()
    if #waiting > 4 then
      C.syncfs(root)
    else
      for _, item in ipairs(waiting) do C.fsync(item.fd) end
    end
    for _, item in ipairs(waiting) do
      item.status, item.code = put_into_place(item)
      if item.status == DONE then
        item.mode, item.size, item.mtime, item.ino = stat.mode, stat.size, ns(stat.mtime), stat.ino
      end
      if item.chunked then
        if item.status ~= DONE then
          discard(item.number)
        else
          local file = temporaries[item.number]
          temporaries[item.number] = nil
          C.close(file.fd)
          C.close(file.dir)
        end
      else
        if item.status ~= DONE then C.unlinkat(item.dir, item.aside, 0) end
        C.close(item.fd)
      end
    end
    waiting = {}
    for _, fd in pairs(folders) do C.close(fd) end
    folders, open_count = {}, 0
  end
  for _, item in ipairs(items) do
    if item.what == 8 then
      discard(item.number)
      item.status, item.code = DONE, 0
      item.mode, item.size, item.mtime, item.ino = 0, 0ULL, 0LL, 0ULL
    else
      if open_count >= 200 or #waiting >= 500 then settle() end
      local folder, name = split(item.path)
      item.name, item.dir = name, open(folder)
      if item.dir < 0 then
        item.status, item.code = failure()
        if item.what == 6 then discard(item.number) end
      else
        item.status, item.code = apply[item.what](item, open)
        if item.status == nil then
          waiting[#waiting + 1] = item
        elseif item.status == DONE then
          item.mode, item.size, item.mtime, item.ino = stat.mode, stat.size, ns(stat.mtime), stat.ino
        end
      end
    end
  end
  settle()
  begin(0x87, id)
  for _, item in ipairs(items) do
    put_status(item.status, item.code)
    if item.status == DONE then
      put64(item.size)
      put64(item.mtime)
      put64(item.ino)
      put16(band(item.mode, 0x1ff))
    end
  end
  finish()
end

handle[8] = function(id)
  give_way()
  check_root()
  local done = C.syncfs(root) == 0
  local status, code = DONE, 0
  if not done then status, code = failure() end
  begin(0x88, id)
  put_status(status, code)
  put_string(read_marker())
  finish()
end

handle[9] = function(id)
  drain_events()
  tell_changes()
  begin(0x89, id)
  finish()
end

-- The loop ------------------------------------------------------------------------------------------------------------

local function take_frames()
  while inp.to - inp.from >= 4 do
    local length = tonumber(ffi.cast(u32p, inp.bytes + inp.from)[0])
    if length < 5 or length > MAX_FRAME then fatal 'a frame of impossible length' end
    if inp.to - inp.from < 4 + length then return end
    inp.at, inp.last = inp.from + 4, inp.from + 4 + length
    inp.from = inp.last
    local kind, id = get8(), get32()
    local act = handle[kind]
    if act == nil then fatal 'a request of no known type' end
    if kind ~= 1 and root < 0 then fatal 'a request before hello' end
    act(id)
    drain_events()
  end
end

local function receive()
  if inp.from > 0 then
    C.memmove(inp.bytes, inp.bytes + inp.from, inp.to - inp.from)
    inp.to, inp.from = inp.to - inp.from, 0
  end
  local count = tonumber(C.read(0, inp.bytes + inp.to, inp.size - inp.to))
  if count == 0 then return false end
  if count < 0 then
    local code = ffi.errno()
    return code == EAGAIN or code == EINTR
  end
  inp.to = inp.to + count
  return true
end

local function run()
  local fds = ffi.new('ms_pollfd[2]')
  local open = true
  while open do
    local pending = dirty_count > 0 or overflow
    local wait = pending and math.max(0, math.ceil((told_at + 0.05 - seconds()) * 1000)) or -1
    fds[0].fd, fds[0].events, fds[0].revents = 0, 1, 0
    fds[1].fd, fds[1].events, fds[1].revents = inotify, 1, 0
    C.poll(fds, 2, wait)
    if inotify >= 0 and fds[1].revents ~= 0 then drain_events() end
    if (dirty_count > 0 or overflow) and seconds() - told_at >= 0.05 then tell_changes() end
    if fds[0].revents ~= 0 then
      open = receive()
      take_frames()
    end
  end
end

local fine, problem = pcall(run)
for number in pairs(temporaries) do discard(number) end
if not fine then
  local reason = type(problem) == 'table' and problem.fatal or tostring(problem)
  begin(0xf2, 0)
  put_string(reason:sub(1, 500))
  finish()
  os.exit(1)
end
