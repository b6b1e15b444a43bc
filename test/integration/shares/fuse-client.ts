/**
 * Stands for the guest's kernel: sends requests of /dev/fuse and reads the answers. Layouts: the kernel's
 * `include/uapi/linux/fuse.h`, written down here a second time on purpose.
 */
import type { Duplex } from 'node:stream';
import { Framing } from '../../../main/core/shares/fuse/framing.ts';

/** What an answer tells of a file. */
export interface Told {
  readonly ino: bigint;
  readonly size: number;
  /** Seconds. */
  readonly mtime: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
}

/** A file that was looked up or made; `node` 0 is nothing. */
export interface Entry extends Told {
  readonly node: number;
}

export interface Listed {
  readonly name: string;
  readonly type: number;
  readonly entry: Entry;
}

/** Thrown for an answer that is an error, with Linux' number. */
export class Refused extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}

/** What is to be set of a file. Times in seconds. */
export interface Change {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly size?: number;
  readonly mtime?: number;
  readonly handle?: number;
}

const longestAnswer = (1 << 20) + 4096;

export class FuseClient {
  readonly #stream: Duplex;
  readonly #waiting = new Map<bigint, (answer: Buffer) => void>();
  #unique = 2n;

  /** `stream` is past the greeting. */
  constructor(stream: Duplex) {
    this.#stream = stream;
    const framing = new Framing(16, longestAnswer, (message) => {
      const unique = message.readBigUInt64LE(8);
      this.#waiting.get(unique)?.(message);
      this.#waiting.delete(unique);
    });
    stream.on('data', (chunk: Buffer) => framing.push(chunk));
  }

