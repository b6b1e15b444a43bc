/** Has the parts of a watch work together: events, the memory, the looks, what is told. */
import { toNamespacedPath } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { systemReason } from '../../lib/system-error.ts';
import { Comparer, watchAnew } from './compare.ts';
import { lookAt } from './entry.ts';
import type { EventSource, SourceListener, Watch } from './event-source.ts';
import { FileWatches } from './file-watches.ts';
import { Folder, pathOf } from './folder.ts';
import { Hidden } from './hidden.ts';
import type { HostWatch, HostWatchOptions } from './host-watch.ts';
import { Marked } from './marked.ts';
import { FolderOpener, join } from './open-folder.ts';
import { noteOwn, noteOwnRename, type OwnChangesOptions } from './own-changes.ts';
import { Problems } from './problems.ts';
import { Reading } from './reading.ts';
import { Delays, lookRound } from './round.ts';
import { Waiting } from './waiting.ts';

export interface HostWatcherOptions extends Required<HostWatchOptions> {
  readonly lookMs: number;
  readonly mostAtOnce: number;
  /** Folders can be reached through open file descriptors. */
  readonly byHandle: boolean;
  readonly source: (listener: SourceListener) => EventSource;
  readonly watch: Watch;
}

/** Every how many looks at the followed folders those that cannot be watched are compared. */
const looksPerPoll = 3;
/** How many times as long as it took it is at least until the next time. */
const restPerPoll = 5;

export class HostWatcher implements HostWatch {
  readonly #options: HostWatcherOptions;
  readonly #root: Buffer;
  readonly #top = new Folder(undefined, '', undefined);
  readonly #comparer: Comparer;
  readonly #source: EventSource;
  readonly #files: FileWatches;
  readonly #marked: Marked;
  readonly #problems: Problems;
  readonly #own: OwnChangesOptions;
  readonly #delays = new Delays();
  readonly #reading: Reading;
  /** Folders that cannot be watched, and those that could not be opened. */
  readonly #limited = new Set<Folder>();
  readonly #busy = new Set<Folder>();
  readonly #waiting = new Waiting();
  #looks: NodeJS.Timeout | undefined;
  #lookCount = 0;
  #nextPoll = looksPerPoll;
  #polling = false;
  #atOnce = 0;
  #due = false;
  #working = false;
  #away = false;
  #overflow = false;
  #closed = false;

