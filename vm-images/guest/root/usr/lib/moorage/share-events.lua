-- Raises file events for what happened on the host: usage luajit share-events.lua. Reads calls from standard input, each
-- a line `NUMBER CALL HEXPATH [HEXPATH]`, makes them, and answers each with a line `NUMBER ERRNO`. The first line says
-- `pid N`, by which the server of our own shares knows who asks. See inotify(7) for which call raises what.
--
-- In a share of a server that isn't ours the host can't tell its own changes from those that were made here, of which
-- everybody here has heard already. So the folders are watched here too (`watch`), and what was changed here is not told
-- again. For a removal that is more than economy: what makes it known would get in the way of whoever uses the name
-- again. What is told changes the file's ctime on the host, and is not told again either.
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
long read(int fd, void *to, size_t count);
int clock_gettime(int clock, struct timespec *now);
struct pollfd { int fd; short events; short revents; };
int poll(struct pollfd *fds, unsigned long count, int timeout);
int inotify_init1(int flags);
int inotify_add_watch(int fd, const char *path, uint32_t mask);
int inotify_rm_watch(int fd, int watch);
struct event { int watch; uint32_t mask; uint32_t cookie; uint32_t length; char name[]; };
]])
local C = ffi.C
local AT_FDCWD, NOFOLLOW, FORCE_SYNC = -100, 0x100, 0x2000
local OMIT = 0x3ffffffe
local O_WRONLY, O_CLOEXEC, O_NONBLOCK, O_NOFOLLOW = 1, 0x80000, 0x800, 0x20000
-- To open and close a file for the event alone: whatever it has become meanwhile, that waits for nobody and follows nothing.
local TOUCH = bit.bor(O_WRONLY, O_CLOEXEC, O_NONBLOCK, O_NOFOLLOW)
local S_IFMT, S_IFREG = 0xf000, 0x8000
-- What statx(2) is asked for: type and mode, mtime, ctime, size.
local TYPE_MODE, MTIME, CTIME, SIZE = 0x3, 0x40, 0x80, 0x200
local EEXIST, EINTR = 17, 4
io.stdout:setvbuf('full')

-- Setting the time of change alone raises IN_MODIFY, setting both times raises IN_ATTRIB. The server sets neither.
local function attributes(path) return C.utimensat(AT_FDCWD, path, nil, NOFOLLOW) end

local function modify(path)
  local times = ffi.new('struct timespec[2]')
  times[0].nsec = OMIT
  times[1].sec = os.time()
  local done = C.utimensat(AT_FDCWD, path, times, NOFOLLOW)
  if done ~= 0 then return done end
  local fd = C.open(path, TOUCH)
  if fd >= 0 then C.close(fd) end -- IN_CLOSE_WRITE
  return 0
end

-- What was changed here ------------------------------------------------------------------------------------------------

local IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE =
  0x2, 0x4, 0x8, 0x40, 0x80, 0x100, 0x200
local IN_Q_OVERFLOW, IN_IGNORED, IN_ISDIR, IN_ONLYDIR, IN_DONT_FOLLOW = 0x4000, 0x8000, 0x40000000, 0x1000000, 0x2000000
local WATCHED = IN_MODIFY + IN_ATTRIB + IN_CLOSE_WRITE + IN_MOVED_FROM + IN_MOVED_TO + IN_CREATE + IN_DELETE
  + IN_ONLYDIR + IN_DONT_FOLLOW
-- Seconds for which is remembered what was changed and what was removed here: the host hears of it within some tenths,
-- in a burst within seconds.
local CHANGED_FOR, REMOVED_FOR = 30, 10
-- Paths that are remembered before the old ones are looked for, and at which all are given up.
local SWEEP_FROM, MOST_OF_ALL = 20000, 200000
-- Reads of what was changed here in a row: whoever works here must not keep the host's changes from being told.
local MOST_READS = 64
-- Seconds by which the two clocks, and the moment at which we hear of a change, may be mistaken.
local MISTAKE = 0.04

local inotify = C.inotify_init1(O_NONBLOCK + O_CLOEXEC)
local folders, watches = {}, {}
-- When a path was changed here last, when it was removed here last, and when it got which times by our making it known.
local changed, removed, own, remembered, sweepAt = {}, {}, {}, 0, SWEEP_FROM
local overflowed = -math.huge
-- Where a folder was moved from, for the event that tells where to, which follows.
local left, leftCookie

