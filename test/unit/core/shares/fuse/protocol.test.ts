/**
 * Where each field is, by the kernel's `include/uapi/linux/fuse.h` (the tables are those of its structures, in bytes:
 * `[offset, size]`), https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/linux/fuse.h
 */
import { describe, expect, it } from 'vitest';
import {
  absence,
  attributesReply,
  directoryType,
  entry,
  entryBytes,
  errno,
  filled,
  headerBytes,
  initReply,
  invalidateEntry,
  invalidateNode,
  maxWrite,
  number64,
  op,
  opened,
  openFlag,
  parseRequest,
  Refusal,
  reply,
  replyRoom,
  setFlag,
  text,
  writeListed,
  type Attributes,
} from '../../../../../main/core/shares/fuse/protocol.ts';

type Layout = Readonly<Record<string, readonly [offset: number, size: number]>>;

const outHeader = { len: [0, 4], error: [4, 4], unique: [8, 8] } as const satisfies Layout;
const attr = {
  ino: [0, 8],
  size: [8, 8],
  blocks: [16, 8],
  atime: [24, 8],
  mtime: [32, 8],
  ctime: [40, 8],
  atimensec: [48, 4],
  mtimensec: [52, 4],
  ctimensec: [56, 4],
  mode: [60, 4],
  nlink: [64, 4],
  uid: [68, 4],
  gid: [72, 4],
  rdev: [76, 4],
  blksize: [80, 4],
  flags: [84, 4],
} as const satisfies Layout;
const entryOut = {
  nodeid: [0, 8],
  generation: [8, 8],
  entry_valid: [16, 8],
  attr_valid: [24, 8],
  entry_valid_nsec: [32, 4],
  attr_valid_nsec: [36, 4],
} as const satisfies Layout;
const attrOut = { attr_valid: [0, 8], attr_valid_nsec: [8, 4], dummy: [12, 4] } as const satisfies Layout;
const openOut = { fh: [0, 8], open_flags: [8, 4], padding: [12, 4] } as const satisfies Layout;
const initOut = {
  major: [0, 4],
  minor: [4, 4],
  max_readahead: [8, 4],
  flags: [12, 4],
  max_background: [16, 2],
  congestion_threshold: [18, 2],
  max_write: [20, 4],
  time_gran: [24, 4],
  max_pages: [28, 2],
  map_alignment: [30, 2],
  flags2: [32, 4],
} as const satisfies Layout;
const dirent = { ino: [0, 8], off: [8, 8], namelen: [16, 4], type: [20, 4] } as const satisfies Layout;

/** The fields of a structure, as the kernel reads them. */
function fields(bytes: Buffer, layout: Layout, at = 0): Readonly<Record<string, bigint>> {
  const read = (offset: number, size: number) =>
    size === 8 ? bytes.readBigUInt64LE(at + offset) : BigInt(bytes.readUIntLE(at + offset, size));
  return Object.fromEntries(Object.entries(layout).map(([name, place]) => [name, read(...place)]));
}

/** Each field has another value, so that none can be taken for another. */
const attributes: Attributes = {
  ino: 0x1122_3344_5566_7788n,
  size: 0x0102_0304_0506n,
  blocks: 77n,
  atimeNs: 1_700_000_001_000_000_011n,
  mtimeNs: 1_700_000_002_000_000_022n,
  ctimeNs: 1_700_000_003_000_000_033n,
  mode: 0o104755,
  nlink: 3,
  uid: 1001,
  gid: 0xffff_fffe,
};
const asKernelReads = {
  ino: 0x1122_3344_5566_7788n,
  size: 0x0102_0304_0506n,
  blocks: 77n,
  atime: 1_700_000_001n,
  mtime: 1_700_000_002n,
  ctime: 1_700_000_003n,
  atimensec: 11n,
  mtimensec: 22n,
  ctimensec: 33n,
  mode: 0o104755n,
  nlink: 3n,
  uid: 1001n,
  gid: 0xffff_fffen,
  rdev: 0n,
  blksize: 4096n,
  flags: 0n,
};

