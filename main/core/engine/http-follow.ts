/**
 * Follows a stream of HTTP/1.x messages from head to head without keeping, changing or delaying a byte. Whatever it
 * doesn't understand makes it `raw`: from then on it looks at nothing.
 */
import { parseHead } from './http-head.ts';
import type { Head } from './http-head.ts';

/** What follows a head: a body of so many bytes (0 for none), a chunked one, or something that isn't to be followed. */
export type Body = number | 'chunked' | 'raw';

/** Longest head, and longest trailer section, that is looked at. */
export const maxHeadBytes = 64 * 1024;
const maxChunkLineBytes = 4096;
const maxChunkBytes = 2 ** 48;
const headEnd = '\r\n\r\n';
const CR = 0x0d;
const LF = 0x0a;
const SEMICOLON = 0x3b;

type State = 'head' | 'bytes' | 'chunkBytes' | 'chunkLine' | 'trailer' | 'raw';

export class HttpFollower {
  readonly #onHead: (head: Head, start: number) => Body;
  readonly #onEnd: ((end: number) => void) | undefined;
  #state: State = 'head';
  /** Bytes of a head that came in pieces; undefined while a head comes whole, which is the usual case. */
  #partial: Buffer | undefined;
  #partialLength = 0;
  /** Bytes left of a body or a chunk. */
  #left = 0;
  #lineLength = 0;
  #trailerLength = 0;
  #chunkSize = 0;
  #inExtension = false;
  #inMessage = false;

  /**
   * @param onHead called with each head and the offset in the current chunk where its message starts (0 if it started
   *   in an earlier one); answers what body follows.
   * @param onEnd called at the end of each message with the offset in the current chunk of what comes after it.
   */
  constructor(onHead: (head: Head, start: number) => Body, onEnd?: (end: number) => void) {
    this.#onHead = onHead;
    this.#onEnd = onEnd;
  }

  /** True once this stream is no longer followed; it stays so. */
  get raw(): boolean {
    return this.#state === 'raw';
  }

  /** True while all messages that began have come to their end. */
  get between(): boolean {
    return this.#state === 'head' && this.#partial === undefined;
  }

  /** The bytes so far of a head that isn't complete. */
  get partial(): Buffer | undefined {
    return this.#partial?.subarray(0, this.#partialLength);
  }

  /** Stops following for good. */
  giveUp(): void {
    this.#state = 'raw';
    this.#partial = undefined;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case 'raw':
          return;
        case 'head':
          at = this.#head(chunk, at);
          break;
        case 'bytes':
        case 'chunkBytes':
          at = this.#skip(chunk, at);
          break;
        case 'chunkLine':
          at = this.#chunkLine(chunk, at);
          break;
        case 'trailer':
          at = this.#trailer(chunk, at);
          break;
      }
      if (this.#inMessage && this.#state === 'head') {
        this.#inMessage = false;
        this.#onEnd?.(at);
      }
    }
  }

  #head(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#partial === undefined) {
      // Empty lines before a start line are to be ignored (RFC 9112 §2.2).
      while (at < chunk.length && (chunk[at] === CR || chunk[at] === LF)) at += 1;
      if (at === chunk.length) return at;
      const end = chunk.indexOf(headEnd, at, 'latin1');
      if (end >= 0 && end - at <= maxHeadBytes) {
        this.#begin(chunk.toString('latin1', at, end), at);
        return end + headEnd.length;
      }
      this.#partialLength = 0;
    }
    const before = this.#partialLength;
    const partial = this.#keep(chunk, at);
    const end = partial.indexOf(headEnd, Math.max(0, before - 3), 'latin1');
    if (end >= 0) {
      this.#partial = undefined;
      this.#begin(partial.toString('latin1', 0, end), 0);
      return at + (end + headEnd.length - before);
    }
    if (partial.length === maxHeadBytes + headEnd.length || endsLineBarely(partial, before)) this.giveUp();
    return at + (partial.length - before);
  }

  /** Adds bytes to the unfinished head, as many as a head may have; answers what there is of it now. */
  #keep(chunk: Buffer, at: number): Buffer {
    const before = this.#partialLength;
    const length = Math.min(before + chunk.length - at, maxHeadBytes + headEnd.length);
    let partial = this.#partial;
    if (partial === undefined || partial.length < length) {
      partial = Buffer.allocUnsafe(Math.max(1024, 2 * length));
      if (this.#partial) partial.set(this.#partial.subarray(0, before));
      this.#partial = partial;
    }
    partial.set(chunk.subarray(at, at + length - before), before);
    this.#partialLength = length;
    return partial.subarray(0, length);
  }

  #begin(text: string, start: number): void {
    const head = parseHead(text);
    const body = head === undefined ? 'raw' : this.#onHead(head, start);
    this.#inMessage = true;
    if (body === 'raw') {
      this.giveUp();
    } else if (body === 'chunked') {
      this.#startChunkLine();
    } else if (body > 0) {
      this.#left = body;
      this.#state = 'bytes';
    } else {
      this.#state = 'head';
    }
  }

  #skip(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#left, chunk.length - at);
    this.#left -= taken;
    if (this.#left === 0) {
      if (this.#state === 'bytes') this.#state = 'head';
      else this.#startChunkLine();
    }
    return at + taken;
  }

  #startChunkLine(): void {
    this.#state = 'chunkLine';
    this.#chunkSize = -1;
    this.#lineLength = 0;
    this.#inExtension = false;
  }

  /** `chunk-size [ chunk-ext ] CRLF` (RFC 9112 §7.1). */
  #chunkLine(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      this.#lineLength += 1;
      if (byte === LF) {
        this.#endChunkLine();
        return at + 1;
      }
      if (this.#inExtension) {
        if (this.#lineLength > maxChunkLineBytes) return this.#lost(chunk);
      } else if (byte === SEMICOLON || byte === 0x20 || byte === 0x09 || byte === CR) {
        this.#inExtension = true;
      } else {
        const digit = hexDigit(byte);
        if (digit < 0) return this.#lost(chunk);
        this.#chunkSize = Math.max(0, this.#chunkSize) * 16 + digit;
        if (this.#chunkSize > maxChunkBytes || this.#lineLength > 64) return this.#lost(chunk);
      }
    }
    return chunk.length;
  }

  #endChunkLine(): void {
    if (this.#chunkSize < 0) {
      this.giveUp();
    } else if (this.#chunkSize === 0) {
      this.#state = 'trailer';
      this.#lineLength = 0;
      this.#trailerLength = 0;
    } else {
      this.#state = 'chunkBytes';
      this.#left = this.#chunkSize + 2; // and its CRLF
    }
  }

  /** Trailer fields up to an empty line (RFC 9112 §7.1.2). */
  #trailer(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      this.#trailerLength += 1;
      if (this.#trailerLength > maxHeadBytes) return this.#lost(chunk);
      if (byte === LF) {
        if (this.#lineLength === 0) {
          this.#state = 'head';
          return at + 1;
        }
        this.#lineLength = 0;
      } else if (byte !== CR) {
        this.#lineLength += 1;
      }
    }
    return chunk.length;
  }

  #lost(chunk: Buffer): number {
    this.giveUp();
    return chunk.length;
  }
}

/**
 * True if there is a line feed without its CR at or after `from`. The engine takes it for a line's end (RFC 9112 §2.2
 * allows that) and so may see the end of a head where there is none here.
 */
function endsLineBarely(head: Buffer, from: number): boolean {
  for (let at = head.indexOf(LF, from); at >= 0; at = head.indexOf(LF, at + 1)) {
    if (head[at - 1] !== CR) return true;
  }
  return false;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
