/**
 * Notices that this computer has slept, where nothing tells us: a timer that ought to have come long ago. (Timers stand
 * still while a computer sleeps, its clock of the day does not.) A clock that was set looks the same, and does no harm.
 */

export interface SleepWatchOptions {
  /** Milliseconds between two looks; default 5000. */
  readonly everyMs?: number;
  /** Milliseconds that a look may be late without anything having happened; default 20 000: a busy computer is slow. */
  readonly slackMs?: number;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Calls back after each sleep, until it is closed. */
export function watchSleep(onWake: () => void, options: SleepWatchOptions = {}): { close(): void } {
  const { everyMs = 5000, slackMs = 20_000, now = Date.now } = options;
  let last = now();
  const timer = setInterval(() => {
    const passed = now() - last;
    last += passed;
    if (passed > everyMs + slackMs) onWake();
  }, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
