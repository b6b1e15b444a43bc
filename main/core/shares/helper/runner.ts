/** One share being served, whatever provider serves it: it tries again by itself for as long as it is wanted. */
import { AppError, toWire, type WireError } from '../../../contract/errors.ts';
import type { SyncProgress } from '../../../contract/model.ts';
import type { GuestLink } from '../../guest/link.ts';
import type { Log } from '../../lib/log.ts';
import { delay } from '../../lib/retry.ts';
import { Topic } from '../../lib/topic.ts';
import type { ServedShare, ServedState } from '../host.ts';
import { isWithin } from '../paths.ts';
import type { DirectWay } from './direct.ts';
import type { Agent } from './event-source.ts';

export interface RunnerOptions {
  readonly share: ServedShare;
  readonly link: GuestLink;
  /** How the guest reaches this computer's loopback, and who listens there; absent where it can't. */
  readonly direct?: { readonly hostAddress: string; readonly way: DirectWay };
  readonly pace: number;
  readonly hidden: readonly string[];
  /** Folder for what is kept of the share, and the beginning of its files' names. */
  readonly stateFile: string;
  readonly log: Log;
}

/** What a provider does; `serve` runs until it is over for whatever reason, and is called again. */
export interface Provider {
  /** Calls `ready` when containers can use the share. Throws what keeps it from working. */
  serve(ready: () => void, signal: AbortSignal): Promise<void>;
  /** Paths below the share that containers have mounted. */
  follow(folders: readonly string[], signal: AbortSignal): Promise<void>;
  setAgent(agent: ((base: string) => Agent) | undefined): void;
  /** Holds what it does, or goes on; absent where there is nothing to hold. */
  pause?(paused: boolean): void;
  close(): void;
}

/** What a provider has to tell while it works. */
export interface Telling {
  /** Something to know; undefined when there is nothing any more. */
  warn(error: AppError | undefined): void;
  /** It doesn't work although it is served, until told that it does (undefined). */
  fail(error: AppError | undefined): void;
  progress(sync: SyncProgress): void;
}

/** Tells what a watch of the host's folder says: one that is gone is a failure, the rest is to be known. */
export function watchProblem(telling: Telling): (error: AppError | undefined) => void {
  return (error) => {
    if (error?.code === 'share.folderGone') {
      telling.fail(error);
      return;
    }
    // Only the worst is told: whatever else is wrong, the folder is there.
    telling.warn(error);
    telling.fail(undefined);
  };
}

/** What is known of how a share stands, from which its state follows. */
interface Known {
  /** Containers can use it, by what the provider said last. */
  readonly served: boolean;
  /** What keeps it from being served. */
  readonly failure?: AppError | undefined;
  /** What the provider has told to fail while it is served. */
  readonly told?: AppError | undefined;
  readonly warning?: AppError | undefined;
  readonly sync?: SyncProgress;
}

/** Milliseconds between two tries. */
const againMs = 1000;

export class Runner {
  readonly state: Topic<ServedState>;
  share: ServedShare;
  readonly #options: RunnerOptions;
  readonly #end = new AbortController();
  readonly #provider: Provider;
  readonly #done: Promise<void>;
  #known: Known = { served: false };
  #firstTry: () => void = () => undefined;
  /** Resolves when the share is ready, or has failed for the first time. */
  readonly tried: Promise<void>;

  constructor(options: RunnerOptions, create: (options: RunnerOptions, telling: Telling) => Provider) {
    this.#options = options;
    this.share = options.share;
    this.state = new Topic<ServedState>({ id: options.share.id, state: 'opening' });
    this.tried = new Promise((resolve) => (this.#firstTry = resolve));
    this.#provider = create(options, {
      warn: (warning) => this.#learn({ warning }),
      fail: (told) => this.#learn({ told }),
      progress: (sync) => this.#learn({ sync }),
    });
    this.#done = this.#run();
  }

  setAgent(agent: ((base: string) => Agent) | undefined): void {
    this.#provider.setAgent(agent);
  }

