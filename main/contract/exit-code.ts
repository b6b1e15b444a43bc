/** What a container's exit code says. */
import type { ContainerEnd } from './container-model.ts';

export type ExitMeaning =
  | {
      readonly kind:
        'done' | 'failed' | 'notMade' | 'notExecutable' | 'notFound' | 'outOfMemory' | 'killed' | 'stopped';
    }
  | { readonly kind: 'signal'; readonly signal: string };

/** Signals by their number on Linux (signal(7)) that programs end of. */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
};

/** By the conventions of `docker run` ("Exit status" of its reference) and of shells: 128 + n is signal n. */
export function exitMeaning({ exitCode, outOfMemory }: ContainerEnd): ExitMeaning {
  if (outOfMemory && exitCode !== 0) return { kind: 'outOfMemory' };
  switch (exitCode) {
    case 0:
      return { kind: 'done' };
    case 125:
      return { kind: 'notMade' };
    case 126:
      return { kind: 'notExecutable' };
    case 127:
      return { kind: 'notFound' };
    case 137:
      return { kind: 'killed' };
    case 143:
      return { kind: 'stopped' };
    default: {
      const signal = signals[exitCode - 128];
      return signal === undefined ? { kind: 'failed' } : { kind: 'signal', signal };
    }
  }
}
