/** Items of several sources as one stream, at the pace of whoever reads it. */

/** Items that may wait; a source that has a way to wait does so beyond. */
const mostWaiting = 500;

export class Outbox<T> {
  readonly #waiting: T[] = [];
  #ended = false;
  #failure: unknown;
  #wake: () => void = () => {};
  #room: () => void = () => {};

  put(item: T): void {
    this.#waiting.push(item);
    this.#wake();
  }

  /** Resolves when there is room for more, or nobody reads any longer. */
  async room(): Promise<void> {
    while (this.#waiting.length > mostWaiting && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  /** Ends the stream after what waits; with an error, the reader gets it then. */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
    this.#room();
  }

  async *read(): AsyncGenerator<T, void> {
    try {
      for (;;) {
        const item = this.#waiting.shift();
        this.#room();
        if (item !== undefined) yield item;
        else if (this.#ended) break;
        else
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
      }
    } finally {
      this.#ended = true;
      this.#room();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
