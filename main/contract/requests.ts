/** What is under way on the asking side of a link: numbers requests and hands each frame to the one it is for. */
import * as v from 'valibot';
import { AppError } from './errors.ts';
import { parseReply, type ReplyFrame } from './frames.ts';
import type { Link } from './link.ts';

/** What is asked: an entry and its input. */
export interface Question {
  readonly entry: string;
  readonly input: unknown;
}

/** A request that waits for frames. */
export interface Waiting {
  /** Takes a frame with its id; false when such a frame makes no sense for it. */
  take(frame: ReplyFrame): boolean;
  fail(error: unknown): void;
}

/** The requests that are under way on one link. */
export class Requests {
  readonly #link: Link;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed: AppError | undefined;

  constructor(link: Link) {
    this.#link = link;
    link.onClose((reason) => {
      this.#closed = reason;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const request of waiting) request.fail(reason);
    });
    link.onFrame((raw) => {
      const frame = parseReply(raw);
      if (frame === undefined) return link.close(new AppError('link.protocol'));
      // A frame for an id that isn't there any more is late, not wrong.
      const sensible = this.#waiting.get(frame.id)?.take(frame) ?? true;
      if (!sensible) link.close(new AppError('link.protocol'));
    });
  }

  /** Sends the question and returns its id. Throws when the link is closed or the input can't be sent. */
  start(question: Question, waiting: Waiting, credit?: number): number {
    this.#throwIfClosed();
    const id = ++this.#lastId;
    this.#link.send({ t: 'ask', id, ...question, ...(credit === undefined ? {} : { credit }) });
    // Sending may itself have found the link broken.
    this.#throwIfClosed();
    this.#waiting.set(id, waiting);
    return id;
  }

  #throwIfClosed(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }

  /** Forgets a request that has got its last frame. */
  finish(id: number): void {
    this.#waiting.delete(id);
  }

  /** Forgets a request and tells the other side so, if it is still under way. */
  cancel(id: number): void {
    if (this.#waiting.delete(id)) this.#link.send({ t: 'cancel', id });
  }

  /** Lets more items of a stream come. */
  more(id: number, credit: number): void {
    if (this.#waiting.has(id)) this.#link.send({ t: 'more', id, credit });
  }
}

/** What the other side sends is checked too: it may be another version. */
export function parseReplied(schema: v.GenericSchema, value: unknown): unknown {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new AppError('link.protocol', { cause: new v.ValiError(result.issues) });
}
