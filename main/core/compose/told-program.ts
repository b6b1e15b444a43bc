/** A program that runs, told line by line as it writes: on this computer or in the VM. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import type { GuestSession } from '../guest/guest.ts';
import { systemReason } from '../lib/system-error.ts';
import { OutputLines } from './output-lines.ts';

export interface ToldProgram {
  /** Standard output and the other one. */
  readonly outputs: readonly NodeJS.ReadableStream[];
  /** Its exit code; 255 when a signal ended it. Rejects when it couldn't be started. */
  readonly exited: Promise<number>;
  /** Asks it to end. */
  readonly end: () => void;
}

/** Milliseconds that a program has after it was asked to end. */
const graceMs = 10_000;
/** Lines that wait for a slow reader before the program has to. */
const mostWaiting = 500;

/** Yields the program's lines; returns its exit code and its last words. Leaving early, or the signal, ends the program. */
export async function* tellLines(
  program: ToldProgram,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, { readonly code: number; readonly last: string }> {
  const waiting: string[] = [];
  let wake: () => void = () => {};
  let over = false;
  const parts = program.outputs.map((output) => {
    const lines = new OutputLines((line) => waiting.push(line));
    output.on('data', (chunk: Buffer) => {
      lines.take(chunk);
      if (waiting.length >= mostWaiting) output.pause();
      wake();
    });
    return { output, lines };
  });
  const finish = () => {
    over = true;
    wake();
  };
  program.exited.then(finish, finish);
  const end = () => {
    program.end();
    wake();
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) end();
    // oxlint-disable-next-line no-unmodified-loop-condition -- the program's end sets it
    while (!over || waiting.length > 0) {
      const line = waiting.shift();
      if (line !== undefined) {
        yield { kind: 'line', text: line };
        continue;
      }
      for (const { output } of parts) output.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    signal.throwIfAborted();
    for (const { lines } of parts) lines.end();
    for (const text of waiting.splice(0)) yield { kind: 'line', text };
    const code = await program.exited;
    return {
      code,
      last:
        parts
          .map(({ lines }) => lines.last)
          .filter((text) => text !== '')
          .at(-1) ?? '',
    };
  } finally {
    signal.removeEventListener('abort', end);
    if (!over) program.end();
  }
}

/** Starts a program of this computer; nothing is interpreted by a shell. It ends together with what it has started. */
export function hostProgram(
  argv: readonly [string, ...string[]],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): ToldProgram {
  const [program, ...args] = argv;
  const posix = process.platform !== 'win32';
  const child = spawn(program, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    detached: posix,
  });
  let hard: NodeJS.Timeout | undefined;
  const kill = (name: NodeJS.Signals) => {
    try {
      // The docker program starts compose as a process of its own, which must hear of it too.
      if (posix && child.pid !== undefined) process.kill(-child.pid, name);
      else child.kill(name);
    } catch {
      // It has ended already.
    }
  };
  const exited = once(child, 'close').then(
    ([code]) => (typeof code === 'number' ? code : 255),
    (error: unknown) => {
      throw new AppError('compose.notStarted', {
        params: { program, reason: systemReason(error) },
        cause: error,
      });
    },
  );
  exited.then(
    () => clearTimeout(hard),
    () => undefined, // told to whoever reads the lines
  );
  return {
    outputs: [child.stdout, child.stderr],
    exited,
    end: () => {
      kill('SIGINT');
      hard ??= setTimeout(() => kill('SIGKILL'), graceMs).unref();
    },
  };
}

/** A session in the VM, in the same shape. */
export function guestProgram({ stream, stderr, exited }: GuestSession): ToldProgram {
  return { outputs: [stream, stderr], exited, end: () => void stream.destroy() };
}
