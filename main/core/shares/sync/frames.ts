/**
 * The bytes between the host and the agent in the guest (`vm-images/guest/root/usr/lib/moorage/sync-agent.lua`).
 *
 * All numbers are little-endian. A frame is
 *
 *     u32 length of what follows    u8 type    u32 id    body
 *
 * with a length of at most 1 MiB. The host asks, the agent does one thing after the other and answers each request with
 * a frame of the same id and the type plus 0x80; requests may be sent ahead. `string` is u16 length and bytes, `look`
 * is u64 size, i64 time of change in ns since 1970, u64 inode; `expect` is u8 kind (0 nothing, 1 file, 2 folder, 3 link)
 * and for a file `look`, for a link `string` target; `status` is u8 (0 done, 1 it is not as expected any more, 2 no room
 * left, 3 failed) and u16 errno. Paths are relative to the folder, which itself is the empty path.
 *
 * | type     | request                                             | answer                                                  |
 * | -------- | --------------------------------------------------- | ------------------------------------------------------- |
 * | 1 hello  | u16 version, string folder, string temporary id     | u16 version, status, string marker, u64 inode of folder |
 * | 2 mark   | string marker                                       | status                                                  |
 * | 3 list   | u16 count, string path each; watches them from then | for each at least one frame: u16 index, status, u8 flags (1 its last frame, 2 not watched), u32 count, entries |
 * | 4 hash   | u16 count; each string path, look                   | each status, and if done u8 racy, 32 bytes SHA-256       |
 * | 5 read   | u16 count; each string path, look, u64 offset, u32 length | each status, and if done u8 racy, u32 length, bytes |
 * | 6 chunk  | string path of folder, u32 number, u64 offset, bytes to the end | status                                      |
 * | 7 apply  | u16 count, items                                    | each status, and if done `look`, u16 mode                |
 * | 8 sync   |                                                     | status, string marker; everything is on the disk         |
 * | 9 flush  |                                                     | what changed before was told before                      |
 *
 * An entry of a list is u8 kind (1 file, 2 folder, 3 link, 4 other), string name, u16 mode, and for a file `look`, for
 * a folder u64 inode, for a link string target.
 *
 * An item to apply is u8 what, string path, expect (as to what is at the path), and
 *
 *     1 remove
 *     2 mkdir     u16 mode
 *     3 link      string target
 *     4 meta      u16 mode, u8 whether the time counts, i64 time
 *     5 put       u16 mode, i64 time, u32 length, bytes: a whole file
 *     6 commit    u16 mode, i64 time, u32 number, u64 size: the file that was sent in chunks
 *     7 aside     string new path, where nothing may be
 *     8 discard   u32 number; the path is the folder's
 *
 * The agent says by itself, with id 0: 0xf0 changed (u8 whether it lost count, u16 count, string path of folder each),
 * 0xf1 busy (a long request goes on), 0xf2 fatal (string reason; then it ends). A file's racy flag says that its
 * content was read within 50 ms of its time of change.
 */

export const protocolVersion = 2;

/** Most bytes of files in one frame. */
export const chunkBytes = 256 * 1024;
export const maxFrameBytes = 1024 * 1024;

export const frameType = {
  hello: 1,
  mark: 2,
  list: 3,
  hash: 4,
  read: 5,
  chunk: 6,
  apply: 7,
  sync: 8,
  flush: 9,
  changed: 0xf0,
  busy: 0xf1,
  fatal: 0xf2,
} as const;

/** The agent said something that the protocol doesn't know; nothing that it says is believed any more. */
export class ProtocolError extends Error {
  constructor(what: string) {
    super(`the agent in the VM broke the protocol: ${what}`);
    this.name = 'ProtocolError';
  }
}

export interface Frame {
  readonly type: number;
  readonly id: number;
  readonly body: Buffer;
}

/** Cuts a byte stream into frames, whatever pieces it comes in. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** The frames that are whole now. Throws `ProtocolError` for a length that no frame has. */
  push(piece: Buffer): Frame[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const frames: Frame[] = [];
    for (;;) {
      if (this.#length < 4) return frames;
      const length = this.#peekLength();
      if (length < 5 || length > maxFrameBytes) throw new ProtocolError('a frame of impossible length');
      if (this.#length < 4 + length) return frames;
      const bytes = this.#take(4 + length);
      frames.push({ type: bytes.readUInt8(4), id: bytes.readUInt32LE(5), body: bytes.subarray(9) });
    }
  }

  #peekLength(): number {
    const [first] = this.#pieces;
    if (first === undefined || first.length < 4) this.#join();
    return this.#pieces[0]?.readUInt32LE(0) ?? 0;
  }

  #take(length: number): Buffer {
    const [first] = this.#pieces;
    if (first === undefined || first.length < length) this.#join();
    const whole = this.#pieces[0] ?? Buffer.alloc(0);
    this.#length -= length;
    if (whole.length === length) this.#pieces.shift();
    else this.#pieces[0] = whole.subarray(length);
    return whole.subarray(0, length);
  }

  #join(): void {
    this.#pieces = [Buffer.concat(this.#pieces)];
  }
}

/** Writes one body, or a frame. */
export class BodyWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#at;
  }

  u8(value: number): this {
    this.#room(1);
    this.#at = this.#bytes.writeUInt8(value, this.#at);
    return this;
  }

  u16(value: number): this {
    this.#room(2);
    this.#at = this.#bytes.writeUInt16LE(value, this.#at);
    return this;
  }

  u32(value: number): this {
    this.#room(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
    return this;
  }

  u64(value: bigint): this {
    this.#room(8);
    this.#at = this.#bytes.writeBigUInt64LE(value, this.#at);
    return this;
  }

  i64(value: bigint): this {
    this.#room(8);
    this.#at = this.#bytes.writeBigInt64LE(value, this.#at);
    return this;
  }

  string(value: string): this {
    this.u16(value.length);
    this.#room(value.length);
    this.#at += this.#bytes.write(value, this.#at, 'latin1');
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#room(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  look(file: { readonly size: number; readonly mtime: bigint; readonly ino: bigint }): this {
    return this.u64(BigInt(file.size)).i64(file.mtime).u64(file.ino);
  }

  /** What was written; more may follow, but not into this. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** A frame as bytes. */
export function encodeFrame(type: number, id: number, body: Buffer): Buffer {
  const head = new BodyWriter(9 + body.length)
    .u32(5 + body.length)
    .u8(type)
    .u32(id);
  return head.bytes(body).finish();
}

/** Reads a body and never beyond it: throws `ProtocolError`. */
export class BodyReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  u64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#advance(8));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64LE(this.#advance(8));
  }

  string(): string {
    return this.bytes(this.u16()).toString('latin1');
  }

  bytes(length: number): Buffer {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  look(): { size: number; mtime: bigint; ino: bigint } {
    const size = this.u64();
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('a file of impossible size');
    return { size: Number(size), mtime: this.i64(), ino: this.u64() };
  }

  /** Throws `ProtocolError` if there is more. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new ProtocolError('a frame with too much in it');
  }

  #advance(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) throw new ProtocolError('a frame with too little in it');
    this.#at = at + bytes;
    return at;
  }
}
