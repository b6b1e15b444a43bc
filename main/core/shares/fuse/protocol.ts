/**
 * The words of the FUSE protocol that Linux kernels speak over /dev/fuse, as values and as bytes. Facts: the kernel's
 * `include/uapi/linux/fuse.h` (protocol 7.36). All numbers are little-endian, as every guest of ours is.
 */

export const op = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  readlink: 5,
  symlink: 6,
  mknod: 8,
  mkdir: 9,
  unlink: 10,
  rmdir: 11,
  rename: 12,
  link: 13,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  fsyncdir: 30,
  create: 35,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
  fallocate: 43,
  readdirplus: 44,
  rename2: 45,
  copyFileRange: 47,
} as const;

/** Error numbers of Linux, by the names that Node gives to errors on every system. */
export const errno = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EMLINK: 31,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  ENOTEMPTY: 39,
  ELOOP: 40,
  EOPNOTSUPP: 95,
  ENOTSUP: 95,
  ESTALE: 116,
  EDQUOT: 122,
} as const;
export type ErrnoName = keyof typeof errno;

/** What a request is refused with. */
export class Refusal extends Error {
  readonly errno: number;
  constructor(name: ErrnoName) {
    super(name);
    this.errno = errno[name];
  }
}

export const headerBytes = 40;
const replyHeaderBytes = 16;
/** Most bytes of a file that one request carries, either way. */
export const maxWrite = 1 << 20;
/** Longest request: a write with its header and arguments. */
export const longestRequest = maxWrite + 4096;

/** A request of the kernel's. `body` is what follows the header. */
export interface Request {
  readonly opcode: number;
  readonly unique: bigint;
  readonly node: number;
  readonly uid: number;
  readonly gid: number;
  /** The process in the guest that asks, as the guest numbers them. */
  readonly pid: number;
  readonly body: Buffer;
}

/** Reads one whole request. */
export function parseRequest(frame: Buffer): Request {
  return {
    opcode: frame.readUInt32LE(4),
    unique: frame.readBigUInt64LE(8),
    node: number64(frame, 16),
    uid: frame.readUInt32LE(24),
    gid: frame.readUInt32LE(28),
    pid: frame.readUInt32LE(32),
    body: frame.subarray(headerBytes),
  };
}

/** A 64-bit number; what a double can't hold exactly is refused. */
export function number64(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new Refusal('EINVAL');
  return value;
}

/** An answer: no error when `error` is 0. */
export function reply(unique: bigint, error: number, body?: Buffer): Buffer {
  const length = replyHeaderBytes + (body?.length ?? 0);
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32LE(length, 0);
  bytes.writeInt32LE(-error, 4);
  bytes.writeBigUInt64LE(unique, 8);
  body?.copy(bytes, replyHeaderBytes);
  return bytes;
}

/** Room for an answer of that many bytes; `body` is written in place, so that a file's bytes are not copied again. */
export function replyRoom(unique: bigint, room: number): { readonly bytes: Buffer; readonly body: Buffer } {
  const bytes = Buffer.allocUnsafe(replyHeaderBytes + room);
  bytes.writeInt32LE(0, 4);
  bytes.writeBigUInt64LE(unique, 8);
  return { bytes, body: bytes.subarray(replyHeaderBytes) };
}

/** The part of such room that was used. */
export function filled(bytes: Buffer, used: number): Buffer {
  bytes.writeUInt32LE(replyHeaderBytes + used, 0);
  return bytes.subarray(0, replyHeaderBytes + used);
}

/** What the kernel is told of its own accord: a message without a request. */
function notice(code: number, body: Buffer): Buffer {
  const bytes = reply(0n, 0, body);
  bytes.writeInt32LE(code, 4);
  return bytes;
}

/** Forget what is cached of a node: its attributes, and with `data` its pages, too. */
export function invalidateNode(node: number, data: boolean): Buffer {
  const body = Buffer.alloc(24);
  body.writeBigUInt64LE(BigInt(node), 0);
  body.writeBigInt64LE(data ? 0n : -1n, 8);
  return notice(2, body);
}

/** Forget what is cached of a name in a folder. */
export function invalidateEntry(parent: number, name: Buffer): Buffer {
  const body = Buffer.alloc(16 + name.length + 1);
  body.writeBigUInt64LE(BigInt(parent), 0);
  body.writeUInt32LE(name.length, 8);
  name.copy(body, 16);
  return notice(3, body);
}

/** What the kernel shows of a file. Times in nanoseconds since 1970. */
export interface Attributes {
  readonly ino: bigint;
  readonly size: bigint;
  readonly blocks: bigint;
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Kind and permissions. */
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
}

const attributeBytes = 88;
const second = 1_000_000_000n;
const blockBytes = 4096;

function writeAttributes(bytes: Buffer, at: number, a: Attributes): void {
  bytes.writeBigUInt64LE(a.ino, at);
  bytes.writeBigUInt64LE(a.size, at + 8);
  bytes.writeBigUInt64LE(a.blocks, at + 16);
  for (const [index, ns] of [a.atimeNs, a.mtimeNs, a.ctimeNs].entries()) {
    // Before 1970 the seconds are negative and the nanoseconds are not.
    const rest = ((ns % second) + second) % second;
    bytes.writeBigInt64LE((ns - rest) / second, at + 24 + index * 8);
    bytes.writeUInt32LE(Number(rest), at + 48 + index * 4);
  }
  bytes.writeUInt32LE(a.mode, at + 60);
  bytes.writeUInt32LE(a.nlink, at + 64);
  bytes.writeUInt32LE(a.uid, at + 68);
  bytes.writeUInt32LE(a.gid, at + 72);
  bytes.writeUInt32LE(0, at + 76);
  bytes.writeUInt32LE(blockBytes, at + 80);
  bytes.writeUInt32LE(0, at + 84);
}

