/** All timers of one engine, so that none outlives it. None of them keeps the process running. */

export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #closed = false;

  /** Calls once after `ms` milliseconds. The answer calls it off. */
  after(ms: number, task: () => void): () => void {
    if (this.#closed) return () => {};
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      task();
    }, ms);
    return this.#keep(timer);
  }

  /** Calls every `ms` milliseconds. The answer calls it off. */
  every(ms: number, task: () => void): () => void {
    return this.#closed ? () => {} : this.#keep(setInterval(task, ms));
  }

  get size(): number {
    return this.#running.size;
  }

  /** Ends them all; later ones never begin. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }

  #keep(timer: NodeJS.Timeout): () => void {
    timer.unref();
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }
}
