/**
 * One source for all who read the same: it begins with the first reader and ends with the last. It goes on as the
 * quickest reader asks, and stands still while nobody does.
 */
import { orAbort } from './retry.ts';

/** What begins a source; its signal aborts when the last reader has left. */
export type BeginSource<K, T> = (key: K, signal: AbortSignal) => AsyncGenerator<T, void>;

/**
 * Makes readers of a source that is shared by all with the same key. A reader that comes later is given the last item at
 * once; a slow one misses items in between. What the source throws is thrown at each reader, and who comes after that
 * has it begin anew. A reader rejects with its signal's reason when that aborts.
 */
export function shared<K, T>(begin: BeginSource<K, T>): BeginSource<K, T> {
  const runs = new Map<K, Run<T>>();
  return async function* (key, signal) {
    signal.throwIfAborted();
    const run = runs.get(key) ?? new Run((own) => begin(key, own));
    runs.set(key, run);
    const forget = () => {
      if (runs.get(key) === run) runs.delete(key);
    };
    run.readers += 1;
    let seen = 0;
    try {
      while (!run.ended) {
        if (seen === run.count) await orAbort(run.advance(), signal);
        if (run.item === undefined || seen === run.count) continue;
        seen = run.count;
        yield run.item.value;
        signal.throwIfAborted();
      }
    } catch (error) {
      if (!signal.aborted) forget();
      throw error;
    } finally {
      run.readers -= 1;
      if (run.readers === 0 || run.ended) forget();
      if (run.readers === 0) run.close();
    }
  };
}

/** A source that has begun. */
class Run<T> {
  readers = 0;
  /** Items so far, and the last of them. */
  count = 0;
  item: { readonly value: T } | undefined;
  ended = false;
  readonly #controller = new AbortController();
  readonly #source: AsyncGenerator<T, void>;
  #asking: Promise<void> | undefined;

  constructor(begin: (signal: AbortSignal) => AsyncGenerator<T, void>) {
    this.#source = begin(this.#controller.signal);
  }

  /** Returns when there is another item, or the end. All who wait wait for the same one; a failure stays. */
  advance(): Promise<void> {
    return (this.#asking ??= this.#next());
  }

  async #next(): Promise<void> {
    const { done, value } = await this.#source.next();
    this.#asking = undefined;
    if (done === true) {
      this.ended = true;
      return;
    }
    this.item = { value };
    this.count += 1;
  }

  close(): void {
    this.#controller.abort();
    // It may hold something where it stands; what it throws about its own end is nobody's any more.
    this.#source.return().catch(() => undefined);
  }
}
