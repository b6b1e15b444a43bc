/** Runs programs to their end and keeps what they said, as bytes: some of it is compared by its hash. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { limit } from './pace.ts';

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** The user to run as; only root can choose. */
  readonly uid?: number;
  /** Seconds with hardware virtualization after which it is ended and counts as failed; default 10. */
  readonly seconds?: number;
}

export interface Outcome {
  /** The exit code; 255 when a signal ended it. */
  readonly code: number;
  readonly bytes: Buffer;
  /** Standard output as text, without white space at its ends. */
  readonly text: string;
  readonly stderr: string;
}

/** Any exit code is an outcome. Throws when the program can't be started or takes too long. */
export async function run(argv: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  const [program = '', ...args] = argv;
  const { env = process.env, cwd, input = '', uid, seconds = 10 } = options;
  const child = spawn(program, args, {
    env,
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid, gid: uid }),
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(limit(seconds)),
    killSignal: 'SIGKILL',
  });
  // A program may end without having read its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [bytes, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr), closed]).catch(
    (error: unknown) => {
      throw new Error(`${argv.slice(0, 8).join(' ')}: no end within ${limit(seconds)} ms`, { cause: error });
    },
  );
  return { code: child.exitCode ?? 255, bytes, text: bytes.toString().trim(), stderr: stderr.toString() };
}

/** Throws with what the program said unless it succeeded. */
export async function succeed(argv: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  const outcome = await run(argv, options);
  if (outcome.code === 0) return outcome;
  const said = `${outcome.stderr}${outcome.text}`.trim();
  throw new Error(`${argv.slice(0, 12).join(' ')}: exit code ${outcome.code}: ${said}`);
}

/** Ends a program that goes on by itself, and waits until it has. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
