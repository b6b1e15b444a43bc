/** Talks to the agent in the guest: requests, answers, and what the agent says by itself. Nothing of it is trusted. */
import type { Duplex } from 'node:stream';
import { BodyReader, encodeFrame, FrameReader, frameType, ProtocolError, type Frame } from './frames.ts';

export interface AgentOptions {
  /** Folders below which something changed, or that the agent lost count. */
  readonly onChanged: (change: readonly string[] | 'all') => void;
  /** Milliseconds without a word from the agent, while it owes an answer, after which it counts as gone. */
  readonly silenceMs: number;
}

interface Waiting {
  readonly id: number;
  readonly type: number;
  /** Gets each frame of the answer, and says whether it was the last. */
  readonly take: (body: Buffer) => boolean;
  readonly fail: (error: unknown) => void;
}

/** More changed folders than that in one frame come from no agent of ours. */
const maxChanged = 4096;

/** One connection to one agent process. After an error it is of no use any more. */
export class Agent {
  readonly #stream: Duplex;
  readonly #options: AgentOptions;
  readonly #reader = new FrameReader();
  readonly #waiting: Waiting[] = [];
  readonly #over = new AbortController();
  #lastId = 0;
  #heardAt = performance.now();
  readonly #watchdog: NodeJS.Timeout;

  constructor(stream: Duplex, options: AgentOptions) {
    this.#stream = stream;
    this.#options = options;
    stream.on('data', (piece: Buffer) => this.#receive(piece));
    stream.on('end', () => this.close(new Error('the agent in the VM ended')));
    stream.on('close', () => this.close(new Error('the connection to the agent in the VM was closed')));
    stream.on('error', (error: Error) => this.close(error));
    this.#watchdog = setInterval(() => this.#watch(), Math.max(50, options.silenceMs / 10));
    this.#watchdog.unref();
  }

  /** Aborts, with the reason, when the connection is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Ends the connection. All that waits fails with `reason`. */
  close(reason: Error = new Error('the connection to the agent was given up')): void {
    if (this.#over.signal.aborted) return;
    clearInterval(this.#watchdog);
    this.#over.abort(reason);
    for (const one of this.#waiting.splice(0)) one.fail(reason);
    this.#stream.destroy();
  }

  /** Sends a request; `read` makes the result of the answer. Throws what broke the connection. */
  request<T>(type: number, body: Buffer, read: (answer: BodyReader) => T): Promise<T> {
    return new Promise<T>((resolve, reject: (reason: unknown) => void) => {
      this.#send(type, body, reject, (answer) => {
        const reader = new BodyReader(answer);
        const result = read(reader);
        reader.end();
        resolve(result);
        return true;
      });
    });
  }

  /** Sends a request that is answered in several frames; `part` gets each and says whether it was the last. */
  requestParts(type: number, body: Buffer, part: (answer: BodyReader) => boolean): Promise<void> {
    return new Promise<void>((resolve, reject: (reason: unknown) => void) => {
      this.#send(type, body, reject, (answer) => {
        const reader = new BodyReader(answer);
        const last = part(reader);
        reader.end();
        if (last) resolve();
        return last;
      });
    });
  }

  #send(type: number, body: Buffer, fail: (error: unknown) => void, take: (body: Buffer) => boolean): void {
    if (this.#over.signal.aborted) return fail(this.#over.signal.reason);
    if (this.#waiting.length === 0) this.#heardAt = performance.now();
    this.#lastId = (this.#lastId + 1) % 0xffffffff;
    this.#waiting.push({ id: this.#lastId, type, take, fail });
    // What waits to be sent is bounded by those who ask: each waits for its answers.
    this.#stream.write(encodeFrame(type, this.#lastId, body));
  }

  #receive(piece: Buffer): void {
    if (this.#over.signal.aborted) return;
    this.#heardAt = performance.now();
    try {
      for (const frame of this.#reader.push(piece)) this.#take(frame);
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #take(frame: Frame): void {
    if (this.#over.signal.aborted) return;
    switch (frame.type) {
      case frameType.changed:
        return this.#changed(new BodyReader(frame.body));
      case frameType.busy:
        return new BodyReader(frame.body).end();
      case frameType.fatal:
        throw new Error(`the agent in the VM gave up: ${printable(new BodyReader(frame.body).string())}`);
      default: {
        const [first] = this.#waiting;
        if (first === undefined || frame.id !== first.id || frame.type !== first.type + 0x80) {
          throw new ProtocolError('an answer that nobody waits for');
        }
        try {
          if (first.take(frame.body)) this.#waiting.shift();
        } catch (error) {
          first.fail(error);
          throw error;
        }
      }
    }
  }

  #changed(body: BodyReader): void {
    const all = body.u8() === 1;
    const count = body.u16();
    if (count > maxChanged) throw new ProtocolError('too many changes at once');
    const paths: string[] = [];
    for (let index = 0; index < count; index += 1) paths.push(body.string());
    body.end();
    this.#options.onChanged(all ? 'all' : paths);
  }

  #watch(): void {
    if (this.#waiting.length === 0) return;
    if (performance.now() - this.#heardAt < this.#options.silenceMs) return;
    this.close(new Error('the agent in the VM does not answer'));
  }
}

/** The agent's words for a log or a window: short, and without control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
