/** The product itself as the benchmarks use it: the built command line in a home of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { homePaths, type HomePaths } from '../../main/core/home.ts';
import { errorCode } from '../../main/setup/cache.ts';
import { capture } from './capture.ts';
import { firstAnswer, localWaiting } from './ping.ts';
import { stepShares, type Share } from './steps.ts';
import { processesOf } from './usage.ts';
import { shapeOf, type Shape } from './vm.ts';

/** How a start went. */
export interface Start {
  /** Seconds from the process's start to the engine's first answer. */
  readonly seconds: number;
  readonly steps: readonly Share[];
}

export interface Product {
  readonly paths: HomePaths;
  /** Environment of programs that are to use this home, and no configuration of the user's. */
  readonly env: NodeJS.ProcessEnv;
  /** Cold start. Throws with what the command says if it fails. */
  start(): Promise<Start>;
  stop(): Promise<void>;
  /** Start of the command line's own command line. */
  readonly command: readonly string[];
  /** Runs any command of the command line and returns its output. */
  moorage(...args: string[]): Promise<string>;
  /** Runs a shell script in the VM and returns its output. */
  guest(script: string): Promise<string>;
  /** What `status --json` says of the VM and the engine, as far as it is shown beside the figures. */
  status(): Promise<ProductStatus>;
  /** The running VM's processes: QEMU, and whatever else belongs to the home. */
  processes(): Promise<{ qemu: number; others: number[]; shape: Shape }>;
  /** Ends and removes all. */
  dispose(): Promise<void>;
}

const statusSchema = v.object({
  engine: v.object({ version: v.string() }),
  vm: v.object({ accelerator: v.string(), cpus: v.number(), memoryMiB: v.number() }),
});

export type ProductStatus = v.InferOutput<typeof statusSchema>;

/** In `out/`, two folders up from this file when it runs from there. */
const commandLine = fileURLToPath(new URL('../../main/cli/main.js', import.meta.url));

/** A fresh home. Throws if the product isn't built. */
export async function createProduct(signal: AbortSignal): Promise<Product> {
  if (!existsSync(commandLine)) throw new Error(`${commandLine} is missing: run npm run build`);
  // Short, for the sockets' sake.
  const home = await mkdtemp('/tmp/mb-');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    MOORAGE_HOME: home,
    DOCKER_CONFIG: join(home, 'docker-config'),
  };
  delete env['DOCKER_HOST'];
  const paths = homePaths({ platform: process.platform, env, homedir: homedir() });
  const moorage = (...args: string[]) => [process.execPath, commandLine, ...args];
  const run = (...args: string[]) => capture(moorage(...args), { env, signal });
  return {
    paths,
    env,
    start: () => timedStart(moorage('start'), env, paths, signal),
    async stop() {
      await run('stop');
    },
    command: moorage(),
    moorage: run,
    guest: (script) => capture(moorage('ssh', '--', 'sh', '-s'), { env, input: script, signal }),
    async status() {
      return v.parse(statusSchema, JSON.parse(await run('status', '--json')));
    },
    async processes() {
      const all = await processesOf(home);
      const qemu = all.find(({ argv }) => argv.some((word) => /qemu-system-[^/]+$/.test(word)));
      if (qemu === undefined) throw new Error('no QEMU runs for this home');
      const others = all.map(({ pid }) => pid).filter((pid) => pid !== qemu.pid);
      return { qemu: qemu.pid, others, shape: shapeOf(qemu.argv) };
    },
    async dispose() {
      try {
        // Also after an interruption, hence without the signal.
        await capture(moorage('delete', '--yes'), { env });
      } finally {
        await killRemaining(home);
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}

async function timedStart(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  paths: HomePaths,
  signal: AbortSignal,
): Promise<Start> {
  const [program = '', ...args] = argv;
  const begun = Date.now();
  const clock = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], signal });
  const complaint = text(child.stderr);
  const failed = new AbortController();
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`moorage start failed with exit code ${code}`));
    });
  }).catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
  try {
    const answered = firstAnswer(
      { socketPath: paths.engineSocket },
      localWaiting,
      AbortSignal.any([signal, failed.signal]),
    ).then(() => performance.now() - clock);
    const [milliseconds] = await Promise.all([answered, ended]);
    const log = await readLog(paths.appLog);
    return { seconds: milliseconds / 1000, steps: stepShares(log, begun, begun + milliseconds) };
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`moorage start: ${(await complaint).trim()}`, { cause: error });
  }
}

async function readLog(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Ends what a failed `delete` left running; all of it was started for this home, which is ours alone. */
async function killRemaining(home: string): Promise<void> {
  for (const { pid } of await processesOf(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }
}
