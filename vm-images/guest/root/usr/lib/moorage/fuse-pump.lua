-- Mounts a FUSE file system at FOLDER, binds it to PATH, read-only if RIGHTS is ro, and carries its messages between the
-- kernel and the host: usage luajit fuse-pump.lua SOCKET FOLDER [PATH RIGHTS]. Whoever connects to SOCKET is the server.
-- It holds the mount while no server is there, so that a connection may break: processes that use the mount wait
-- meanwhile. For the same reason it mounts by itself: a program that looks at what it binds would wait for the server.
--
-- Where the host has a shorter way than SSH it asks us to connect to it: 16 bytes `moorage-connect` and a zero, 4 bytes
-- address, 2 bytes port (both as they stand in a sockaddr_in) and a token of 32 bytes. We connect, show the token, and
-- say C where we were asked, or E when we couldn't; what follows is the same on the new connection.
--
-- Handshake: the server sends 16 bytes that name its state, and gets one byte: N (this mount is new), R (it is the
-- same server; what it hasn't answered is sent again) or X (another server has served this mount: its state is lost,
-- the mount must be made anew). Then messages of the protocol in both directions, each beginning with its length.
--
-- A message to the kernel has to be one write(2) of exactly that message, which no shell does. Notices about folder
-- entries and pages go through a process of their own: the kernel may hold them up until a request is answered, and
-- the answer must not wait behind them.
local ffi = require('ffi')
local bit = require('bit')
ffi.cdef([[
typedef long ssize_t;
struct pollfd { int fd; short events; short revents; };
struct sockaddr_un { uint16_t family; char path[108]; };
struct sockaddr_in { uint16_t family; uint8_t port[2]; uint8_t address[4]; uint8_t zero[8]; };
struct timeval { long sec; long usec; };
int connect(int fd, const void *addr, unsigned int len);
int setsockopt(int fd, int level, int name, const void *value, unsigned int len);
ssize_t read(int fd, void *buf, size_t n);
ssize_t write(int fd, const void *buf, size_t n);
int close(int fd);
int poll(struct pollfd *fds, unsigned long n, int timeout);
int socket(int domain, int type, int protocol);
int bind(int fd, const void *addr, unsigned int len);
int listen(int fd, int backlog);
int accept4(int fd, void *addr, void *len, int flags);
int pipe2(int fds[2], int flags);
int fork(void);
int unlink(const char *path);
void _exit(int status);
int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
int usleep(unsigned int us);
void *signal(int number, intptr_t handler);
int open(const char *path, int flags, ...);
int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data);
]])
local C = ffi.C
local EINTR, ENOENT, EAGAIN, ENODEV = 4, 2, 11, 19
local POLLIN, POLLOUT = 1, 4
local CLOEXEC, NONBLOCK = 0x80000, 0x800
local roomBytes = 1024 * 1024 + 65536
-- Milliseconds without a server after which whoever waits is told that there is none.
local patienceMs = 600000

local function fail(what)
  io.stderr:write('fuse-pump: ', what, ': errno ', ffi.errno(), '\n')
  os.exit(1)
end

-- Writing to a server that has gone is an error that we handle, not our end: SIGPIPE is ignored.
C.signal(13, 1)

local path, folder, bound, rights = arg[1], arg[2], arg[3], arg[4]
local NOSUID, NODEV, RDONLY, REMOUNT, BIND = 2, 4, 1, 32, 4096
local fuse = C.open('/dev/fuse', bit.bor(2, CLOEXEC))
if fuse < 0 then fail('/dev/fuse') end
-- The kernel talks with whoever has the descriptor open.
local options = string.format('fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other', fuse)
if C.mount('moorage', folder, 'fuse.moorage', bit.bor(NOSUID, NODEV), options) ~= 0 then fail('mount') end
if bound then
  if C.mount(folder, bound, nil, BIND, nil) ~= 0 then fail('bind') end
  if rights == 'ro' and C.mount(nil, bound, nil, bit.bor(REMOUNT, BIND, RDONLY, NOSUID, NODEV), nil) ~= 0 then
    fail('read-only')
  end
end
-- More is read ahead than the kernel would by itself: a round trip to the host costs more than a disk's.
for line in io.lines('/proc/self/mountinfo') do
  local device, at = line:match('^%d+ %d+ (%d+:%d+) %S+ (%S+) ')
  if at == folder then
    local ahead = io.open('/sys/class/bdi/' .. device .. '/read_ahead_kb', 'w')
    if ahead then
      ahead:write('1024')
      ahead:close()
    end
  end
