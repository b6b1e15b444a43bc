/** A link over a WebSocket, on the serving side: each frame is a text message of JSON. */
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../contract/errors.ts';
import { Closing, type Link } from '../../contract/link.ts';

export interface WebSocketLinkOptions {
  /** Most bytes of one frame that we send; what comes is limited by the server's `maxPayload`. Default 16 MiB. */
  readonly maxFrameBytes?: number;
  /** Most bytes that wait to be written to a peer that doesn't read; over it the link closes. Default 64 MiB. */
  readonly maxBufferedBytes?: number;
  /** Milliseconds between two pings; a peer that hasn't answered one until the next is gone. Default 30 s. */
  readonly pingMs?: number;
}

/** Most bytes of one frame, in either direction. */
export const maxFrameBytes = 16 * 1024 * 1024;
/** How long a closed link may take to write out what was sent before. */
const lingerMs = 2_000;

/** Makes a link of an open WebSocket and owns it from now on. A peer that sends no frames gets the link closed. */
export function webSocketLink(socket: WebSocket, options: WebSocketLinkOptions = {}): Link {
  return new WebSocketLink(socket, options);
}

class WebSocketLink implements Link {
  readonly #socket: WebSocket;
  readonly #closing = new Closing();
  readonly #maxFrame: number;
  readonly #maxBuffered: number;
  readonly #pinging: NodeJS.Timeout;
  #answered = true;

  constructor(socket: WebSocket, options: WebSocketLinkOptions) {
    this.#socket = socket;
    this.#maxFrame = options.maxFrameBytes ?? maxFrameBytes;
    this.#maxBuffered = options.maxBufferedBytes ?? 64 * 1024 * 1024;
    // Whatever breaks a WebSocket ends in `close`; the error says nothing more to those who wait.
    socket.on('error', (error) => this.close(new AppError('link.closed', { cause: error })));
    socket.once('close', () => this.close());
    socket.on('pong', () => {
      this.#answered = true;
    });
    this.#pinging = setInterval(() => this.#ping(), options.pingMs ?? 30_000);
    this.#closing.onClose(() => clearInterval(this.#pinging));
    // Nothing is read before there is somebody to take it.
    socket.pause();
  }

  send(frame: unknown): void {
    const text = JSON.stringify(frame);
    if (this.#closing.done) return;
    const size = Buffer.byteLength(text);
    if (size > this.#maxFrame) {
      throw new AppError('link.tooLarge', { params: { size, limit: this.#maxFrame } });
    }
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.#maxBuffered) {
      this.#abandon(
        new AppError('link.closed', { cause: new Error('The peer does not read what it asked for') }),
      );
    }
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#socket.on('message', (data, isBinary) => this.#take(data, isBinary, listener));
    this.#socket.resume();
  }

  onClose(listener: (reason: AppError) => void): void {
    this.#closing.onClose(listener);
  }

  close(reason?: AppError): void {
    if (!this.#closing.close(reason)) return;
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    const timer = setTimeout(() => this.#socket.terminate(), lingerMs);
    this.#socket.once('close', () => clearTimeout(timer));
    // The peer's own close frame has to be read for the closing handshake to end (RFC 6455, section 7.1.1).
    this.#socket.resume();
    this.#socket.close(1000);
  }

  #take(data: RawData, isBinary: boolean, listener: (frame: unknown) => void): void {
    if (this.#closing.done) return;
    if (isBinary || !Buffer.isBuffer(data)) return this.#abandon(new AppError('link.protocol'));
    let frame: unknown;
    try {
      frame = JSON.parse(data.toString('utf8'));
    } catch (error) {
      return this.#abandon(new AppError('link.protocol', { cause: error }));
    }
    listener(frame);
  }

  #ping(): void {
    if (!this.#answered) {
      return this.#abandon(new AppError('link.closed', { cause: new Error('The peer answers no ping') }));
    }
    this.#answered = false;
    this.#socket.ping();
  }

  /** For a peer that can't be talked to: nothing more is written either. */
  #abandon(reason: AppError): void {
    this.#closing.close(reason);
    this.#socket.terminate();
  }
}
