/** Has the parts of a watch work together: events, the memory, the looks, what is told. */
import { AppError } from '../../../contract/errors.ts';
import { systemReason } from '../../lib/system-error.ts';
import { Comparer, watchAnew } from './compare.ts';
import { lookAt, sameThing, type Entry } from './entry.ts';
import type { EventSource, SourceListener, Watch } from './event-source.ts';
import { FileWatches } from './file-watches.ts';
import { firstLook } from './first-look.ts';
import { eachFolder, Folder, forget, pathIn } from './folder.ts';
import { outermost, refollow } from './followed.ts';
import { Gather } from './gather.ts';
import { Hidden } from './hidden.ts';
import type { HostWatch, HostWatchOptions } from './host-watch.ts';
import { FolderOpener, join } from './open-folder.ts';
import { noteOwn, noteOwnRename, type OwnChangesOptions } from './own-changes.ts';
import { Problems } from './problems.ts';
import { Delays, lookRound } from './round.ts';

export interface HostWatcherOptions extends Required<HostWatchOptions> {
  readonly lookMs: number;
  readonly mostAtOnce: number;
  /** Folders can be reached through open file descriptors. */
  readonly byHandle: boolean;
  readonly source: (listener: SourceListener) => EventSource;
  readonly watch: Watch;
}

/** How long changes are gathered at most, in ms. */
const mostGatherMs = 250;
/** Every how many looks at the followed folders those that cannot be watched are compared. */
const looksPerPoll = 3;

export class HostWatcher implements HostWatch {
  readonly #options: HostWatcherOptions;
  readonly #root: Buffer;
  readonly #top = new Folder(undefined, '', undefined);
  readonly #hidden: Hidden;
  readonly #comparer: Comparer;
  readonly #source: EventSource;
  readonly #files: FileWatches;
  readonly #gather: Gather;
  readonly #problems: Problems;
  readonly #own: OwnChangesOptions;
  readonly #delays = new Delays();
  /** Folders with marks. */
  readonly #marked = new Set<Folder>();
  /** Folders to read for the first time. */
  readonly #unread: Folder[] = [];
  /** Folders that cannot be watched, and those that could not be opened. */
  readonly #limited = new Set<Folder>();
  readonly #busy = new Set<Folder>();
  readonly #waiting = new Set<() => void>();
  #followed: readonly string[] = [];
  #retiring = new Map<string, Entry>();
  #looks: NodeJS.Timeout | undefined;
  #lookCount = 0;
  #atOnce = 0;
  #due = false;
  #working = false;
  #reading = false;
  #away = false;
  #overflow = false;
  #closed = false;