end

local pipes = ffi.new('int[2]')
if C.pipe2(pipes, CLOEXEC) ~= 0 then fail('pipe') end

-- The process for notices: each is preceded by its length, as all messages are.
if C.fork() == 0 then
  C.close(pipes[1])
  C.prctl(1, 9, 0, 0, 0) -- ends with its parent
  local buffer = ffi.new('uint8_t[?]', 65536)
  local have = 0
  while true do
    local got = C.read(pipes[0], buffer + have, 65536 - have)
    if got <= 0 then C._exit(0) end
    have = have + tonumber(got)
    local at = 0
    while have - at >= 4 do
      local length = ffi.cast('uint32_t *', buffer + at)[0]
      if have - at < length then break end
      C.write(fuse, buffer + at, length) -- what the kernel doesn't know any more need not be forgotten
      at = at + length
    end
    if at > 0 then
      ffi.copy(buffer, ffi.string(buffer + at, have - at), have - at)
      have = have - at
    end
  end
end
C.close(pipes[0])

C.unlink(path)
local server = C.socket(1, bit.bor(1, CLOEXEC), 0)
local address = ffi.new('struct sockaddr_un')
address.family = 1
ffi.copy(address.path, path)
if C.bind(server, address, ffi.sizeof(address)) ~= 0 then fail('bind') end
if C.listen(server, 4) ~= 0 then fail('listen') end

local fromKernel = ffi.new('uint8_t[?]', roomBytes)
local fromServer = ffi.new('uint8_t[?]', roomBytes * 2)
local held = 0
local client = -1
local token
-- Requests that wait for their answer, by their number, and what came while no server was there, in order.
local waiting, order, first, last = {}, {}, 1, 0
local notices = {}

local function writeAll(fd, data, length)
  local done = 0
  while done < length do
    local n = C.write(fd, data + done, length - done)
    if n < 0 then
      if ffi.errno() ~= EINTR then return false end
    else
      done = done + tonumber(n)
    end
  end
  return true
end

local function drop()
  if client >= 0 then C.close(client) end
  client = -1
  held = 0
end

local function keyOf(buffer)
  local words = ffi.cast('uint32_t *', buffer)
  return string.format('%d.%d', words[3], words[2])
end

local function remember(key, text)
  last = last + 1
  order[last] = { key = key, text = text }
  if key then waiting[key] = last end
end

local function answered(key)
  local index = waiting[key]
  if not index then return end
  waiting[key] = nil
  order[index] = nil
  while first <= last and order[first] == nil do first = first + 1 end
end

-- What nobody answers is not kept once it was sent: forgetting (2, 42) and interrupting (36).
local function isSilent(buffer)
  local opcode = ffi.cast('uint32_t *', buffer)[1]
  return opcode == 2 or opcode == 42 or opcode == 36
end

