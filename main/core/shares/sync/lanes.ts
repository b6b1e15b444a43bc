/** Work in portions, several at once. */

/** Runs tasks for items, at most `limit` at once. After a failure no further one begins; all that run are waited for. */
export async function inLanes<T>(
  limit: number,
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async () => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      if (failures.length > 0) return;
      try {
        await task(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  if (failures.length > 0) throw failures[0];
}

/** Waits for all, whatever becomes of the others, then throws the first failure. */
export async function allDone(tasks: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Portions of at most so many items and bytes; an item that is larger is a portion of its own. */
export function* portions<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  limits: { readonly items: number; readonly bytes: number },
): Generator<T[]> {
  let portion: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (portion.length > 0 && (portion.length >= limits.items || bytes + size > limits.bytes)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(item);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
