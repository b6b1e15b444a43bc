/**
 * The two outputs of a process without a terminal. The engine sends them in frames with a header of eight bytes: stream
 * type, three zeros, length (Docker Engine API, "Attach to a container", stream format).
 */
import { once } from 'node:events';
import { Duplex, PassThrough, type Writable } from 'node:stream';

const headerBytes = 8;

/** What was put out, cut into pieces of one output each. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0);
  #left = 0;
  #fd: 1 | 2 = 1;

  /** The pieces that are in this chunk, and in what was kept of the one before. */
  take(chunk: Buffer): { readonly fd: 1 | 2; readonly data: Buffer }[] {
    const pieces: { fd: 1 | 2; data: Buffer }[] = [];
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length > 0) {
      if (this.#left === 0) {
        if (data.length < headerBytes) break;
        this.#fd = data[0] === 2 ? 2 : 1;
        this.#left = data.readUInt32BE(4);
        data = data.subarray(headerBytes);
        continue;
      }
      const piece = data.subarray(0, this.#left);
      pieces.push({ fd: this.#fd, data: piece });
      this.#left -= piece.length;
      data = data.subarray(piece.length);
    }
    this.#rest = Buffer.from(data);
    return pieces;
  }
}

/** One stream to write to and to read the first output from, and the second beside it; a slow reader slows the process. */
export function splitFrames(
  connection: Duplex,
  stderr: PassThrough,
): { readonly stream: Duplex; readonly stderr: PassThrough } {
  const stdout = new PassThrough();
  const stream = Duplex.from({ readable: stdout, writable: connection });
  const left = new AbortController();
  const leave = () => {
    left.abort();
    connection.destroy();
  };
  stream.once('close', leave).on('error', leave);
  void pump(connection, { 1: stdout, 2: stderr }, left.signal);
  return { stream, stderr };
}

/** Until the connection ends, or the reader has left. */
async function pump(
  connection: Duplex,
  outputs: Readonly<Record<1 | 2, Writable>>,
  left: AbortSignal,
): Promise<void> {
  const frames = new Frames();
  try {
    for await (const chunk of connection.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      for (const { fd, data } of frames.take(chunk)) {
        if (!outputs[fd].write(data)) await once(outputs[fd], 'drain', { signal: left });
      }
    }
  } catch {
    // Broken off, or left: what has come is all there is.
  }
  outputs[1].end();
  outputs[2].end();
}
