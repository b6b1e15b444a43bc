/**
 * Notices what changes below some folders of the host, exactly enough that the same events can be raised elsewhere.
 *
 * The system's events only tell where to look. What is told comes from comparing what is there with what is
 * remembered of each entry (about 250 bytes each, with its name, and 1.5 kB more for a watched folder). So events may
 * come twice, late, out of order or for our own doing: where nothing differs, nothing is told. What came and went
 * between two looks is not told at all.
 */
import { existsSync } from 'node:fs';
import { AppError } from '../../../contract/errors.ts';
import { folderEvents, nodeWatch, treeEvents, type Watch } from './event-source.ts';
import type { HostChange } from './host-change.ts';
import { HostWatcher } from './host-watcher.ts';

export type { EntryType, HostChange } from './host-change.ts';

export interface HostWatchOptions {
  /** Absolute path of an existing folder. */
  readonly root: string;
  /** Absolute folders that are never entered nor reported. */
  readonly hidden: readonly string[];
  /**
   * Gets the changes of a batch, never none, in an order that makes sense one by one: parents are created before what
   * is in them, and deleted after it.
   */
  readonly onChanges: (changes: readonly HostChange[]) => void;
  /**
   * `share.watchLimit`: some folders are looked at every 3 s only. `share.watchOverflow`: events were lost, all is
   * being compared. `share.folderGone`: the root or a followed folder is not there; it is looked for every second.
   * `share.failed`: a look failed, or what was called back threw. Undefined: all is well again.
   */
  readonly onProblem: (error: AppError | undefined) => void;
  /** Hears of each followed folder when it begins to be watched, also again. */
  readonly onFolder?: (path: string) => void;
  /** How long it has to be quiet before a look, in ms; 30 if not given. While it is never quiet: 250 ms. */
  readonly settleMs?: number;
}

export interface HostWatch {
  /**
   * Which folders (relative, with all below) are to be watched now; none means none. Replaces what was asked before,
   * and keeps what is known of folders that stay. A single file can be followed, too.
   */
  follow(folders: readonly string[]): void;
  /**
   * What is at this path now is of our own making: it is compared and remembered without reporting. Cheap (one
   * lstat), synchronous, may be called very often. To be called right after the change: what somebody else did to the
   * same path between the last look and this call counts as ours.
   */
  note(path: string): void;
  /** The same for a rename that we made ourselves (moves what is remembered, folders with all below). */
  noteRename(from: string, path: string): void;
  /** Everything below was looked at at least once, so that changes from now on are noticed. */
  ready(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** For tests. */
export interface InnerOptions {
  readonly watch?: Watch;
  /** Watch whole trees with one watch; as on all systems but Linux. */
  readonly recursive?: boolean;
  /** How often it is looked whether the folders are there, in ms; every third time unwatched folders are compared. */
  readonly lookMs?: number;
  /** How many events at one go make us believe that some were lost. */
  readonly mostAtOnce?: number;
}

/** Begins to watch, though nothing until `follow` is called. */
export function watchHost(options: HostWatchOptions, inner: InnerOptions = {}): HostWatch {
  const recursive = inner.recursive ?? process.platform !== 'linux';
  const watch = inner.watch ?? nodeWatch;
  return new HostWatcher({
    ...options,
    settleMs: options.settleMs ?? 30,
    onFolder: options.onFolder ?? (() => undefined),
    lookMs: inner.lookMs ?? 1000,
    // The queue of Linux holds 16,384, and what falls out of it is not told by Node.
    mostAtOnce: inner.mostAtOnce ?? 8000,
    byHandle: !recursive && existsSync('/proc/self/fd'),
    source: (listener) => (recursive ? treeEvents(watch, listener) : folderEvents(watch, listener)),
    watch,
  });
}