  /**
   * Goes along with a change that needs no new beginning: holding a share, or going on, leaves it mounted. False when the
   * share has to be served anew.
   */
  adapt(share: ServedShare): boolean {
    const { paused } = share;
    if (JSON.stringify({ ...this.share, paused }) !== JSON.stringify(share)) return false;
    if (paused !== this.share.paused) this.#provider.pause?.(paused);
    this.share = share;
    return true;
  }

  /** Hears of all paths of the guest that containers have mounted. */
  mounted(paths: readonly string[]): void {
    const { guestPath } = this.share;
    const folders = paths.flatMap((path) => {
      if (isWithin(guestPath, path)) return [''];
      return isWithin(path, guestPath) ? [path.slice(guestPath.length + 1)] : [];
    });
    const bytes = [...new Set(folders)].map((path) => Buffer.from(path).toString('latin1'));
    const wanted = bytes.includes('') ? [''] : bytes.toSorted();
    this.#provider.follow(wanted, this.#end.signal).catch((error: unknown) => {
      if (!this.#end.signal.aborted) this.#options.log.failure('shares', error);
    });
  }

  /** Ends the serving, and takes the share out of the guest if that can still be asked. */
  async close(unmount: boolean): Promise<void> {
    this.#end.abort();
    await this.#done;
    if (unmount) {
      const { id, guestPath } = this.share;
      await this.#options.link
        .exec(['/usr/lib/moorage/share', 'unmount', id, guestPath], {
          signal: AbortSignal.timeout(10_000 * this.#options.pace),
        })
        .catch((error: unknown) => this.#options.log.failure('shares', error));
    }
    this.#provider.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#options.link.ready(signal);
        await this.#provider.serve(() => {
          this.#learn({ served: true, failure: undefined });
          this.#firstTry();
        }, signal);
      } catch (error) {
        if (signal.aborted) break;
        this.#failed(error);
      }
      await delay(againMs, signal).catch(() => undefined); // told by the signal
    }
    this.#firstTry();
  }

  #failed(error: unknown): void {
    const { log, share } = this.#options;
    const told =
      error instanceof AppError
        ? error
        : new AppError('share.failed', {
            params: { path: share.path, reason: error instanceof Error ? error.message : String(error) },
            cause: error,
          });
    // The connection is made again by itself: until then the share is just not there yet.
    if (told.code === 'guest.unreachable') {
      this.#learn({ served: false, failure: undefined });
      return;
    }
    if (this.#known.failure?.code !== told.code) log.failure('shares', told);
    this.#learn({ served: false, failure: told });
    this.#firstTry();
  }

  #learn(change: Partial<Known>): void {
    this.#known = { ...this.#known, ...change };
    this.state.set(stateOf(this.share.id, this.#known));
  }
}

function stateOf(id: string, { served, failure, told, warning, sync }: Known): ServedState {
  const paused = sync?.phase === 'paused';
  const error = failure ?? (paused ? undefined : told);
  return {
    id,
    state: error !== undefined ? 'failed' : paused ? 'paused' : served ? 'ready' : 'opening',
    ...(error === undefined ? {} : { error: wire(error) }),
    ...(warning === undefined ? {} : { warning: wire(warning) }),
    ...(sync === undefined ? {} : { sync }),
  };
}

function wire(error: AppError): WireError {
  return toWire(error, () => undefined);
}

/** Has the guest mount the share, if it hasn't. Throws `share.failed` with its words. */
export async function mountInGuest({ share, link, pace }: RunnerOptions, signal: AbortSignal): Promise<void> {
  const { id, provider, readOnly, guestPath, volume } = share;
  const argv = ['/usr/lib/moorage/share', 'mount', id, provider, readOnly ? 'ro' : 'rw', guestPath];
  const { exitCode, stderr } = await link.exec([...argv, ...(volume === undefined ? [] : [volume])], {
    signal: AbortSignal.any([signal, AbortSignal.timeout(20_000 * pace)]),
  });
  if (exitCode === 0) return;
  const lastLine = stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  const reason = lastLine === '' ? `exit code ${exitCode}` : lastLine;
  throw new AppError('share.failed', { params: { path: share.path, reason } });
}
