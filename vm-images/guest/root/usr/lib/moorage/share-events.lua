-- Raises file events for what happened on the host: usage luajit share-events.lua. Reads calls from standard input, each
-- a line `NUMBER CALL HEXPATH [HEXPATH]`, makes them, and answers each with a line `NUMBER ERRNO`. The first line says
-- `pid N`, by which the server of our own shares knows who asks. See inotify(7) for which call raises what.
local ffi = require('ffi')
local bit = require('bit')
ffi.cdef([[
struct timespec { long sec; long nsec; };
struct stamp { int64_t sec; uint32_t nsec; int32_t rest; };
struct statx {
  uint32_t mask, blksize; uint64_t attributes; uint32_t nlink, uid, gid; uint16_t mode, rest;
  uint64_t ino, size, blocks, known; struct stamp atime, btime, ctime, mtime; uint64_t more[32];
};
int statx(int dir, const char *path, int flags, unsigned int mask, struct statx *found);
int getpid(void);
int mknod(const char *path, unsigned int mode, unsigned long dev);
int mkdir(const char *path, unsigned int mode);
int symlink(const char *target, const char *path);
int unlink(const char *path);
int rmdir(const char *path);
int rename(const char *from, const char *to);
int open(const char *path, int flags, ...);
int close(int fd);
int utimensat(int dir, const char *path, const struct timespec times[2], int flags);
]])
local C = ffi.C
local AT_FDCWD, NOFOLLOW = -100, 0x100
local OMIT = 0x3ffffffe
local O_WRONLY, O_CLOEXEC = 1, 0x80000
local EEXIST = 17
io.stdout:setvbuf('full')

-- Setting the time of change alone raises IN_MODIFY, setting both times raises IN_ATTRIB. The server sets neither.
local function attributes(path) return C.utimensat(AT_FDCWD, path, nil, NOFOLLOW) end

local function modify(path)
  local times = ffi.new('struct timespec[2]')
  times[0].nsec = OMIT
  times[1].sec = os.time()
  local done = C.utimensat(AT_FDCWD, path, times, NOFOLLOW)
  if done ~= 0 then return done end
  local fd = C.open(path, O_WRONLY + O_CLOEXEC)
  if fd >= 0 then C.close(fd) end -- IN_CLOSE_WRITE
  return 0
end

-- For shares of a server that isn't ours, where each call really happens.
local found = ffi.new('struct statx')
local function mtimeOf(path)
  if C.statx(AT_FDCWD, path, NOFOLLOW, 0x40, found) ~= 0 then return nil end
  local times = ffi.new('struct timespec[2]')
  times[0].nsec = OMIT
  times[1].sec, times[1].nsec = found.mtime.sec, found.mtime.nsec
  return times, bit.band(found.mode, 0xf000) == 0x8000
end

-- Its time of change is set to what it is.
local function seen(path)
  local times, plain = mtimeOf(path)
  if not times then return -1 end
  local done = C.utimensat(AT_FDCWD, path, times, NOFOLLOW)
  local fd = plain and C.open(path, O_WRONLY + O_CLOEXEC) or -1
  if fd >= 0 then C.close(fd) end
  return done
end

-- An empty file of the name is made and removed, and the folder gets its time back.
local function gone(path)
  local folder = path:match('^(.*)/')
  local times = mtimeOf(folder)
  local done = C.mknod(path, 0x8180, 0)
  if done == 0 then done = C.unlink(path) end
  if times then C.utimensat(AT_FDCWD, folder, times, 0) end
  return done
end

local function moved(from, to)
  gone(from)
  return seen(to)
end

local function made(done, path)
  -- Somebody here has looked it up already.
  if done ~= 0 and ffi.errno() == EEXIST then return modify(path) end
  return done
end

local calls = {
  create = function(path)
    local done = made(C.mknod(path, 0x81a4, 0), path)
    if done ~= 0 then return done end
    local fd = C.open(path, O_WRONLY + O_CLOEXEC)
    if fd >= 0 then C.close(fd) end
    return 0
  end,
  mkdir = function(path) return made(C.mkdir(path, 0x1ff), path) end,
  symlink = function(path) return made(C.symlink('.', path), path) end,
  unlink = C.unlink,
  rmdir = C.rmdir,
  rename = C.rename,
  modify = modify,
  attributes = attributes,
  seen = seen,
  gone = gone,
  moved = moved,
}

local function plain(hex)
  return (hex:gsub('%x%x', function(two) return string.char(tonumber(two, 16)) end))
end

io.write('pid ', C.getpid(), '\n')
io.flush()
for line in io.lines() do
  local number, call, path, other = line:match('^(%d+) (%a+) (%x+) ?(%x*)$')
  local errno = 22
  if number and calls[call] then
    local done = other == '' and calls[call](plain(path)) or calls[call](plain(path), plain(other))
    errno = done == 0 and 0 or ffi.errno()
  end
  io.write(number or 0, ' ', errno, '\n')
  io.flush()
end
