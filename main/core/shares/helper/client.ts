/** The core's end: finds the process that serves a home's shares, or starts it, and tells it what to serve. */
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { AppError } from '../../../contract/errors.ts';
import type { HomePaths } from '../../home.ts';
import type { Log } from '../../lib/log.ts';
import { isRunning } from '../../lib/process-identity.ts';
import { delay, orAbort, withDeadline } from '../../lib/retry.ts';
import type { Scope } from '../../lib/scope.ts';
import { Topic } from '../../lib/topic.ts';
import type { ServedShare, ServedState, ShareHost } from '../host.ts';
import { fromHelper, readMessages, sendMessage, type FromHelper, type Way } from './messages.ts';

export interface HelperClientOptions {
  readonly paths: HomePaths;
  /** The helper's program and its arguments; the home comes after them. */
  readonly program: readonly string[];
  readonly version: string;
  readonly way: Way;
  readonly hidden: readonly string[];
  readonly log: Log;
  readonly scope: Scope;
}

/** Milliseconds that a helper has to answer on its socket; it boots nothing. */
const startMs = 30_000;
/** Milliseconds between two tries to reach it. */
const againMs = 50;
/** Milliseconds that a helper has to end once it was told to. */
const endMs = 5000;
/** Milliseconds at hardware speed that shares may take before the rest goes on without them. */
const settleMs = 15_000;

/** Connects, and keeps a helper running for as long as the scope is open. Throws `share.failed` when none can be started. */
export async function connectHelper(options: HelperClientOptions, signal: AbortSignal): Promise<ShareHost> {
  const client = new HelperClient(options);
  await client.open(signal);
  return client;
}

class HelperClient implements ShareHost {
  readonly states = new Topic<readonly ServedState[]>([]);
  readonly #options: HelperClientOptions;
  readonly #waiting = new Map<number, () => void>();
  #socket: Socket | undefined;
  #number = 0;
  #shares: readonly ServedShare[] = [];
  #mounted: readonly string[] = [];

  constructor(options: HelperClientOptions) {
    this.#options = options;
    options.scope.defer(() => this.#leave());
  }

  async open(signal: AbortSignal): Promise<void> {
    const late = () =>
      new AppError('share.failed', { params: { path: '-', reason: 'the helper process does not answer' } });
    await withDeadline(signal, startMs, late, (limit) => this.#reach(limit));
  }

  async serve(shares: readonly ServedShare[], signal: AbortSignal): Promise<void> {
    this.#shares = shares;
    const done = this.#send();
    // One that takes longer tells by its state when it is ready.
    const patience = AbortSignal.any([signal, AbortSignal.timeout(settleMs * this.#options.way.pace)]);
    await orAbort(done, patience).catch(() => signal.throwIfAborted());
  }

  mounted(guestPaths: readonly string[]): void {
    this.#mounted = guestPaths;
    if (this.#socket !== undefined) sendMessage(this.#socket, { kind: 'mounted', paths: [...guestPaths] });
  }

  async #reach(signal: AbortSignal): Promise<void> {
    for (let started = false; ;) {
      const found = await this.#tryConnect(signal);
      if (found === 'ready') return;
      // One of another version must go before ours can serve.
      if (found === 'none' && !started) {
        this.#start();
        started = true;
      }
      if (found === 'other') started = false;
      await delay(againMs, signal);
    }
  }

  async #tryConnect(signal: AbortSignal): Promise<'ready' | 'other' | 'none'> {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const trying = connect(this.#options.paths.shareSocket);
      trying.once('connect', () => resolve(trying));
      trying.once('error', () => resolve(undefined));
    });
    if (socket === undefined) return 'none';
    socket.on('error', () => undefined); // followed by its end
    // Of one that says nothing nobody wants to hear later.
    const giveUp = () => socket.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    const hello = await new Promise<FromHelper | undefined>((resolve) => {
      socket.once('close', () => resolve(undefined));
      readMessages(socket, fromHelper, (message) => {
        if (message.kind !== 'hello') {
          this.#take(message);
          return;
        }
        if (message.version !== this.#options.version) {
          // At once: what else it says may be nothing that this version understands.
          sendMessage(socket, { kind: 'quit' });
          socket.end();
        }
        resolve(message);
      });
    }).finally(() => signal.removeEventListener('abort', giveUp));
    if (hello?.kind !== 'hello') return 'none';
    if (hello.version !== this.#options.version) return 'other';
    if (socket.destroyed) return 'none';
    this.#socket = socket;
    socket.once('close', () => this.#lost(socket));
    return 'ready';
  }

  #start(): void {
    const [program = '', ...args] = this.#options.program;
    // A session of its own, so that neither our end nor a Ctrl-C in our terminal is its end.
    const child = spawn(program, [...args, this.#options.paths.home], {
      cwd: this.#options.paths.home,
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
    });
    child.on('error', (error) => this.#options.log.failure('shares', error));
    child.unref();
  }

  #take(message: FromHelper): void {
    if (message.kind === 'states') this.states.set(message.states);
    if (message.kind === 'served') {
      // What was asked before it is done too, or was asked of a helper that has ended since.
      for (const [number, done] of this.#waiting) {
        if (number > message.number) continue;
        this.#waiting.delete(number);
        done();
      }
    }
  }

  /** A helper that has ended while the VM runs has crashed: another one takes over. */
  #lost(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    const { signal } = this.#options.scope;
    if (signal.aborted) return;
    this.#options.log.write('warn', 'shares', 'the helper has ended: another one is started');
    this.states.set(this.#shares.map(({ id }) => ({ id, state: 'opening' })));
    this.#again(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#options.log.failure('shares', error);
    });
  }

  /** Leaves the helper to its work; one whose VM has ended has none, and is gone when this resolves. */
  async #leave(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!(await isRunning(this.#options.way.process))) {
      const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      sendMessage(socket, { kind: 'quit' });
      // One that doesn't listen ends by itself: it looks after its VM.
      await orAbort(ended, AbortSignal.timeout(endMs)).catch(() => undefined);
    }
    socket.destroy();
  }

  async #again(signal: AbortSignal): Promise<void> {
    for (let reached = false; !reached;) {
      await delay(againMs * 10, signal);
      if (!(await isRunning(this.#options.way.process))) return;
      reached = await this.#isReached(signal);
    }
    void this.#send();
    this.mounted(this.#mounted);
  }

  async #isReached(signal: AbortSignal): Promise<boolean> {
    try {
      await this.open(signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      this.#options.log.failure('shares', error);
      return false;
    }
  }

  #send(): Promise<void> {
    const { way, hidden } = this.#options;
    this.#number += 1;
    const number = this.#number;
    const done = new Promise<void>((resolve) => this.#waiting.set(number, resolve));
    if (this.#socket !== undefined) {
      const shares = this.#shares.map((share) => ({ ...share, ignore: [...share.ignore] }));
      sendMessage(this.#socket, { kind: 'serve', number, way, hidden: [...hidden], shares });
    }
    return done;
  }
}
