/** A home with a helper in it, and a process that stands for the VM. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { homePaths, prepareHome, type HomePaths } from '../../../../../main/core/home.ts';
import type { Log } from '../../../../../main/core/lib/log.ts';
import { identifyProcess } from '../../../../../main/core/lib/process-identity.ts';
import { delay } from '../../../../../main/core/lib/retry.ts';
import { Scope } from '../../../../../main/core/lib/scope.ts';
import { systemCode } from '../../../../../main/core/lib/system-error.ts';
import { connectHelper } from '../../../../../main/core/shares/helper/client.ts';
import type { Way } from '../../../../../main/core/shares/helper/messages.ts';
import type { ServedShare, ShareHost } from '../../../../../main/core/shares/host.ts';

const program = fileURLToPath(new URL('../../../../fixtures/share-helper.mjs', import.meta.url));

export function shareOf(id: string, provider: ServedShare['provider'] = 'ssh'): ServedShare {
  return {
    id,
    path: `/host/${id}`,
    guestPath: `/guest/${id}`,
    readOnly: false,
    provider,
    ignore: [],
    paused: false,
  };
}

export interface Rig {
  readonly paths: HomePaths;
  readonly vm: ChildProcess;
  readonly way: Way;
  /** What went wrong, by the cores' logs. */
  readonly failures: unknown[];
  /** What the stand-in helpers were told, without their process numbers. */
  readonly told: () => Promise<string[]>;
  /** Process numbers of the stand-in helpers, the newest last. */
  readonly pids: () => Promise<number[]>;
  /** Waits until the last that was told is this. */
  readonly toldLast: (line: string) => Promise<void>;
  /** How helpers that are started from now on behave. */
  readonly behave: (how: string) => Promise<void>;
  /** Starts a stand-in helper without a core. */
  readonly startHelper: (version: string) => Promise<void>;
  /** A core that comes in, and the scope it lives in. */
  readonly core: (version?: string, signal?: AbortSignal) => Promise<{ host: ShareHost; scope: Scope }>;
}

/** All of it ends with the test. A core's patience with shares is 15 s times the pace. */
export async function rig(pace = 0.05): Promise<Rig> {
  const home = await mkdtemp(join(tmpdir(), 'mo-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const paths = homePaths({ platform: process.platform, env: { MOORAGE_HOME: home }, homedir: home });
  await prepareHome(paths);
  const vm = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void vm.kill('SIGKILL'));
  const identity = await identifyProcess(vm.pid ?? 0);
  if (identity === undefined) throw new Error('nothing stands for the VM');
  // Nothing listens on port 1, so the guest is never reached.
  const way: Way = { host: '127.0.0.1', port: 1, process: identity, pace };

  const lines = async () => {
    try {
      return (await readFile(join(home, 'told'), 'utf8')).trimEnd().split('\n');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  };
  const pids = async () =>
    (await lines()).flatMap((line) => Number(/ start (\d+)$/.exec(line)?.[1] ?? NaN) || []);
  onTestFinished(async () => {
    for (const pid of await pids()) endProcess(pid);
  });
  const told = async () => (await lines()).map((line) => line.replace(/ start \d+$/, ' start'));

  const failures: unknown[] = [];
  const log: Log = {
    write: () => undefined,
    failure: (_area, error) => {
      failures.push(error);
      return '';
    },
    redact: () => undefined,
  };
  return {
    paths,
    vm,
    way,
    failures,
    told,
    pids,
    toldLast: (line) => eventually(async () => (await told()).at(-1) === line, line),
    behave: (how) => writeFile(join(home, 'how'), how),
    startHelper: async (version) => {
      const before = (await pids()).length;
      spawn(process.execPath, [program, version, home], { stdio: 'ignore' });
      await eventually(async () => (await pids()).length > before, `a helper ${version}`);
    },
    core: async (version = 'now', signal = new AbortController().signal) => {
      const scope = new Scope();
      onTestFinished(() => scope.close());
      const options = {
        paths,
        program: [process.execPath, program, version],
        version,
        way,
        hidden: [],
        log,
        scope,
      };
      return { host: await connectHelper(options, signal), scope };
    },
  };
}

/** Ends a process that may be gone already. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** Waits until something holds, for ten seconds at most. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await holds()); await delay(10))
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
}
