/** The asking side of a stream. */
import type * as v from 'valibot';
import { fromWire } from './errors.ts';
import type { ReplyFrame } from './frames.ts';
import { parseReplied, type Question, type Requests, type Waiting } from './requests.ts';

/** Items that a stream may have under way; half of it is given again each time that half was read. */
const window = 16;

interface Reading {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

/** One reading of a stream: holds at most the items that it gave credit for. */
export class Reader implements AsyncIterator<unknown>, Waiting {
  readonly #requests: Requests;
  readonly #question: Question;
  readonly #item: v.GenericSchema;
  readonly #signal: AbortSignal | undefined;
  readonly #items: unknown[] = [];
  readonly #readings: Reading[] = [];
  readonly #onAbort = () => this.#stop(this.#signal?.reason);
  #id: number | undefined;
  #end: { readonly error?: unknown } | undefined;
  #read = 0;
  #allowed = window;

  constructor(
    requests: Requests,
    question: Question,
    item: v.GenericSchema,
    signal: AbortSignal | undefined,
  ) {
    this.#requests = requests;
    this.#question = question;
    this.#item = item;
    this.#signal = signal;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.#id === undefined && this.#end === undefined) this.#begin();
    if (this.#items.length > 0) {
      const value = this.#items.shift();
      this.#grant();
      return { done: false, value };
    }
    return new Promise((resolve, reject) => {
      this.#readings.push({ resolve, reject });
      if (this.#end !== undefined) this.#settle(this.#end);
    });
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.#stop(undefined);
    return { done: true, value: undefined };
  }

  take(frame: ReplyFrame): boolean {
    switch (frame.t) {
      case 'item':
        if (this.#allowed === 0) return false;
        this.#allowed -= 1;
        this.#give(frame.value);
        break;
      case 'end':
      case 'error':
        if (this.#id !== undefined) this.#requests.finish(this.#id);
        this.fail(frame.t === 'error' ? fromWire(frame.error) : undefined);
        break;
      case 'answer':
        return false;
    }
    return true;
  }

  /** Ends after the items that have come; `undefined` for an end without an error. */
  fail(error: unknown): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#end ??= error === undefined ? {} : { error };
    this.#settle(this.#end);
  }

  /** Like a generator: the error is thrown once, and from then on the stream is at its end. */
  #settle(end: { readonly error?: unknown }): void {
    for (const [index, reading] of this.#readings.splice(0).entries()) {
      this.#end = {};
      if (index === 0 && end.error !== undefined) reading.reject(end.error);
      else reading.resolve({ done: true, value: undefined });
    }
  }

  #begin(): void {
    this.#signal?.throwIfAborted();
    this.#id = this.#requests.start(this.#question, this, window);
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #give(value: unknown): void {
    let item: unknown;
    try {
      item = parseReplied(this.#item, value);
    } catch (error) {
      return this.#stop(error);
    }
    const reading = this.#readings.shift();
    if (reading === undefined) this.#items.push(item);
    else {
      this.#grant();
      reading.resolve({ done: false, value: item });
    }
  }

  #grant(): void {
    this.#read += 1;
    if (this.#id === undefined || this.#read < window / 2) return;
    this.#allowed += this.#read;
    this.#requests.more(this.#id, this.#read);
    this.#read = 0;
  }

  /** Ends at once: what has come is dropped and the other side stops. */
  #stop(error: unknown): void {
    this.#items.length = 0;
    if (this.#id !== undefined) this.#requests.cancel(this.#id);
    this.fail(error);
  }
}
