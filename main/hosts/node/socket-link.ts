/**
 * A link over a byte stream: the local control socket on both of its ends. Each frame is a line of JSON, which a
 * person can read with `socat`, and which needs no more than a search for the line's end.
 */
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../../contract/errors.ts';
import { Closing, type Link } from '../../contract/link.ts';

export interface SocketLinkOptions {
  /** Most bytes of one frame, in either direction; default 16 MiB. */
  readonly maxFrameBytes?: number;
  /** Most bytes that wait to be written to a peer that doesn't read; over it the link closes. Default 64 MiB. */
  readonly maxBufferedBytes?: number;
}

/** How long a closed link may take to write out what was sent before. */
const lingerMs = 2_000;
const lineEnd = 0x0a;

/** Makes a link of a connected stream and owns it from now on. A peer that sends no frames gets the link closed. */
export function socketLink(socket: Duplex, options: SocketLinkOptions = {}): Link {
  return new SocketLink(socket, options);
}

class SocketLink implements Link {
  readonly #socket: Duplex;
  readonly #closing = new Closing();
  readonly #maxFrame: number;
  readonly #maxBuffered: number;
  #listener: ((frame: unknown) => void) | undefined;
  /** What has come of a line whose end hasn't. */
  #partial: string[] = [];
  #partialBytes = 0;
  /** Keeps the bytes of a character that came in two pieces. */
  readonly #decoder = new StringDecoder('utf8');

  constructor(socket: Duplex, options: SocketLinkOptions) {
    this.#socket = socket;
    this.#maxFrame = options.maxFrameBytes ?? 16 * 1024 * 1024;
    this.#maxBuffered = options.maxBufferedBytes ?? 64 * 1024 * 1024;
    // Whatever breaks a stream ends in `close`; the error says nothing more to those who wait.
    socket.on('error', (error) => this.close(new AppError('link.closed', { cause: error })));
    socket.once('close', () => this.close());
    socket.once('end', () => this.close());
  }

  send(frame: unknown): void {
    const line = `${JSON.stringify(frame)}\n`;
    if (this.#closing.done) return;
    const size = Buffer.byteLength(line);
    if (size > this.#maxFrame) {
      throw new AppError('link.tooLarge', { params: { size, limit: this.#maxFrame } });
    }
    this.#socket.write(line);
    if (this.#socket.writableLength > this.#maxBuffered) {
      this.#abandon(
        new AppError('link.closed', { cause: new Error('The peer does not read what it asked for') }),
      );
    }
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#listener = listener;
    // Nothing is read before there is somebody to take it.
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  onClose(listener: (reason: AppError) => void): void {
    this.#closing.onClose(listener);
  }

  close(reason?: AppError): void {
    if (!this.#closing.close(reason)) return;
    this.#partial = [];
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once('close', () => clearTimeout(timer));
    if (this.#socket.destroyed) return clearTimeout(timer);
    this.#socket.end(() => this.#socket.destroy());
  }

  #read(chunk: Buffer): void {
    let start = 0;
    while (!this.#closing.done) {
      const end = chunk.indexOf(lineEnd, start);
      const part = chunk.subarray(start, end === -1 ? undefined : end);
      this.#partialBytes += part.length;
      if (this.#partialBytes > this.#maxFrame) return this.#abandon(new AppError('link.protocol'));
      this.#partial.push(this.#decoder.write(part));
      if (end === -1) return;
      this.#take();
      start = end + 1;
    }
  }

  #take(): void {
    const line = this.#partial.join('') + this.#decoder.end();
    this.#partial = [];
    this.#partialBytes = 0;
    let frame: unknown;
    try {
      frame = JSON.parse(line);
    } catch (error) {
      return this.#abandon(new AppError('link.protocol', { cause: error }));
    }
    this.#listener?.(frame);
  }

  /** For a peer that can't be talked to: nothing more is written either. */
  #abandon(reason: AppError): void {
    this.#closing.close(reason);
    this.#partial = [];
    this.#socket.destroy();
  }
}