  constructor(options: HostWatcherOptions) {
    this.#options = options;
    const root = (this.#root = Buffer.from(options.root));
    const top = this.#top;
    top.known = true;
    this.#hidden = new Hidden(options.root, options.hidden);
    const isHidden = (folder: Folder, name: string) => this.#hidden.has(folder, name);
    const source = (this.#source = options.source({
      changed: (folder, name) => this.#event(folder, name),
      broke: () => this.#lost(),
      limited: (folder) => void this.#limited.add(folder),
    }));
    const opener = new FolderOpener(options.byHandle);
    const watch = (folder: Folder, path: Buffer) => {
      this.#limited.delete(folder);
      source.watch(folder, path);
    };
    this.#comparer = new Comparer({ root, top, opener, isHidden, watch });
    this.#files = new FileWatches(options.watch, (key) => this.#event(top, key));
    this.#gather = new Gather(options.settleMs, mostGatherMs, () => {
      this.#due = true;
      this.#work();
    });
    this.#problems = new Problems(options.root, options.onProblem);
    this.#own = { root, top, isHidden, opened: (folder, silent) => this.#opened(folder, silent) };
  }

  follow(folders: readonly string[]): void {
    if (this.#closed) return;
    const before = this.#followed;
    this.#followed = outermost(folders).filter((path) => !this.#hidden.covers(path));
    this.#retiring = refollow(this.#top, this.#followed, this.#retiring);
    for (const key of this.#followed) {
      if (before.includes(key) || this.#top.entries.has(key)) continue;
      const seen = this.#comparer.look(key);
      if (seen === undefined || seen === 'unknown') continue;
      this.#top.entries.set(key, seen);
      if (seen.type === 'dir') this.#unread.push(new Folder(this.#top, key, seen));
    }
    clearInterval(this.#looks);
    if (this.#followed.length > 0)
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

  async ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#reading || this.#unread.length > 0) {
      if (this.#closed) throw new AppError('cancelled');
      await new Promise<void>((resolve) => {
        const done = () => {
          signal.removeEventListener('abort', done);
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
        signal.addEventListener('abort', done);
      });
      signal.throwIfAborted();
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#looks);
    this.#gather.close();
    this.#files.close();
    for (const entry of [...this.#top.entries.values(), ...this.#retiring.values()]) forget(entry);
    this.#top.entries.clear();
    for (const done of this.#waiting) done();
  }

  #event(folder: Folder, name: string | undefined): void {
    if (this.#closed) return;
    this.#mark(folder, name);
    // All that one poll of the system brings comes before what is set for its end.
    if (this.#atOnce === 0) setImmediate(() => (this.#atOnce = 0));
    this.#atOnce += 1;
    if (this.#atOnce === this.#options.mostAtOnce) this.#lost();
  }

  #mark(folder: Folder, name: string | undefined): void {
    if (folder.gone) return;
    folder.mark(name);
    this.#marked.add(folder);
    this.#gather.touch();
  }

  /** Events may have been lost, so everything is compared. */
  #lost(): void {
    if (this.#closed) return;
    this.#overflow = true;
    this.#problems.overflow(true);
    this.#markAll();
  }

  #markAll(): void {
    for (const key of this.#followed) this.#mark(this.#top, key);
    for (const { folder: start } of [...this.#top.entries.values(), ...this.#retiring.values()])
      if (start !== undefined) eachFolder(start, (folder) => this.#mark(folder, undefined));
  }

  #opened(folder: Folder, silent: boolean): void {
    if (silent) {
      this.#unread.push(folder);
      this.#work();
    } else {
      folder.known = true;
      this.#mark(folder, undefined);
    }
  }

  /** Looks whether the followed folders are there, and after those that are not watched. */
  #look(): void {
    if (!this.#rootThere()) return;
    for (const key of this.#followed) this.#mark(this.#top, key);
    this.#lookCount += 1;
    if (this.#lookCount % looksPerPoll !== 0) return;
    const poll = [...this.#limited, ...this.#busy];
    this.#busy.clear();
    for (const folder of poll) {
      if (folder.gone) this.#limited.delete(folder);
      else this.#mark(folder, undefined);
    }
  }

  /** While the root is away, nothing is told, and all is remembered, to be compared when it is back. */
  #rootThere(): boolean {
    const seen = lookAt(this.#root);
    const away = seen !== 'unknown' && seen?.type !== 'dir';
    if (away && !this.#away) this.#problems.gone(this.#options.root);
    if (!away && this.#away) {
      // The watches went with it.
      for (const { folder } of this.#top.entries.values())
        if (folder !== undefined) eachFolder(folder, watchAnew);
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
        if (this.#due || this.#unread.length > 0) this.#work();
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
      const folder = this.#unread.pop();
      if (folder === undefined) return;
      await this.#read(folder);
    }
  }

  async #round(): Promise<void> {
    const overflow = this.#overflow;
    const folders = [...this.#marked].filter(({ known, gone }) => known || gone);
    for (const folder of folders) this.#marked.delete(folder);
    const outcome = await lookRound(folders, this.#comparer, this.#delays, this.#source.followsRenames);
    if (this.#closed) return;
    for (const { folder, name } of outcome.again) this.#mark(folder, name);
    for (const folder of outcome.busy) this.#busy.add(folder);
    if (overflow) this.#overflow = false;
    if (outcome.changes.length > 0) this.#options.onChanges(outcome.changes);
    this.#settled();
  }

  async #read(folder: Folder): Promise<void> {
    this.#reading = true;
    try {
      const inner = folder.gone
        ? []
        : await firstLook(folder, this.#comparer, (...found) => this.#adopt(...found));
      this.#unread.push(...inner);
      if (folder.marks !== undefined) this.#mark(folder, undefined);
    } finally {
      this.#reading = false;
    }
    this.#settled();
  }

  #adopt(folder: Folder, name: string, seen: Entry): Entry | undefined {
    if (this.#retiring.size === 0) return undefined;
    const path = pathIn(folder, name);
    const entry = this.#retiring.get(path);
    if (entry === undefined || !sameThing(entry, seen)) return undefined;
    this.#retiring.delete(path);
    if (entry.folder !== undefined) {
      entry.folder.parent = folder;
      entry.folder.name = name;
    }
    return entry;
  }

  /** After each change of what is known: tells what is wrong or right now, and those who wait. */
  #settled(): void {
    if (this.#closed) return;
    this.#files.sync(this.#top, (key) => (key === '' ? this.#root : join(this.#root, key)));
    const gone = this.#followed.find((key) => !this.#top.entries.has(key));
    if (!this.#away)
      this.#problems.gone(gone === undefined ? undefined : `${this.#options.root}/${spell(gone)}`);
    this.#problems.limited(this.#limited.size > 0);
    this.#problems.overflow(this.#overflow);
    if (this.#reading || this.#unread.length > 0) return;
    for (const entry of this.#retiring.values()) forget(entry);
    this.#retiring.clear();
    for (const done of this.#waiting) done();
  }
}

/** A byte string for people. */
function spell(path: string): string {
  return Buffer.from(path, 'latin1').toString();
}
