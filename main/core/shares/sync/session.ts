/**
 * The synced share: a folder of the host and one in the VM that are kept in step, both ways, by comparing each with what
 * both last agreed on.
 *
 * What is kept in step: files with their content, permission bits and time of change, folders with their permission
 * bits, and symbolic links, which are never followed. Times are exact to the nanosecond in the VM, and on the host to
 * what Node can set, a quarter of a microsecond. Not kept in step: owners (what comes from the host belongs to root in
 * the VM, and what a container's user owned goes on being its own), extended attributes, times of folders and links.
 * Hard links become copies. Devices, sockets and pipes stay where they are. A file that is written through a memory map
 * without being closed is noticed with the next other change of its folder.
 *
 * With `readOnly` the host is never written: what is changed in the VM stays there and isn't undone. Once the host's
 * version changes too, the VM's is kept beside it under another name.
 */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { AppError, hasCode } from '../../../contract/errors.ts';
import type { SyncProgress } from '../../../contract/model.ts';
import type { Log } from '../../lib/log.ts';
import { backoffMs, delay, orAbort, withDeadline } from '../../lib/retry.ts';
import { systemReason } from '../../lib/system-error.ts';
import { Agent } from './agent.ts';
import { Bell } from './bell.ts';
import { Dirty } from './dirty.ts';
import { ProtocolError } from './frames.ts';
import { hostErrorKind } from './host-files.ts';
import { foldOf, isHidden, leftOut } from './left-out.ts';
import { ProgressMeter } from './progress.ts';
import { FolderGoneError, Replica, type Round } from './replica.ts';
import { relativeFolder } from './relative.ts';

export interface SyncOptions {
  /** Host folder, absolute. */
  readonly root: string;
  /** Folder in the guest, absolute. */
  readonly guestRoot: string;
  readonly readOnly: boolean;
  /** Patterns as in a `.gitignore`; what they match on one side is neither removed nor copied there. */
  readonly ignore: readonly string[];
  /** Absolute host folders that are never read or written. */
  readonly hidden: readonly string[];
  /** Where on the host it is kept what was agreed on. */
  readonly stateFile: string;
  /** Starts an agent and returns its input and output; called again after it broke. */
  readonly openAgent: (signal: AbortSignal) => Promise<Duplex>;
  /** Calls back when something below `root` may have changed, with the absolute folder it is in, if that is known. */
  readonly watchHost: (onChange: (folder?: string) => void, signal: AbortSignal) => void;
  readonly onProgress: (progress: SyncProgress) => void;
  /** `share.diskFull`, `share.folderGone`, `share.failed`; undefined when it goes on. */
  readonly onError: (error: AppError | undefined) => void;
  /** Milliseconds that looking at the guest's folder may wait at a stretch while other processes run there. */
  readonly patienceMs: number;
  /** Stretches time limits. */
  readonly pace: number;
  readonly log: Log;
}

/** Changes come in bursts; a round waits that long for the rest of one. */
const coalesceMs = 100;
const fullAgainMs = 3_000;
const goneAgainMs = 2_000;
const openMs = 30_000;
const silenceMs = 60_000;

interface Waiter {
  /** The first round that counts. */
  readonly from: number;
  readonly resolve: () => void;
}

