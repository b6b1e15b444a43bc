/** Starts a core in the background, or finds the one that is there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, fromWire, hasCode } from '../contract/errors.ts';
import { prepareHome, type HomePaths } from '../core/home.ts';
import { delay } from '../core/lib/retry.ts';
import type { BackgroundReport } from '../hosts/node/background.ts';
import type { DriverName } from '../core/vm/driver-names.ts';
import type { Cli } from './cli.ts';
import { findCore, type Connection } from './connection.ts';

/** How long a core that holds the home may take until it answers: it may be just beginning, or ending. */
const patienceMs = 30_000;

export interface Reached extends Connection {
  /** Whether this call started the core. */
  readonly started: boolean;
}

/**
 * Connects to the core, which is started if there is none. Of several at once, one starts it and the others get the
 * same. Throws what keeps a core from starting, `core.startFailed` if it doesn't say.
 */
export async function reachCore(
  cli: Pick<Cli, 'paths' | 'signal' | 'env'>,
  driver: DriverName,
): Promise<Reached> {
  const paths = cli.paths();
  const deadline = Date.now() + patienceMs;
  for (let started = false; ;) {
    cli.signal.throwIfAborted();
    const connection = await findCore(cli);
    if (connection !== undefined) return { ...connection, started };
    try {
      await startCore(paths, driver, cli);
      started = true;
    } catch (error) {
      if (!hasCode(error, 'core.alreadyRunning') || Date.now() > deadline) throw error;
      await delay(100, cli.signal);
    }
  }
}

async function startCore(
  paths: HomePaths,
  driver: DriverName,
  { signal, env }: Pick<Cli, 'signal' | 'env'>,
): Promise<void> {
  await prepareHome(paths);
  const output = join(paths.logsDir, 'core.out');
  const file = openSync(output, 'w', 0o600);
  const program = fileURLToPath(new URL('../hosts/node/background.js', import.meta.url));
  // In a session of its own no Ctrl-C of ours reaches it, and it doesn't hold on to the folder we are in.
  const child = spawn(process.execPath, ['--enable-source-maps', program, driver], {
    cwd: paths.home,
    detached: true,
    env: { ...env },
    stdio: ['ignore', file, file, 'ipc'],
  });
  closeSync(file);
  try {
    await reported(child, output, signal);
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** Resolves when the core says that it answers; rejects with what it says instead. */
function reported(child: ChildProcess, output: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    const failed = (reason: string) => reject(new AppError('core.startFailed', { params: { reason } }));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code, by) => failed(lastLine(output) || `exit ${by ?? code ?? ''}`));
    child.once('message', (message: BackgroundReport) => {
      if (message.kind === 'ready') resolve();
      else reject(fromWire(message.error));
    });
  });
}

function lastLine(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').at(-1)?.trim() ?? '';
}