describe('a request', () => {
  it('is read by the layout of fuse_in_header', () => {
    const frame = Buffer.alloc(43);
    frame.writeUInt32LE(43, 0); // len
    frame.writeUInt32LE(16, 4); // opcode
    frame.writeBigUInt64LE(0xfedc_ba98_7654_3210n, 8); // unique
    frame.writeBigUInt64LE(5n, 16); // nodeid
    frame.writeUInt32LE(1000, 24); // uid
    frame.writeUInt32LE(2000, 28); // gid
    frame.writeUInt32LE(3000, 32); // pid
    frame.write('abc', 40);
    expect(headerBytes).toBe(40);
    expect(parseRequest(frame)).toEqual({
      opcode: op.write,
      unique: 0xfedc_ba98_7654_3210n,
      node: 5,
      uid: 1000,
      gid: 2000,
      pid: 3000,
      body: Buffer.from('abc'),
    });
  });

  it('about a node whose number nobody has given is refused', () => {
    const frame = Buffer.alloc(40, 0xff);
    expect(() => parseRequest(frame)).toThrow('EINVAL');
  });

  it('has numbers that a double holds, or is refused', () => {
    const bytes = Buffer.alloc(16);
    bytes.writeBigUInt64LE(2n ** 53n - 1n, 8);
    expect(number64(bytes, 8)).toBe(Number.MAX_SAFE_INTEGER);
    bytes.writeBigUInt64LE(2n ** 53n, 8);
    expect(() => number64(bytes, 8)).toThrow('EINVAL');
  });

  it('has texts that end at a zero', () => {
    const body = Buffer.from('ab\0c\xff\0rest', 'latin1');
    expect(text(body, 0)).toEqual(Buffer.from('ab'));
    expect(text(body, 3)).toEqual(Buffer.from('c\xff', 'latin1'));
    expect(text(body, 2)).toEqual(Buffer.alloc(0));
    expect(() => text(body, 6)).toThrow('EINVAL');
    expect(() => text(body, 99)).toThrow('EINVAL');
  });
});

