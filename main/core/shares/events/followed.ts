/** Which folders are followed, and what is remembered of them when others are followed from now on. */
import type { Entry } from './entry.ts';
import { forget, locate, type Folder } from './folder.ts';

/** The folders without those that are in another one, cleaned of slashes. What leads upwards is left out. */
export function outermost(folders: readonly string[]): string[] {
  const clean = folders
    .map((folder) => folder.split('/').filter((name) => name !== '' && name !== '.'))
    .filter((names) => !names.includes('..'))
    .map((names) => names.join('/'));
  const all = [...new Set(clean)];
  return all.filter((path) => !all.some((other) => other !== path && isIn(path, other)));
}

/** True if a relative path is the folder or in it. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || folder === '' || path.startsWith(`${folder}/`);
}

/**
 * Changes which entries the top has: what is inside of a followed folder becomes one itself, and the rest is
 * forgotten. Returns those that are inside of a folder which is followed anew, by path: what is known of them stays
 * good, and changes in them go on being noticed, until that folder has been read and takes them over.
 */
export function refollow(
  top: Folder,
  folders: readonly string[],
  retiring: ReadonlyMap<string, Entry>,
): Map<string, Entry> {
  const kept = new Map<string, Entry>();
  for (const [path, entry] of [...retiring, ...top.entries]) {
    if (folders.includes(path)) {
      top.entries.set(path, entry);
      continue;
    }
    const isTop = top.entries.get(path) === entry;
    if (folders.some((folder) => isIn(path, folder))) {
      kept.set(path, entry);
      if (isTop) top.entries.delete(path);
      continue;
    }
    if (isTop) for (const inner of folders.filter((folder) => isIn(folder, path))) cut(top, inner);
    if (isTop) top.entries.delete(path);
    forget(entry);
  }
  return kept;
}

function cut(top: Folder, path: string): void {
  const spot = locate(top, path);
  const entry = spot?.folder.entries.get(spot.name);
  if (spot === undefined || entry === undefined) return;
  spot.folder.entries.delete(spot.name);
  top.entries.set(path, entry);
  if (entry.folder === undefined) return;
  entry.folder.parent = top;
  entry.folder.name = path;
}
