/** Ctrl-C and its kin: the first asks to stop, the second to hurry. */

/** What of `process` is listened to. */
type Signals = Pick<NodeJS.Process, 'on' | 'off' | 'exit'>;

export interface Interrupts {
  /** Aborts with the first. */
  readonly signal: AbortSignal;
  /** What a second one does instead of ending the process at once. */
  onSecond(action: () => void): void;
  /** The exit code of a process that a signal ended, as shells have it. */
  readonly exitCode: number;
  close(): void;
}

/**
 * One Ctrl-C may reach us twice: from the terminal, and passed on by npm. What follows within this time is the same one.
 */
const sameOneMs = 400;

const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** Listens for the signals that ask a process to end. */
export function listenForInterrupts(
  process: Signals,
  now: () => number = () => performance.now(),
): Interrupts {
  const controller = new AbortController();
  let first: { readonly at: number; readonly exitCode: number } | undefined;
  let second: (() => void) | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (first === undefined) {
      const number = name === 'SIGTERM' || name === 'SIGHUP' ? numbers[name] : numbers.SIGINT;
      first = { at: now(), exitCode: 128 + number };
      controller.abort();
    } else if (now() - first.at >= sameOneMs) {
      if (second === undefined) process.exit(first.exitCode);
      else second();
    }
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    onSecond: (action) => {
      second = action;
    },
    get exitCode() {
      return first?.exitCode ?? 130;
    },
    close: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