  constructor(options: HostWatcherOptions) {
    this.#options = options;
    const root = (this.#root = Buffer.from(toNamespacedPath(options.root)));
    const top = this.#top;
    top.known = true;
    const hidden = new Hidden(options.root, options.hidden);
    const isHidden = (folder: Folder, name: string) => hidden.has(folder, name);
    const source = (this.#source = options.source({
      changed: (folder, name) => this.#event(folder, name),
      broke: () => this.#lost(),
      limited: (folder) => void this.#limited.add(folder),
    }));
    const opener = new FolderOpener(options.byHandle);
    const watch = (folder: Folder, path: Buffer) => {
      this.#limited.delete(folder);
      source.watch(folder, path);
      options.onFolder(pathOf(folder));
    };
    this.#comparer = new Comparer({ root, top, opener, isHidden, watch });
    this.#reading = new Reading(top, this.#comparer, hidden);
    this.#files = new FileWatches(options.watch, (key) => this.#event(top, key));
    this.#marked = new Marked(options.settleMs, () => {
      this.#due = true;
      this.#work();
    });
    this.#problems = new Problems(options.root, options.onProblem);
    this.#own = { root, top, isHidden, opened: (folder, silent) => this.#opened(folder, silent) };
  }

  follow(folders: readonly string[]): void {
    if (this.#closed) return;
    this.#reading.follow(folders);
    clearInterval(this.#looks);
    if (this.#reading.followed.length > 0)
      this.#looks = setInterval(() => this.#look(), this.#options.lookMs).unref();
    this.#settled();
    this.#work();
  }

  note(path: string): void {
    if (!this.#closed && !this.#away) noteOwn(this.#own, path);
  }

  noteRename(from: string, path: string): void {
    if (!this.#closed && !this.#away) noteOwnRename(this.#own, from, path);
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.#waiting.until(() => this.#reading.done, signal);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#looks);
    this.#marked.close();
    this.#files.close();
    this.#reading.close();
    this.#waiting.close();
  }

  #event(folder: Folder, name: string | undefined): void {
    if (this.#closed) return;
    this.#marked.happened(folder, name);
    // All that one poll of the system brings comes before what is set for its end.
    if (this.#atOnce === 0) setImmediate(() => (this.#atOnce = 0));
    this.#atOnce += 1;
    if (this.#atOnce === this.#options.mostAtOnce) this.#lost();
  }

  /** Events may have been lost, so everything is compared. */
  #lost(): void {
    if (this.#closed) return;
    this.#overflow = true;
    this.#problems.overflow(true);
    this.#markAll();
  }

  #markAll(): void {
    for (const key of this.#reading.followed) this.#marked.add(this.#top, key);
    this.#reading.each((folder) => this.#marked.add(folder, undefined));
  }

  #opened(folder: Folder, silent: boolean): void {
    if (silent) {
      this.#reading.add(folder);
      this.#work();
    } else {
      folder.known = true;
      this.#marked.add(folder, undefined);
    }
  }

  /** Looks whether the followed folders are there, and after those that are not watched. */
  #look(): void {
    if (!this.#rootThere()) return;
    for (const key of this.#reading.followed) this.#marked.add(this.#top, key);
    this.#lookCount += 1;
    if (this.#lookCount < this.#nextPoll || this.#polling) return;
    this.#polling = true;
    const poll = [...this.#limited, ...this.#busy];
    this.#busy.clear();
    for (const folder of poll) {
      if (folder.gone) this.#limited.delete(folder);
      else this.#marked.add(folder, undefined);
    }
  }

  /** While the root is away, nothing is told, and all is remembered, to be compared when it is back. */
  #rootThere(): boolean {
    const seen = lookAt(this.#root);
    const away = seen !== 'unknown' && seen?.type !== 'dir';
    if (away && !this.#away) this.#problems.gone(this.#options.root);
    if (!away && this.#away) {
      // The watches went with it.
      this.#reading.each(watchAnew);
      this.#markAll();
    }
    this.#away = away;
    return !away;
  }

  #work(): void {
    if (this.#working || this.#closed) return;
    this.#working = true;
    this.#steps()
      .catch((error: unknown) => {
        const params = { path: this.#options.root, reason: systemReason(error) };
        this.#problems.failed(new AppError('share.failed', { params, cause: error }));
      })
      .finally(() => {
        this.#working = false;
        if (this.#due || !this.#reading.done) this.#work();
      });
  }

  async #steps(): Promise<void> {
    while (!this.#closed) {
      if (this.#due) {
        this.#due = false;
        if (this.#rootThere()) await this.#round();
        this.#problems.failed(undefined);
        continue;
      }
      const folder = await this.#reading.next();
      if (folder === undefined) return;
      if (folder.marks !== undefined) this.#marked.add(folder, undefined);
      this.#settled();
    }
  }

  async #round(): Promise<void> {
    const overflow = this.#overflow;
    const polling = this.#polling;
    const began = performance.now();
    const outcome = await lookRound(
      this.#marked.take(),
      this.#comparer,
      this.#delays,
      this.#source.followsRenames,
    );
    if (this.#closed) return;
    for (const { folder, name } of outcome.again) this.#marked.add(folder, name);
    for (const folder of outcome.busy) this.#busy.add(folder);
    if (overflow) this.#overflow = false;
    if (polling) {
      // Many folders take long, and shall not take all the time there is.
      const looks = ((performance.now() - began) * restPerPoll) / this.#options.lookMs;
      this.#nextPoll = this.#lookCount + Math.max(looksPerPoll, Math.ceil(looks));
      this.#polling = false;
    }
    if (outcome.changes.length > 0) this.#options.onChanges(outcome.changes);
    this.#settled();
  }

  /** After each change of what is known: tells what is wrong or right now, and those who wait. */
  #settled(): void {
    if (this.#closed) return;
    this.#files.sync(this.#top, (key) => (key === '' ? this.#root : join(this.#root, key)));
    const gone = this.#reading.missing;
    if (!this.#away)
      this.#problems.gone(gone === undefined ? undefined : `${this.#options.root}/${spell(gone)}`);
    this.#problems.limited(this.#limited.size > 0);
    this.#problems.overflow(this.#overflow);
    if (this.#reading.done) this.#waiting.changed();
  }
}

/** A byte string for people. */
function spell(path: string): string {
  return Buffer.from(path, 'latin1').toString();
}
