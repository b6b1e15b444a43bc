/** A value that changes, and those who want to know. Main owns the truth; every `*.watch` stream is one of these. */

/** What readers of a topic see. */
export interface ReadableTopic<T> {
  readonly value: T;
  /** Calls back with each new value from now on, in the call that sets it. Returns what ends it. */
  subscribe(listener: (value: T) => void): () => void;
  /**
   * Yields the value, then each new one, until the signal aborts. A slow reader misses values in between but always
   * gets the last one.
   */
  watch(signal: AbortSignal): AsyncIterable<T>;
}

export class Topic<T> implements ReadableTopic<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Tells all subscribers, unless it is the same value. What a subscriber throws is thrown here, after all were told. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    const errors: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'Several subscribers of a topic failed');
  }

  subscribe(listener: (value: T) => void): () => void {
    // Wrapped, so that the same function may subscribe twice.
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  async *watch(signal: AbortSignal): AsyncGenerator<T, void> {
    let changed = true;
    let wake = () => {};
    const unsubscribe = this.subscribe(() => {
      changed = true;
      wake();
    });
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        if (changed) {
          changed = false;
          yield this.#value;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      unsubscribe();
    }
  }
}