  /** Sends a request and gives what its answer carries. Throws `Refused`. */
  async call(opcode: number, node: number, ...parts: readonly (Buffer | string)[]): Promise<Buffer> {
    const body = Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
    );
    const unique = this.#unique;
    this.#unique += 2n;
    const head = Buffer.alloc(40);
    head.writeUInt32LE(head.length + body.length, 0);
    head.writeUInt32LE(opcode, 4);
    head.writeBigUInt64LE(unique, 8);
    head.writeBigUInt64LE(BigInt(node), 16);
    head.writeUInt32LE(4321, 32);
    const answer = await new Promise<Buffer>((resolve) => {
      this.#waiting.set(unique, resolve);
      this.#stream.write(Buffer.concat([head, body]));
    });
    const error = answer.readInt32LE(4);
    if (error !== 0) throw new Refused(-error);
    return answer.subarray(16);
  }

  async lookup(folder: number, name: string | Buffer): Promise<Entry> {
    return entryAt(await this.call(1, folder, name, ...(Buffer.isBuffer(name) ? [zero] : [])), 0);
  }

  async getattr(node: number): Promise<Told> {
    return toldAt(await this.call(3, node, Buffer.alloc(16)), 16);
  }

  async setattr(node: number, change: Change): Promise<Told> {
    const body = Buffer.alloc(88);
    let valid = 0;
    const put = (bit: number, value: number | undefined, write: (value: number) => void) => {
      if (value === undefined) return;
      valid |= 1 << bit;
      write(value);
    };
    put(0, change.mode, (value) => body.writeUInt32LE(value, 68));
    put(1, change.uid, (value) => body.writeUInt32LE(value, 76));
    put(2, change.gid, (value) => body.writeUInt32LE(value, 80));
    put(3, change.size, (value) => body.writeBigUInt64LE(BigInt(value), 16));
    put(5, change.mtime, (value) => body.writeBigInt64LE(BigInt(value), 40));
    put(6, change.handle, (value) => body.writeBigUInt64LE(BigInt(value), 8));
    body.writeUInt32LE(valid, 0);
    return toldAt(await this.call(4, node, body), 16);
  }

  async readlink(node: number): Promise<string> {
    return (await this.call(5, node)).toString();
  }

  async symlink(folder: number, name: string, target: string): Promise<Entry> {
    return entryAt(await this.call(6, folder, name, target), 0);
  }

  async mknod(folder: number, name: string, mode: number): Promise<Entry> {
    return entryAt(await this.call(8, folder, words(mode, 0, 0, 0), name), 0);
  }

  async mkdir(folder: number, name: string, mode = 0o755): Promise<Entry> {
    return entryAt(await this.call(9, folder, words(mode, 0), name), 0);
  }

  async unlink(folder: number, name: string): Promise<void> {
    await this.call(10, folder, name);
  }

  async rmdir(folder: number, name: string): Promise<void> {
    await this.call(11, folder, name);
  }

  async rename(folder: number, name: string, to: number, newName: string): Promise<void> {
    await this.call(12, folder, longs(to), name, newName);
  }

  async link(node: number, folder: number, name: string): Promise<Entry> {
    return entryAt(await this.call(13, folder, longs(node), name), 0);
  }

  /** Opens a file with flags of Linux and gives its handle. */
  async open(node: number, flags: number): Promise<number> {
    return Number((await this.call(14, node, words(flags, 0))).readBigUInt64LE(0));
  }

  async create(
    folder: number,
    name: string,
    { flags = 0o2, mode = 0o644 } = {},
  ): Promise<Entry & { readonly handle: number }> {
    const answer = await this.call(35, folder, words(flags | 0o100, mode, 0, 0), name);
    return { ...entryAt(answer, 0), handle: Number(answer.readBigUInt64LE(128)) };
  }

  async read(node: number, handle: number, offset: number, size: number): Promise<string> {
    const body = Buffer.concat([longs(handle, offset), words(size, 0), longs(0), words(0, 0)]);
    return (await this.call(15, node, body)).toString();
  }

  /** Gives how many bytes were written. */
  async write(node: number, handle: number, offset: number, text: string): Promise<number> {
    const data = Buffer.from(text);
    const body = Buffer.concat([longs(handle, offset), words(data.length, 0), longs(0), words(0, 0), data]);
    return (await this.call(16, node, body)).readUInt32LE(0);
  }

  /** Size of the file system's blocks and how many it has. */
  async statfs(): Promise<{ readonly blocks: bigint; readonly blockBytes: number }> {
    const answer = await this.call(17, 1);
    return { blocks: answer.readBigUInt64LE(0), blockBytes: answer.readUInt32LE(40) };
  }

  async release(node: number, handle: number): Promise<void> {
    await this.call(18, node, longs(handle, 0, 0));
  }

  async fsync(node: number, handle: number): Promise<void> {
    await this.call(20, node, longs(handle, 0));
  }

  /** All that is in a folder but `.` and `..`, sorted by name. */
  async list(folder: number): Promise<Listed[]> {
    const handle = Number((await this.call(27, folder, words(0, 0))).readBigUInt64LE(0));
    const found: Listed[] = [];
    for (let next = 0n; ;) {
      const body = Buffer.concat([longs(handle), longs(Number(next)), words(4096, 0), longs(0), words(0, 0)]);
      const answer = await this.call(44, folder, body);
      if (answer.length === 0) break;
      for (let at = 0; at < answer.length;) {
        const length = answer.readUInt32LE(at + 128 + 16);
        const name = answer.toString('utf8', at + 152, at + 152 + length);
        next = answer.readBigUInt64LE(at + 128 + 8);
        if (name !== '.' && name !== '..')
          found.push({ name, type: answer.readUInt32LE(at + 128 + 20), entry: entryAt(answer, at) });
        at += (152 + length + 7) & ~7;
      }
    }
    await this.call(29, folder, longs(handle, 0, 0));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const zero = Buffer.alloc(1);

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

function longs(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  return bytes;
}

function entryAt(bytes: Buffer, at: number): Entry {
  return { node: Number(bytes.readBigUInt64LE(at)), ...toldAt(bytes, at + 40) };
}

function toldAt(bytes: Buffer, at: number): Told {
  return {
    ino: bytes.readBigUInt64LE(at),
    size: Number(bytes.readBigUInt64LE(at + 8)),
    mtime: Number(bytes.readBigInt64LE(at + 32)),
    mode: bytes.readUInt32LE(at + 60),
    nlink: bytes.readUInt32LE(at + 64),
    uid: bytes.readUInt32LE(at + 68),
    gid: bytes.readUInt32LE(at + 72),
  };
}