/** For how many seconds the kernel may go by what it is told. */
export interface Validity {
  readonly entry: number;
  readonly attributes: number;
}

export const entryBytes = 40 + attributeBytes;

export function writeEntry(bytes: Buffer, at: number, node: number, a: Attributes, valid: Validity): void {
  bytes.writeBigUInt64LE(BigInt(node), at);
  bytes.writeBigUInt64LE(0n, at + 8);
  bytes.writeBigUInt64LE(BigInt(valid.entry), at + 16);
  bytes.writeBigUInt64LE(BigInt(valid.attributes), at + 24);
  bytes.writeBigUInt64LE(0n, at + 32);
  writeAttributes(bytes, at + 40, a);
}

export function entry(node: number, a: Attributes, valid: Validity): Buffer {
  const bytes = Buffer.allocUnsafe(entryBytes);
  writeEntry(bytes, 0, node, a, valid);
  return bytes;
}

/** "There is nothing of that name", which the kernel may remember, unlike an error. */
export function absence(seconds: number): Buffer {
  const bytes = Buffer.alloc(entryBytes);
  bytes.writeBigUInt64LE(BigInt(seconds), 16);
  return bytes;
}

export function attributesReply(a: Attributes, seconds: number): Buffer {
  const bytes = Buffer.alloc(16 + attributeBytes);
  bytes.writeBigUInt64LE(BigInt(seconds), 0);
  writeAttributes(bytes, 16, a);
  return bytes;
}

export const openFlag = { keepCache: 1 << 1, cacheDir: 1 << 3 } as const;

export function opened(handle: number, flags: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(handle), 0);
  bytes.writeUInt32LE(flags, 8);
  return bytes;
}

const initFlag = {
  asyncRead: 1 << 0,
  atomicTruncate: 1 << 3,
  bigWrites: 1 << 5,
  readdirplus: 1 << 13,
  readdirplusAuto: 1 << 14,
  parallelDirectoryOperations: 1 << 18,
  maxPages: 1 << 22,
  cacheSymlinks: 1 << 23,
};

/** The answer to the first request of all; `read ahead` is what the kernel offers. */
export function initReply(init: Buffer): Buffer {
  const offered = init.readUInt32LE(12);
  const wanted = Object.values(initFlag).reduce((all, flag) => all | flag, 0);
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(7, 0);
  bytes.writeUInt32LE(Math.min(36, init.readUInt32LE(4)), 4);
  bytes.writeUInt32LE(Math.max(maxWrite, init.readUInt32LE(8)), 8);
  bytes.writeUInt32LE((offered & wanted) >>> 0, 12);
  // How many reads ahead and late writes may be under way at once, and from how many on it is called congested.
  bytes.writeUInt16LE(64, 16);
  bytes.writeUInt16LE(48, 18);
  bytes.writeUInt32LE(maxWrite, 20);
  bytes.writeUInt32LE(1, 24);
  bytes.writeUInt16LE(maxWrite / blockBytes, 28);
  return bytes;
}

/** Kinds of files as `d_type` has them; the same bits as the top of a mode. */
export function directoryType(mode: number): number {
  return (mode & 0o170000) >> 12;
}

/** Writes one entry of a folder's listing; answers how many bytes it took, or 0 when there is no room. */
export function writeListed(
  bytes: Buffer,
  at: number,
  listed: { readonly ino: bigint; readonly next: number; readonly name: Buffer; readonly type: number },
): number {
  const length = 24 + listed.name.length;
  const padded = (length + 7) & ~7;
  if (at + padded > bytes.length) return 0;
  bytes.writeBigUInt64LE(listed.ino, at);
  bytes.writeBigUInt64LE(BigInt(listed.next), at + 8);
  bytes.writeUInt32LE(listed.name.length, at + 16);
  bytes.writeUInt32LE(listed.type, at + 20);
  listed.name.copy(bytes, at + 24);
  bytes.fill(0, at + length, at + padded);
  return padded;
}

/** Parts of a `setattr`: what is to be set. */
export const setFlag = {
  mode: 1 << 0,
  uid: 1 << 1,
  gid: 1 << 2,
  size: 1 << 3,
  atime: 1 << 4,
  mtime: 1 << 5,
  handle: 1 << 6,
  atimeNow: 1 << 7,
  mtimeNow: 1 << 8,
} as const;

/** A string that ends at a zero, as names and link targets do; there must be one. */
export function text(body: Buffer, at: number): Buffer {
  const end = body.indexOf(0, at);
  if (end < 0) throw new Refusal('EINVAL');
  return body.subarray(at, end);
}

/** Flags of `open` as Linux numbers them on x86-64 and arm64 alike, but for those that differ (`O_DIRECTORY` and its like). */
export const linuxOpen = {
  access: 3,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
  append: 0o2000,
} as const;
