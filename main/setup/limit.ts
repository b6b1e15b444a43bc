/** Runs at most so many jobs at a time, in the order in which they came. */

/** Returns a function that runs a job when fewer than `most` run, and settles as the job does. */
export function createLimiter(most: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      // A place is handed on rather than freed, so that a newcomer can't take it from one who waits.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/**
 * Runs `job` for every item, at most `most` at a time. When one fails the signal given to the others is aborted, all
 * are waited for, and the first failure is thrown; so nothing is still at work afterwards. Results are in the order
 * of the items.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  most: number,
  signal: AbortSignal | undefined,
  job: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const limit = createLimiter(most);
  const failures: unknown[] = [];
  const linked = linkedController(signal);
  try {
    const settled = await Promise.allSettled(
      items.map((item) =>
        limit(async () => {
          linked.signal.throwIfAborted();
          try {
            return await job(item, linked.signal);
          } catch (error) {
            // Noted before this job's place is handed on, so that no further one begins.
            failures.push(error);
            linked.abort(error);
            throw error;
          }
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
    signal?.throwIfAborted();
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  } finally {
    linked.unlink();
  }
}

/** An abort controller that follows another signal. */
export interface LinkedController {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Stops following; without it the other signal would keep this one alive. */
  unlink(): void;
}

/** Makes a controller whose signal also aborts, with the same reason, when `parent` does. */
export function linkedController(parent: AbortSignal | undefined): LinkedController {
  const controller = new AbortController();
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => parent?.removeEventListener('abort', follow),
  };
}