export class SyncSession {
  readonly #options: SyncOptions;
  readonly #dirty = { host: new Dirty(), guest: new Dirty() };
  readonly #bell = new Bell();
  readonly #progress: ProgressMeter;
  readonly #waiters = new Set<Waiter>();
  readonly #id: string;
  #rounds = 0;
  #fresh = false;
  #paused = false;
  /** Ends the round that is under way. */
  #round: AbortController | undefined;
  #reported: AppError | undefined;

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#progress = new ProgressMeter(options.onProgress);
    this.#id = createHash('sha256').update(options.stateFile).digest('hex').slice(0, 16);
  }

  /** Keeps both in step until the signal aborts; then it resolves, after what was under way is cleaned up. */
  async run(signal: AbortSignal): Promise<void> {
    this.#options.watchHost((folder) => this.#hostChanged(folder), signal);
    let attempt = 0;
    let violations = 0;
    while (!signal.aborted) {
      const before = this.#rounds;
      try {
        await this.#connected(signal);
      } catch (error) {
        if (signal.aborted) break;
        const isViolation = error instanceof ProtocolError;
        if (isViolation) violations += 1;
        attempt = this.#rounds > before && !isViolation ? 0 : attempt + 1;
        // An agent that ended once is started anew without a word.
        if (attempt > 0) this.#report(error);
        else this.#options.log.failure('sync', error);
      }
      const wait = backoffMs(attempt + 2 * violations, { maxMs: 30_000 });
      // Only an abort ends the wait early, and it ends the loop too.
      await delay(wait, signal).catch(() => {});
    }
    this.#progress.close();
  }

  /** Holds it: what is under way is given up, nothing is copied until `resume`. */
  pause(): void {
    this.#paused = true;
    this.#round?.abort(new Error('the share was paused'));
    this.#progress.phase('paused');
    this.#bell.ring();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#progress.phase('comparing');
    this.#bell.ring();
  }

  /**
   * Resolves when both sides agree on all that there is from now on, and nothing is known to be outstanding but what
   * can't be copied at all. Rejects with the signal's reason when that aborts first.
   */
  async settled(signal: AbortSignal): Promise<void> {
    let waiter: Waiter | undefined;
    try {
      await orAbort(
        new Promise<void>((resolve) => {
          waiter = { from: this.#rounds + 1, resolve };
          this.#waiters.add(waiter);
          this.#fresh = true;
          this.#bell.ring();
        }),
        signal,
      );
    } finally {
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  #hostChanged(folder: string | undefined): void {
    const path = folder === undefined ? undefined : relativeFolder(this.#options.root, folder);
    if (path === undefined) {
      this.#dirty.host.addAll();
      this.#dirty.host.changedAt = performance.now();
    } else this.#dirty.host.add(path);
    this.#bell.ring();
  }

  #guestChanged(change: readonly string[] | 'all'): void {
    if (change === 'all') this.#dirty.guest.addAll();
    else for (const path of change) this.#dirty.guest.add(path);
    this.#dirty.guest.changedAt = performance.now();
    this.#bell.ring();
  }

  /** One agent, from its start until it breaks. */
  async #connected(signal: AbortSignal): Promise<void> {
    const { pace } = this.#options;
    const root = await this.#folder(signal);
    const stream = await withDeadline(
      signal,
      openMs * pace,
      () => new Error('the agent in the VM did not start'),
      (until) => this.#options.openAgent(until),
    );
    const agent = new Agent(stream, {
      onChanged: (change) => this.#guestChanged(change),
      silenceMs: silenceMs * pace,
    });
    try {
      const replica = await this.#open(agent, root);
      const until = AbortSignal.any([signal, agent.over]);
      for (let waitMs: number | undefined = 0; ; waitMs = await this.#next(replica, until)) {
        await this.#wait(waitMs, until);
      }
    } finally {
      agent.close();
    }
  }

  /** The host's folder without links in its path; waits until it is there. */
  async #folder(signal: AbortSignal): Promise<string> {
    for (;;) {
      try {
        return realpathSync(this.#options.root);
      } catch (error) {
        if (hostErrorKind(error) !== 'changed') throw error;
        this.#report(new FolderGoneError());
        await this.#bell.wait(signal, goneAgainMs);
      }
    }
  }

  #open(agent: Agent, root: string): Promise<Replica> {
    const { hidden, ignore } = this.#options;
    if (isHidden(root, hidden)) throw new Error('the folder must not be shared');
    const fold = foldOf(root, process.platform);
    return Replica.open(agent, {
      ...this.#options,
      root,
      rootName: this.#options.root,
      leftOut: leftOut(root, ignore, hidden, fold),
      fold,
      id: this.#id,
      dirty: this.#dirty,
      progress: this.#progress,
      onConflict: (conflict) => this.#progress.conflict(conflict),
      clock: () => new Date(),
    });
  }

  /** Until there is something to do, and a little longer for the rest of it. */
  async #wait(waitMs: number | undefined, signal: AbortSignal): Promise<void> {
    if (waitMs !== 0) {
      await this.#bell.wait(signal, waitMs);
      if (!this.#fresh) await delay(coalesceMs, signal);
    }
    while (this.#paused) await this.#bell.wait(signal);
  }

  /** A round, and what it means. Returns the milliseconds until the next one; undefined: until something changes. */
  async #next(replica: Replica, signal: AbortSignal): Promise<number | undefined> {
    const fresh = this.#fresh;
    this.#fresh = false;
    this.#rounds += 1;
    const number = this.#rounds;
    const controller = new AbortController();
    this.#round = controller;
    try {
      const round = await replica.round(fresh, AbortSignal.any([signal, controller.signal]));
      return this.#after(round, number);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      this.#fresh ||= fresh;
      if (controller.signal.aborted) return 0;
      if (error instanceof FolderGoneError) {
        this.#report(error);
        this.#dirty.host.addAll();
        return goneAgainMs;
      }
      if (hasCode(error, 'home.diskFull') || hostErrorKind(error) === 'full') {
        this.#report(this.#diskFull('host'));
        return fullAgainMs;
      }
      throw error;
    } finally {
      this.#round = undefined;
    }
  }

  #after(round: Round, number: number): number | undefined {
    const [side] = round.full;
    if (side !== undefined) {
      this.#report(this.#diskFull(side));
      return fullAgainMs;
    }
    const [first] = round.problems;
    if (first === undefined) this.#clear();
    else {
      const more = round.problems.length - 1;
      const reason = `${first.reason}${more > 0 ? ` (and ${more} more)` : ''}`;
      this.#report(new AppError('share.failed', { params: { path: this.#options.root, reason } }));
    }
    if (round.inStep) {
      if (!this.#paused) this.#progress.phase('watching');
      for (const waiter of [...this.#waiters]) if (waiter.from <= number) waiter.resolve();
    }
    return round.againMs;
  }

  #diskFull(side: 'host' | 'guest'): AppError {
    const where = side === 'host' ? 'on this computer' : 'in the VM';
    return new AppError('share.diskFull', { params: { where, path: this.#options.root } });
  }

  #clear(): void {
    if (this.#reported === undefined) return;
    this.#reported = undefined;
    this.#options.onError(undefined);
  }

  /** Tells of an error once, for as long as it is the same. */
  #report(error: unknown): void {
    const app = this.#asAppError(error);
    if (this.#reported !== undefined && this.#reported.message === app.message) return;
    this.#options.log.failure('sync', error);
    this.#reported = app;
    this.#options.onError(app);
  }

  #asAppError(error: unknown): AppError {
    if (error instanceof AppError && error.code.startsWith('share.')) return error;
    const { root: path } = this.#options;
    if (error instanceof FolderGoneError) {
      return new AppError('share.folderGone', { params: { path }, cause: error });
    }
    return new AppError('share.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
}
