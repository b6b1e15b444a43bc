/** What is remembered of one thing on the host, and how two looks at it differ. */
import { lstatSync, type BigIntStats } from 'node:fs';
import { systemCode } from '../../lib/system-error.ts';
import type { Folder } from './folder.ts';
import type { EntryType } from './host-change.ts';

/** About 250 bytes with its name; numbers instead of big integers where they are exact enough to tell two apart. */
export interface Entry {
  type: EntryType;
  dev: number;
  /** A big one only where it has to be. */
  ino: number | bigint;
  /**
   * When it was made, in ns (to 256 ns): Linux's file systems give the `ino` of a deleted thing to the next one. 0 where
   * that is not known, and on other systems, which don't do that, but change this time on occasion.
   */
  birth: number;
  size: number;
  /** In ns (to 256 ns). NaN: it was looked at so soon after a change that another one may have left no trace. */
  mtime: number;
  ctime: number;
  /** Mode, owner and group, folded into 30 bits. */
  rights: number;
  /** For a folder: what is remembered of what is in it. */
  folder: Folder | undefined;
}

/** How long after a change, in ms, the clock of a file system may still show the same time for another one. */
const clockTick = 12;

export function entryOf(stats: BigIntStats): Entry {
  return {
    type: typeOf(stats),
    dev: Number(stats.dev),
    ino: stats.ino <= Number.MAX_SAFE_INTEGER ? Number(stats.ino) : stats.ino,
    birth: process.platform === 'linux' ? Number(stats.birthtimeNs) : 0,
    size: Number(stats.size),
    mtime: Number(stats.mtimeNs),
    // What counts is whether attributes changed. A file with several names has a new time with each of them.
    ctime: stats.nlink > 1n ? 0 : Number(stats.ctimeNs),
    rights: fold(Number(stats.mode), Number(stats.uid), Number(stats.gid)),
    folder: undefined,
  };
}

/** What is at a path now; undefined if nothing is, `unknown` if that cannot be told (no permission, a broken disk). */
export function lookAt(path: Buffer): Entry | 'unknown' | undefined {
  try {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? undefined : entryOf(stats);
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'unknown';
  }
}

/** True if both are one and the same thing, whatever its name and content. */
export function sameThing(a: Entry, b: Entry): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.type === b.type && a.birth === b.birth;
}

/** True if a file changed so recently that a look at it may miss the next change. */
export function isFresh(entry: Entry, now: number): boolean {
  return entry.type === 'file' && Math.abs(now - entry.mtime / 1e6) < clockTick;
}

export interface Difference {
  readonly modified: boolean;
  readonly attributes: boolean;
}

/** How one thing changed between two looks; undefined if it did not. A folder's size and times tell of its contents only. */
export function difference(before: Entry, after: Entry): Difference | undefined {
  const modified = after.type === 'file' && (before.size !== after.size || !(before.mtime === after.mtime));
  const touched =
    !modified &&
    after.type !== 'dir' &&
    before.ctime !== after.ctime &&
    before.ctime !== 0 &&
    after.ctime !== 0;
  const attributes = before.rights !== after.rights || touched;
  return modified || attributes ? { modified, attributes } : undefined;
}

/** Takes over what a second look at the same place saw; the folder's memory stays. */
export function refresh(entry: Entry, seen: Entry): void {
  entry.dev = seen.dev;
  entry.ino = seen.ino;
  entry.birth = seen.birth;
  entry.size = seen.size;
  entry.mtime = seen.mtime;
  entry.ctime = seen.ctime;
  entry.rights = seen.rights;
}

function typeOf(stats: BigIntStats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'dir';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function fold(mode: number, uid: number, gid: number): number {
  return (Math.imul(Math.imul(mode, 0x9e3779b1) ^ uid, 0x85ebca6b) ^ gid) & 0x3fffffff;
}