describe('an answer', () => {
  it('begins with fuse_out_header: its whole length, the error as a negative number, whose answer it is', () => {
    const bytes = reply(0xfedc_ba98_7654_3210n, 0, Buffer.from('abc'));
    expect(fields(bytes, outHeader)).toEqual({ len: 19n, error: 0n, unique: 0xfedc_ba98_7654_3210n });
    expect(bytes.subarray(16).toString()).toBe('abc');
    const refused = reply(7n, errno.ENOENT);
    expect(refused.readInt32LE(4)).toBe(-2);
    expect(fields(refused, outHeader)).toMatchObject({ len: 16n, unique: 7n });
  });

  it('that is filled in place has the length of what was used', () => {
    const { bytes, body } = replyRoom(9n, 100);
    body.write('hello');
    const used = filled(bytes, 5);
    expect(used).toEqual(reply(9n, 0, Buffer.from('hello')));
    expect(used.buffer).toBe(bytes.buffer);
    expect(filled(replyRoom(9n, 100).bytes, 0)).toEqual(reply(9n, 0));
  });

  it('refuses with the numbers of Linux', () => {
    expect(new Refusal('ESTALE').errno).toBe(116);
    expect(new Refusal('ENOTSUP').errno).toBe(95);
    expect(errno).toMatchObject({ EPERM: 1, EIO: 5, EACCES: 13, EEXIST: 17, EXDEV: 18, ENOTEMPTY: 39 });
  });

  it('to a lookup is fuse_entry_out with fuse_attr behind it', () => {
    const bytes = entry(42, attributes, { entry: 3, attributes: 4 });
    expect(bytes).toHaveLength(128);
    expect(entryBytes).toBe(128);
    expect(fields(bytes, entryOut)).toEqual({
      nodeid: 42n,
      generation: 0n,
      entry_valid: 3n,
      attr_valid: 4n,
      entry_valid_nsec: 0n,
      attr_valid_nsec: 0n,
    });
    expect(fields(bytes, attr, 40)).toEqual(asKernelReads);
  });

  it('that there is nothing has node 0, and may be remembered', () => {
    const bytes = absence(5);
    expect(bytes).toHaveLength(128);
    expect(fields(bytes, entryOut)).toMatchObject({ nodeid: 0n, entry_valid: 5n, attr_valid: 0n });
  });

  it('with attributes is fuse_attr_out', () => {
    const bytes = attributesReply(attributes, 6);
    expect(bytes).toHaveLength(104);
    expect(fields(bytes, attrOut)).toEqual({ attr_valid: 6n, attr_valid_nsec: 0n, dummy: 0n });
    expect(fields(bytes, attr, 16)).toEqual(asKernelReads);
  });

  it.each([
    ['one nanosecond before 1970', -1n, -1n, 999_999_999n],
    ['a second before', -1_000_000_000n, -1n, 0n],
    ['1969 and a half', -15_552_000_000_000_001n, -15_552_001n, 999_999_999n],
    ['1970', 0n, 0n, 0n],
    ['after 2038', 4_000_000_000_500_000_000n, 4_000_000_000n, 500_000_000n],
  ])('has times of %s with nanoseconds that count up', (_what, mtimeNs, seconds, nanoseconds) => {
    const bytes = attributesReply({ ...attributes, mtimeNs }, 0);
    expect(bytes.readBigInt64LE(16 + attr.mtime[0])).toBe(seconds);
    expect(fields(bytes, attr, 16)['mtimensec']).toBe(nanoseconds);
  });

  it('to open is fuse_open_out', () => {
    const bytes = opened(7, openFlag.keepCache | openFlag.cacheDir);
    expect(bytes).toHaveLength(16);
    // FOPEN_KEEP_CACHE is 1 << 1, FOPEN_CACHE_DIR 1 << 3.
    expect(fields(bytes, openOut)).toEqual({ fh: 7n, open_flags: 0b1010n, padding: 0n });
  });
});

describe('the first answer', () => {
  /** fuse_init_in. */
  const init = (minor: number, readAhead: number, flags: number) => {
    const bytes = Buffer.alloc(64);
    for (const [index, value] of [7, minor, readAhead, flags].entries())
      bytes.writeUInt32LE(value, index * 4);
    return bytes;
  };
  // Of FUSE_INIT: ASYNC_READ 0, ATOMIC_O_TRUNC 3, BIG_WRITES 5, DO_READDIRPLUS 13, READDIRPLUS_AUTO 14,
  // PARALLEL_DIROPS 18, MAX_PAGES 22, CACHE_SYMLINKS 23.
  const wanted = [0, 3, 5, 13, 14, 18, 22, 23].reduce((all, bit) => all + 2 ** bit, 0);

  it('is fuse_init_out, with what is wanted of all that is offered', () => {
    const bytes = initReply(init(40, 131_072, 0xffff_ffff));
    expect(bytes).toHaveLength(64);
    expect(fields(bytes, initOut)).toEqual({
      major: 7n,
      minor: 36n,
      max_readahead: BigInt(maxWrite),
      flags: BigInt(wanted),
      max_background: 64n,
      congestion_threshold: 48n,
      max_write: BigInt(maxWrite),
      time_gran: 1n,
      // In pages of 4 KiB, those that one request may have.
      max_pages: 256n,
      map_alignment: 0n,
      flags2: 0n,
    });
    expect(bytes.subarray(36).every((byte) => byte === 0)).toBe(true);
  });

  it('takes no more than is offered, and speaks no newer protocol', () => {
    const bytes = initReply(init(31, 131_072, (1 << 3) | (1 << 22) | (1 << 1)));
    expect(fields(bytes, initOut)).toMatchObject({ minor: 31n, flags: BigInt((1 << 3) | (1 << 22)) });
  });
});

