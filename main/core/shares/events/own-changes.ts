/** Remembers what we did to the files ourselves, so that the events which follow find nothing to tell. */
import { lookAt, refresh, sameThing } from './entry.ts';
import { Folder, forget, isBelow, locate, move, type Spot } from './folder.ts';
import { join } from './open-folder.ts';

export interface OwnChangesOptions {
  readonly root: Buffer;
  readonly top: Folder;
  readonly isHidden: (folder: Folder, name: string) => boolean;
  /** A folder is there now of which nothing is known; `silent` if what is in it need not be told. */
  readonly opened: (folder: Folder, silent: boolean) => void;
}

/** Remembers what is at a path now. Does nothing for a path that is not followed. Costs a look at that path. */
export function noteOwn(options: OwnChangesOptions, path: string): void {
  const spot = locate(options.top, path);
  if (spot !== undefined) noteAt(options, path, spot, false);
}

/** Remembers a rename, with all below. */
export function noteOwnRename(options: OwnChangesOptions, from: string, path: string): void {
  if (from === path) return;
  const source = locate(options.top, from);
  const entry = source?.folder.entries.get(source.name);
  const target = locate(options.top, path);
  const moves =
    source !== undefined &&
    entry !== undefined &&
    target !== undefined &&
    !(entry.folder !== undefined && isBelow(target.folder, entry.folder));
  if (moves) {
    const there = target.folder.entries.get(target.name);
    if (there === entry) return;
    if (there !== undefined) forget(there);
    move(source, target, entry);
  } else if (source !== undefined) noteAt(options, from, source, false);
  if (target !== undefined) noteAt(options, path, target, true);
}

function noteAt(options: OwnChangesOptions, path: string, spot: Spot, silent: boolean): void {
  const { folder, name } = spot;
  if (options.isHidden(folder, name)) return;
  const seen = lookAt(path === '' ? options.root : join(options.root, path));
  if (seen === 'unknown') return;
  const entry = folder.entries.get(name);
  if (entry !== undefined && seen !== undefined && sameThing(entry, seen)) {
    refresh(entry, seen);
    return;
  }
  if (entry !== undefined) forget(entry);
  if (seen === undefined) {
    folder.entries.delete(name);
    return;
  }
  folder.entries.set(name, seen);
  if (seen.type === 'dir') options.opened(new Folder(folder, name, seen), silent);
}
