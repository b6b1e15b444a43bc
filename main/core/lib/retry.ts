/** Waiting with an end: delays, deadlines and repeated attempts, all of which a signal can cut short. */

/** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts before. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    signal?.throwIfAborted();
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Runs a task that has `ms` milliseconds. When they are over, the task's signal aborts and `error()` is thrown at once,
 * even if the task takes no notice; what it still does then has no effect here. Aborting `signal` works the same way,
 * with the signal's reason.
 */
export async function withDeadline<T>(
  signal: AbortSignal | undefined,
  ms: number,
  error: () => Error,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => controller.abort(error()), ms);
  try {
    return await orAbort(task(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The promise, or the signal's reason if that aborts first. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

export interface Backoff {
  /** Milliseconds before the second attempt; default 100. */
  readonly firstMs?: number;
  /** Most milliseconds between two attempts; default 5,000. */
  readonly maxMs?: number;
  /** By how much each wait is longer than the one before; default 2. */
  readonly factor?: number;
  /** Part of each wait that is left to chance, so that many don't retry in step: 0 to 1, default 0.2. */
  readonly jitter?: number;
}

/** The wait after attempt number `attempt` (from 0), in milliseconds. `chance` is between 0 and 1. */
export function backoffMs(attempt: number, backoff: Backoff = {}, chance = Math.random()): number {
  const { firstMs = 100, maxMs = 5_000, factor = 2, jitter = 0.2 } = backoff;
  const whole = Math.min(maxMs, firstMs * factor ** attempt);
  return whole * (1 - jitter * chance);
}

export interface RetryOptions extends Backoff {
  readonly signal?: AbortSignal;
  /** Whether another attempt makes sense after this error; default: always. */
  readonly again?: (error: unknown, attempt: number) => boolean;
}

/** Runs a task until it succeeds, `again` says no (then its error is thrown), or the signal aborts. */
export async function retry<T>(
  task: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await task(attempt);
    } catch (error) {
      if (options.signal?.aborted === true || options.again?.(error, attempt) === false) throw error;
    }
    await delay(backoffMs(attempt, options), options.signal);
  }
}
