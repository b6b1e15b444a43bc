/** A synced share between two folders of this computer, with the guest's real agent as a child process. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  lstatSync,
  rmSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { AppError } from '../../../main/contract/errors.ts';
import type { SyncProgress } from '../../../main/contract/model.ts';
import { SyncSession, type SyncOptions } from '../../../main/core/shares/sync/session.ts';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureLuajit } from '../../fixtures/luajit.ts';

const agentFile = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../vm-images/guest/root/usr/lib/moorage/sync-agent.lua',
);

/** Starts the agent's program. */
export async function startAgent(): Promise<{ readonly stream: Duplex; readonly child: ChildProcess }> {
  const [program = '', ...args] = await ensureLuajit({ cache: cacheFolder() });
  const child = spawn(program, [...args, agentFile], { stdio: ['pipe', 'pipe', 'inherit'] });
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  stream.on('close', () => child.kill());
  return { stream, child };
}

export interface Pair {
  readonly base: string;
  readonly host: string;
  readonly guest: string;
  readonly stateFile: string;
  readonly errors: (AppError | undefined)[];
  readonly progress: SyncProgress[];
  readonly logged: string[];
  readonly agents: ChildProcess[];
  session: SyncSession;
  /** Starts a session, after `stop` a new one with the same archive. */
  start(changes?: Partial<SyncOptions>): SyncSession;
  stop(): Promise<void>;
  settle(ms?: number): Promise<void>;
  /** Stops and removes everything. */
  close(): Promise<void>;
}

/** Two folders. `host` and `guest` may be given where they should be somewhere special. */
export function makePair(places: { readonly host?: string; readonly guest?: string } = {}): Pair {
  const base = mkdtempSync(join(tmpdir(), 'moorage-sync-test-'));
  const host = places.host ?? join(base, 'host');
  const guest = places.guest ?? join(base, 'volume', '_data');
  mkdirSync(host, { recursive: true });
  mkdirSync(guest, { recursive: true });
  let controller = new AbortController();
  let running: Promise<void> | undefined;
  const options: SyncOptions = {
    root: host,
    guestRoot: guest,
    readOnly: false,
    ignore: [],
    hidden: [],
    stateFile: join(base, 'state'),
    openAgent: async () => {
      const { stream, child } = await startAgent();
      pair.agents.push(child);
      return stream;
    },
    watchHost: (onChange, signal) => watchFolder(host, onChange, signal),
    onProgress: (progress) => pair.progress.push(progress),
    onError: (error) => pair.errors.push(error),
    patienceMs: 0,
    pace: 1,
    log: {
      write: (level, area, message) => void pair.logged.push(`${level} ${area}: ${message}`),
      failure: (area, error) => {
        pair.logged.push(`failure ${area}: ${String(error)}`);
        return '00000000';
      },
      redact: () => {},
    },
  };
  const pair: Pair = {
    base,
    host,
    guest,
    stateFile: options.stateFile,
    errors: [],
    progress: [],
    logged: [],
    agents: [],
    session: new SyncSession(options),
    start: (changes = {}) => {
      controller = new AbortController();
      pair.session = new SyncSession({ ...options, ...changes });
      running = pair.session.run(controller.signal);
      return pair.session;
    },
    stop: async () => {
      controller.abort();
      await running;
    },
    settle: async (ms = 20_000) => {
      try {
        await pair.session.settled(AbortSignal.timeout(ms));
      } catch (error) {
        throw new Error(`not settled; ${pair.logged.join('\n')}`, { cause: error });
      }
    },
    close: async () => {
      await pair.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
  return pair;
}

/** Node's own watcher, which is good enough for small trees. */
function watchFolder(root: string, onChange: () => void, signal: AbortSignal): void {
  const watcher = watch(root, { recursive: true, signal }, () => onChange());
  // A folder that goes away under it is one of the tests.
  watcher.on('error', () => onChange());
}

/** What a folder holds, as text by path: contents, targets of links, and `/` for folders. */
export function contentOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (folder: string, prefix: string) => {
    for (const name of readdirSync(folder, 'latin1').sort()) {
      const full = Buffer.from(`${folder}/${name}`, 'latin1');
      const stat = lstatSync(full);
      const path = `${prefix}${name}`;
      if (stat.isDirectory()) {
        found[path] = '/';
        visit(`${folder}/${name}`, `${path}/`);
      } else if (stat.isSymbolicLink()) found[path] = `-> ${readlinkSync(full, 'latin1')}`;
      else if (stat.isFile()) found[path] = readFileSync(full, 'latin1');
      else found[path] = '?';
    }
  };
  visit(Buffer.from(root).toString('latin1'), '');
  return found;
}

/** Waits until it is true, at most so many milliseconds. */
export async function until(what: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error(`it did not become true: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