local clock = ffi.new('struct timespec')
local function now()
  C.clock_gettime(0, clock)
  return tonumber(clock.sec) + tonumber(clock.nsec) / 1e9
end

local function watch(path)
  local number = C.inotify_add_watch(inotify, path, WATCHED)
  if number < 0 then return -1 end
  folders[number], watches[path] = path, number
  return 0
end

local function unwatch(path)
  for folder, number in pairs(watches) do
    if folder == path or folder:sub(1, #path + 1) == path .. '/' then
      C.inotify_rm_watch(inotify, number)
      folders[number], watches[folder] = nil, nil
    end
  end
  return 0
end

-- Folders that were renamed are watched as before, under their new names.
local function rebase(from, to)
  local moved = {}
  for number, folder in pairs(folders) do
    if folder == from or folder:sub(1, #from + 1) == from .. '/' then moved[number] = folder end
  end
  for number, folder in pairs(moved) do
    local path = to .. folder:sub(#from + 1)
    folders[number], watches[path] = path, number
    if watches[folder] == number then watches[folder] = nil end
  end
end

local function sweep()
  local at = now()
  remembered = 0
  for _, list in ipairs({ { changed, CHANGED_FOR }, { removed, REMOVED_FOR }, { own, CHANGED_FOR } }) do
    for path, one in pairs(list[1]) do
      local time = type(one) == 'table' and one.at or one
      if at - time > list[2] then list[1][path] = nil else remembered = remembered + 1 end
    end
  end
  if remembered > MOST_OF_ALL then
    changed, removed, own, remembered = {}, {}, {}, 0
    overflowed = at
  end
  -- So that a burst doesn't have all of it looked through again and again.
  sweepAt = math.max(SWEEP_FROM, remembered * 2)
end

local function take(event, at, ours)
  local mask = event.mask
  if bit.band(mask, IN_Q_OVERFLOW) ~= 0 then overflowed = at return end
  local folder = folders[event.watch]
  if not folder then return end
  if bit.band(mask, IN_IGNORED) ~= 0 then
    folders[event.watch], watches[folder] = nil, nil
    return
  end
  if event.length == 0 then return end
  local path = folder .. '/' .. ffi.string(event.name)
  if path == ours then return end
  local away = bit.band(mask, IN_DELETE + IN_MOVED_FROM) ~= 0
  local list = away and removed or changed
  if not list[path] then remembered = remembered + 1 end
  list[path] = at
  if bit.band(mask, IN_ISDIR) == 0 then return end
  if bit.band(mask, IN_MOVED_FROM) ~= 0 then left, leftCookie = path, event.cookie end
  if bit.band(mask, IN_MOVED_TO) ~= 0 and left and leftCookie == event.cookie then
    rebase(left, path)
    left = nil
  elseif bit.band(mask, IN_CREATE + IN_MOVED_TO) ~= 0 then
    -- What is in a new folder is changed here, too.
    watch(path)
  end
end

local eventsRoom = 65536
local events = ffi.new('uint8_t[?]', eventsRoom)

-- Notes what the kernel has to tell, but of the path that we have just made known.
local function drain(ours)
  for _ = 1, MOST_READS do
    local got = tonumber(C.read(inotify, events, eventsRoom))
    if got <= 0 then break end
    local at, from = now(), 0
    while from < got do
      local event = ffi.cast('struct event *', events + from)
      take(event, at, ours)
      from = from + 16 + event.length
    end
  end
  if remembered > sweepAt then sweep() end
end

-- By how much this clock is before the host's, at most: the least that it seemed to be, of this half minute and the last.
local least, leastBefore, since = math.huge, math.huge, 0
local function ahead(hostNow)
  local at = now()
  if at - since > 30 then least, leastBefore, since = math.huge, least, at end
  least = math.min(least, at - hostNow)
  return math.min(least, leastBefore)
end

-- Whether a file is as it was made here, or by us. `state` is its ctime, the time now and its mtime, by the host, in ns.
local function isKnown(path, state)
  drain()
  local ctime, hostNow, mtime = (state or ''):match('^(%d+) (%d+) (%-?%d+)$')
  if not ctime then return false end
  local skew = ahead(tonumber(hostNow) / 1e9)
  local ours = own[path]
  -- Some file systems of the host have a ctime that changes by ticks only.
  if ours and ours.ctime == ctime and ours.mtime == mtime then return true end
  local at = changed[path]
  return at ~= nil and now() - at < CHANGED_FOR and at >= tonumber(ctime) / 1e9 + skew - MISTAKE
end

-- Whether something was removed here a moment ago; that counts once.
local function wasRemoved(path)
  drain()
  local at = removed[path]
  removed[path] = nil
  if at then remembered = remembered - 1 end
  return at ~= nil and now() - at < REMOVED_FOR
end

-- For shares of a server that isn't ours, where each call really happens.
local found = ffi.new('struct statx')

-- As the host has it now, not as the kernel remembers it.
local function look(path, what)
  return C.statx(AT_FDCWD, path, NOFOLLOW + FORCE_SYNC, what, found) == 0
end

local function isPlain() return bit.band(found.mode, S_IFMT) == S_IFREG end

local function inNs(stamp)
  return (string.format('%.0f%09d', tonumber(stamp.sec), tonumber(stamp.nsec)):gsub('^0+(%d)', '%1'))
end

local function mtimeOf(path)
  if not look(path, TYPE_MODE + MTIME) then return nil end
  local times = ffi.new('struct timespec[2]')
  times[0].nsec = OMIT
  times[1].sec, times[1].nsec = found.mtime.sec, found.mtime.nsec
  return times, isPlain()
end

-- Its time of change is set to what it is.
local function seen(path, state)
  if isKnown(path, state) then return 0 end
  local times, plain = mtimeOf(path)
  if not times then return -1 end
  local done = C.utimensat(AT_FDCWD, path, times, NOFOLLOW)
  local fd = plain and C.open(path, TOUCH) or -1
  if fd >= 0 then C.close(fd) end
  drain(path)
  if look(path, CTIME + MTIME) then
    if not own[path] then remembered = remembered + 1 end
    own[path] = { ctime = inNs(found.ctime), mtime = inNs(found.mtime), at = now() }
  end
  return done
end

-- An empty file of the name is made and removed, and the folder gets its time back.
local function gone(path)
  if wasRemoved(path) then return 0 end
  -- Where events were lost it may be in use again.
  if now() - overflowed < REMOVED_FOR then return 0 end
  local folder = path:match('^(.*)/')
  local times = mtimeOf(folder)
  local done = C.mknod(path, 0x8180, 0)
  -- The host may have made it its own meanwhile.
  if done == 0 and look(path, TYPE_MODE + SIZE) and isPlain() and found.size == 0 then done = C.unlink(path) end
  if times then C.utimensat(AT_FDCWD, folder, times, 0) end
  drain(path)
  return done
end

local function moved(from, to)
  drain()
  local at = changed[to]
  if at and now() - at < REMOVED_FOR and wasRemoved(from) then return 0 end
  gone(from)
  rebase(from, to)
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
    local fd = C.open(path, TOUCH)
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
  watch = watch,
  unwatch = unwatch,
}

local function plain(hex)
  return (hex:gsub('%x%x', function(two) return string.char(tonumber(two, 16)) end))
end

local function answer(line)
  local number, call, path, other = line:match('^(%d+) (%a+) (%x+) ?(%x*)$')
  local errno = 22
  if number and calls[call] then
    local done = other == '' and calls[call](plain(path)) or calls[call](plain(path), plain(other))
    errno = done == 0 and 0 or ffi.errno()
  end
  io.write(number or 0, ' ', errno, '\n')
end

-- Between two looks at what was changed here new folders must not wait for long to be watched.
local LOOK_MS = 20

io.write('pid ', C.getpid(), '\n')
io.flush()
local fds = ffi.new('struct pollfd[2]', { { 0, 1, 0 }, { inotify, 1, 0 } })
local room, rest = ffi.new('uint8_t[?]', 65536), ''
while true do
  C.poll(fds, 2, -1)
  if fds[1].revents ~= 0 then
    -- Many at once cost less than each by itself, and whoever works here goes first.
    if fds[0].revents == 0 then C.poll(fds, 1, LOOK_MS) end
    drain()
  end
  if fds[0].revents ~= 0 then
    local got = tonumber(C.read(0, room, 65536))
    if got == 0 or got < 0 and ffi.errno() ~= EINTR then break end
    rest = rest .. ffi.string(room, math.max(got, 0))
    local from = 1
    for line, after in rest:gmatch('([^\n]*)\n()') do
      answer(line)
      from = after
    end
    rest = rest:sub(from)
    io.flush()
  end
end