local function resend()
  for index = first, last do
    local one = order[index]
    if one then
      local text = one.text
      if not writeAll(client, ffi.cast('const uint8_t *', text), #text) then return drop() end
      if not one.key then order[index] = nil end
    end
  end
end

local function fromFuse()
  local got = C.read(fuse, fromKernel, roomBytes)
  if got < 0 then
    local errno = ffi.errno()
    if errno == ENODEV then os.exit(0) end -- unmounted
    if errno == EINTR or errno == ENOENT or errno == EAGAIN then return end
    fail('read')
  end
  local length = tonumber(got)
  local silent = isSilent(fromKernel)
  if not silent then remember(keyOf(fromKernel), ffi.string(fromKernel, length))
  elseif client < 0 then remember(nil, ffi.string(fromKernel, length)) end
  if client >= 0 and not writeAll(client, fromKernel, length) then drop() end
end

local function flushNotices()
  while notices[1] do
    local text = notices[1]
    -- At most PIPE_BUF, so it goes whole or not at all.
    local n = C.write(pipes[1], ffi.cast('const uint8_t *', text), #text)
    if n < 0 then return end
    table.remove(notices, 1)
  end
end

local function toKernel(buffer, length)
  local words = ffi.cast('int32_t *', buffer)
  if words[2] == 0 and words[3] == 0 then
    -- A notice; one about attributes only (code 2, a negative offset) never waits.
    if words[1] == 2 and words[7] < 0 then
      C.write(fuse, buffer, length)
    elseif length <= 4096 then
      notices[#notices + 1] = ffi.string(buffer, length)
    end
    return
  end
  answered(keyOf(buffer))
  -- ENOENT: whoever asked has given up.
  C.write(fuse, buffer, length)
end

local function fromClient()
  local got = C.read(client, fromServer + held, roomBytes * 2 - held)
  if got <= 0 then
    if got < 0 and ffi.errno() == EINTR then return end
    return drop()
  end
  held = held + tonumber(got)
  local at = 0
  while held - at >= 16 do
    local length = ffi.cast('uint32_t *', fromServer + at)[0]
    if length < 16 or length > roomBytes then return drop() end
    if held - at < length then break end
    toKernel(fromServer + at, length)
    at = at + length
  end
  if at > 0 then
    held = held - at
    if held > 0 then ffi.copy(fromServer, ffi.string(fromServer + at, held), held) end
  end
end

local function readAll(fd, length)
  local buffer, have = ffi.new('uint8_t[?]', length), 0
  while have < length do
    local n = tonumber(C.read(fd, buffer + have, length - have))
    if n == 0 or n < 0 and ffi.errno() ~= EINTR then return nil end
    have = have + math.max(n, 0)
  end
  return ffi.string(buffer, length)
end

local SOL_SOCKET, SO_RCVTIMEO, SO_SNDTIMEO, IPPROTO_TCP, TCP_NODELAY = 1, 20, 21, 6, 1

-- How long connecting, and each word of the handshake, may take; 0 for any time. The mount waits for whoever greets us.
local function setPatience(fd, seconds)
  local time = ffi.new('struct timeval', { seconds, 0 })
  for _, name in ipairs({ SO_RCVTIMEO, SO_SNDTIMEO }) do
    C.setsockopt(fd, SOL_SOCKET, name, time, ffi.sizeof(time))
  end
end

-- Connects to the host as it has asked; -1 when that can't be done.
local function outside(wish)
  local fd = C.socket(2, bit.bor(1, CLOEXEC), 0)
  if fd < 0 then return -1 end
  setPatience(fd, 10)
  C.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, ffi.new('int[1]', 1), 4)
  local address = ffi.new('struct sockaddr_in')
  address.family = 2
  ffi.copy(address.address, wish:sub(1, 4), 4)
  ffi.copy(address.port, wish:sub(5, 6), 2)
  local shown = wish:sub(7)
  if C.connect(fd, address, ffi.sizeof(address)) == 0
    and writeAll(fd, ffi.cast('const uint8_t *', shown), #shown) then
    return fd
  end
  C.close(fd)
  return -1
end

local function welcome()
  local fd = C.accept4(server, nil, nil, CLOEXEC)
  if fd < 0 then return end
  drop()
  setPatience(fd, 10)
  local text = readAll(fd, 16)
  if text == 'moorage-connect\0' then
    local wish = readAll(fd, 38)
    local direct = wish and outside(wish) or -1
    C.write(fd, direct >= 0 and 'C' or 'E', 1)
    C.close(fd)
    if direct < 0 then return end
    fd = direct
    text = readAll(fd, 16)
  end
  if not text then C.close(fd) return end
  local answer = 'R'
  if token == nil then answer = 'N' elseif token ~= text then answer = 'X' end
  C.write(fd, answer, 1)
  setPatience(fd, 0)
  if answer == 'X' then C.close(fd) return end
  token = text
  client = fd
  resend()
end

local fds = ffi.new('struct pollfd[4]')
local lonelyMs = 0
-- The pipe to the process for notices must not hold us up.
ffi.cdef('int fcntl(int fd, int cmd, int arg);')
C.fcntl(pipes[1], 4, NONBLOCK)
while true do
  fds[0].fd, fds[0].events = fuse, POLLIN
  fds[1].fd, fds[1].events = server, POLLIN
  fds[2].fd, fds[2].events = client, POLLIN
  fds[3].fd, fds[3].events = notices[1] and pipes[1] or -1, POLLOUT
  for i = 0, 3 do fds[i].revents = 0 end
  local ready = C.poll(fds, 4, client < 0 and 1000 or -1)
  if client >= 0 then lonelyMs = 0 elseif ready == 0 then
    lonelyMs = lonelyMs + 1000
    -- The end of this process is the end of the mount: what waits on it fails with ENOTCONN.
    if lonelyMs > patienceMs and last >= first then os.exit(1) end
  end
  if fds[2].revents ~= 0 and client >= 0 then fromClient() end
  if fds[0].revents ~= 0 then fromFuse() end
  if fds[1].revents ~= 0 then welcome() end
  if fds[3].revents ~= 0 or notices[1] then flushNotices() end
end
