/** Waits until nothing has happened for a while, but not for ever, so that one look serves many events. */
export class Gather {
  readonly #settleMs: number;
  readonly #mostMs: number;
  readonly #due: () => void;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;
  #last = 0;

  /** `mostMs`: how long it waits at most while things go on happening. */
  constructor(settleMs: number, mostMs: number, due: () => void) {
    this.#settleMs = settleMs;
    this.#mostMs = mostMs;
    this.#due = due;
  }

  /** Something happened. */
  touch(): void {
    this.#last = performance.now();
    if (this.#timer !== undefined) return;
    this.#first = this.#last;
    this.#timer = setTimeout(() => this.#fire(), this.#settleMs);
  }

  /** There is something to look at, which need not wait for quiet. */
  remind(): void {
    if (this.#timer === undefined) this.touch();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #fire(): void {
    const end = Math.min(this.#last + this.#settleMs, this.#first + this.#mostMs);
    const left = end - performance.now();
    if (left > 1) {
      this.#timer = setTimeout(() => this.#fire(), left);
      return;
    }
    this.#timer = undefined;
    this.#due();
  }
}
