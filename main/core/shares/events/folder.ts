/**
 * The memory of what is below the followed folders: a tree that knows each folder by its parent and name, so that a
 * renamed folder takes along everything below it, its watchers included.
 */
import type { Entry } from './entry.ts';

/** What has to be looked at in a folder: some names, or everything. */
export type Marks = Set<string> | 'all';

/** More marked names than these, and than half of all, and the whole folder is read instead. */
const mostMarks = 64;

export class Folder {
  /** Undefined for the top, whose entries are the followed folders, each under its whole path. */
  parent: Folder | undefined;
  name: string;
  /** What stands for it in its parent. */
  readonly entry: Entry | undefined;
  readonly entries = new Map<string, Entry>();
  marks: Marks | undefined;
  /** Ends the watching of this folder. */
  unwatch: (() => void) | undefined;
  /** Everything in it was looked at once. */
  known = false;
  /** It is no longer remembered. */
  gone = false;

  constructor(parent: Folder | undefined, name: string, entry: Entry | undefined) {
    this.parent = parent;
    this.name = name;
    this.entry = entry;
    if (entry !== undefined) entry.folder = this;
  }

  /** Marks a name to be looked at, or everything. */
  mark(name: string | undefined): void {
    if (this.marks === 'all') return;
    // Of the top only names will do: some of what is followed may not be there.
    const most = this.entry === undefined ? Infinity : Math.max(mostMarks, this.entries.size / 2);
    if (name === undefined || (this.marks?.size ?? 0) >= most) this.marks = 'all';
    else if (this.marks === undefined) this.marks = new Set([name]);
    else this.marks.add(name);
  }
}

/** The path of something in a folder, relative to the root. */
export function pathIn(folder: Folder, name: string): string {
  if (folder.parent === undefined) return name;
  const own = pathIn(folder.parent, folder.name);
  return own === '' ? name : `${own}/${name}`;
}

/** The path of a folder that is not the top. */
export function pathOf(folder: Folder): string {
  return folder.parent === undefined ? '' : pathIn(folder.parent, folder.name);
}

/** A name in a folder that is remembered; what it stands for may be unknown. */
export interface Spot {
  readonly folder: Folder;
  readonly name: string;
}

/** A part that is no name: paths come from the guest in the end. */
const leadsElsewhere = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** Where a path has its place in memory; undefined if it is not below a followed folder or its folder is not known. */
export function locate(top: Folder, path: string): Spot | undefined {
  if (top.entries.has(path)) return { folder: top, name: path };
  if (leadsElsewhere.test(path)) return undefined;
  let end = path.length;
  while (end >= 0) {
    // The followed folder that it is in: what comes before one of its slashes, or the root.
    end = end === 0 ? -1 : Math.max(path.lastIndexOf('/', end - 1), 0);
    if (end < 0) return undefined;
    const found = top.entries.get(path.slice(0, end));
    if (found !== undefined) return descend(found, path.slice(end === 0 ? 0 : end + 1));
  }
  return undefined;
}

function descend(start: Entry, rest: string): Spot | undefined {
  const names = rest.split('/');
  const last = names.pop();
  let folder = start.folder;
  for (const name of names) folder = folder?.entries.get(name)?.folder;
  return folder === undefined || last === undefined || last === '' ? undefined : { folder, name: last };
}

/** Calls back for a folder and all folders below it. */
export function eachFolder(folder: Folder, call: (folder: Folder) => void): void {
  call(folder);
  for (const { folder: inner } of folder.entries.values()) if (inner !== undefined) eachFolder(inner, call);
}

/** Ends the watching of all that is below an entry which is no longer remembered. */
export function forget(entry: Entry): void {
  if (entry.folder === undefined) return;
  eachFolder(entry.folder, (folder) => {
    folder.gone = true;
    folder.marks = undefined;
    folder.unwatch?.();
    folder.unwatch = undefined;
  });
}

/** Puts an entry in another place, with all below. What is there already is overwritten. */
export function move(from: Spot, to: Spot, entry: Entry): void {
  from.folder.entries.delete(from.name);
  to.folder.entries.set(to.name, entry);
  if (entry.folder === undefined) return;
  entry.folder.parent = to.folder;
  entry.folder.name = to.name;
}

/** True if a folder is the other one or in it. */
export function isBelow(folder: Folder | undefined, other: Folder): boolean {
  for (let at = folder; at !== undefined; at = at.parent) if (at === other) return true;
  return false;
}
