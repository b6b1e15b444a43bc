/**
 * Short turns of synchronous work: the system's calls for many small files are several times faster without a detour
 * through Node's thread pool, but the process has others to serve.
 */
const turnMs = 8;

export class Turns {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Lets others run if this turn has been long enough. Throws the signal's reason. */
  async next(): Promise<void> {
    this.#signal.throwIfAborted();
    if (performance.now() - this.#since < turnMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = performance.now();
    this.#signal.throwIfAborted();
  }
}
