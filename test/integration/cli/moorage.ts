/** Runs the real, built command line on a home of its own, with the fake driver. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const root = resolve(import.meta.dirname, '..', '..', '..');
const bootstrap = join(root, 'main', 'setup', 'bootstrap.mjs');
const built = join(root, 'out', 'main', 'cli', 'main.js');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A home in a short path, with a command line that works on it. */
export interface Place {
  readonly home: string;
  /** Runs a command to its end. */
  moorage(
    this: void,
    args: readonly string[],
    options?: { input?: string; env?: NodeJS.ProcessEnv },
  ): Promise<Outcome>;
  /** Starts a command that goes on; `args` are those of `moorage`. */
  begin(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams;
  /** The process of the core that holds the home. */
  corePid(): Promise<number>;
  /** Ends the core and removes the home. */
  remove(): Promise<void>;
}

/** Builds if need be. */
export async function build(): Promise<void> {
  const child = spawn(process.execPath, [bootstrap, '--help'], { stdio: 'ignore' });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`the build failed with exit code ${child.exitCode}`);
}

/** A new, empty home. */
export async function newPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'mcli-'));
  const home = join(folder, 'h');
  const env = {
    ...process.env,
    MOORAGE_HOME: home,
    MOORAGE_CACHE: join(folder, 'cache'),
    DOCKER_CONFIG: join(folder, 'docker'),
    LC_ALL: 'C',
  };
  const begin = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [built, ...args], { env: { ...env, ...more }, cwd: folder });
  const corePid = async () => {
    const lock: unknown = JSON.parse(await readFile(join(home, 'run', 'lock'), 'utf8'));
    if (typeof lock !== 'object' || lock === null || !('pid' in lock))
      throw new Error('the lock names nobody');
    return Number(lock.pid);
  };
  return {
    home,
    begin,
    corePid,
    moorage: (args, { input = '', env: more = {} } = {}) => finish(begin(args, more), input),
    async remove() {
      const pid = await corePid().catch(() => undefined);
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives a program its input and waits for its end. */
export async function finish(child: ChildProcessWithoutNullStreams, input = ''): Promise<Outcome> {
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code: child.exitCode, out, err };
}

/** Whether there is a process with that number which is more than a corpse. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ten seconds: ${what}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}