describe('what the kernel is told of its own accord', () => {
  it('has no request, and its code in the place of the error', () => {
    // FUSE_NOTIFY_INVAL_INODE is 2, FUSE_NOTIFY_INVAL_ENTRY 3.
    expect(fields(invalidateNode(5, true), outHeader)).toEqual({ len: 40n, error: 2n, unique: 0n });
    expect(fields(invalidateEntry(5, Buffer.from('ab')), outHeader)).toEqual({
      len: 35n,
      error: 3n,
      unique: 0n,
    });
  });

  it('is of a node: with its pages from the start on, or (a negative offset) its attributes only', () => {
    const [all, only] = [invalidateNode(5, true), invalidateNode(5, false)];
    // fuse_notify_inval_inode_out: ino 0, off 8, len 16.
    expect([all.readBigUInt64LE(16), all.readBigInt64LE(24), all.readBigInt64LE(32)]).toEqual([5n, 0n, 0n]);
    expect([only.readBigUInt64LE(16), only.readBigInt64LE(24)]).toEqual([5n, -1n]);
  });

  it('is of a name, which ends at a zero that its length leaves out', () => {
    const bytes = invalidateEntry(5, Buffer.from('a\xff', 'latin1'));
    // fuse_notify_inval_entry_out: parent 0, namelen 8, flags 12; the name follows at 16.
    expect([bytes.readBigUInt64LE(16), bytes.readUInt32LE(24), bytes.readUInt32LE(28)]).toEqual([5n, 2, 0]);
    expect(bytes.subarray(32)).toEqual(Buffer.from('a\xff\0', 'latin1'));
  });
});

describe('a listing', () => {
  const listed = (name: string) => ({ ino: 99n, next: 4, name: Buffer.from(name), type: 8 });

  it('has fuse_dirent with the name behind it, up to a multiple of eight bytes', () => {
    const bytes = Buffer.alloc(64, 0xee);
    expect(writeListed(bytes, 8, listed('abc'))).toBe(32);
    expect(fields(bytes, dirent, 8)).toEqual({ ino: 99n, off: 4n, namelen: 3n, type: 8n });
    expect(bytes.subarray(32, 40)).toEqual(Buffer.from('abc\0\0\0\0\0'));
    expect(bytes[40]).toBe(0xee);
    expect(bytes[7]).toBe(0xee);
    expect(writeListed(bytes, 0, listed('12345678'))).toBe(32);
    expect(writeListed(bytes, 0, listed('123456789'))).toBe(40);
  });

  it('leaves out what does not fit, and writes nothing of it', () => {
    const bytes = Buffer.alloc(31, 0xee);
    expect(writeListed(bytes, 0, listed('abc'))).toBe(0);
    expect(bytes.every((byte) => byte === 0xee)).toBe(true);
    expect(writeListed(Buffer.alloc(32), 0, listed('abc'))).toBe(32);
    expect(writeListed(Buffer.alloc(32), 8, listed('abc'))).toBe(0);
  });

  it('has the kinds of d_type: DT_DIR 4, DT_REG 8, DT_LNK 10, DT_SOCK 12', () => {
    expect([0o040755, 0o100644, 0o120777, 0o140600].map(directoryType)).toEqual([4, 8, 10, 12]);
  });
});

it('calls and flags have the numbers of fuse_opcode and FATTR_', () => {
  expect(op).toMatchObject({
    lookup: 1,
    forget: 2,
    init: 26,
    batchForget: 42,
    rename2: 45,
    copyFileRange: 47,
  });
  expect(op).toMatchObject({ mknod: 8, open: 14, write: 16, release: 18, create: 35, readdirplus: 44 });
  const { mode, uid, gid, size, atime, mtime, handle, atimeNow, mtimeNow } = setFlag;
  const bits = [mode, uid, gid, size, atime, mtime, handle, atimeNow, mtimeNow].map(Math.log2);
  expect(bits).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
