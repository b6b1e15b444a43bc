/** Which paths of a share stay where and as they are, and how the host takes names. */
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { systemCode } from '../../lib/system-error.ts';
import { compileIgnore } from './ignore.ts';
import type { LeftOut } from './listing.ts';
import { foldName, ownPrefix } from './names.ts';
import { splitPath } from './tree.ts';

/**
 * What is ignored, ours, or hidden. `hidden` are absolute folders of the host; those that are not there yet are left out
 * too, on both sides, so that nobody can make them.
 */
export function leftOut(
  root: string,
  ignore: readonly string[],
  hidden: readonly string[],
  fold: ((name: string) => string) | undefined,
): LeftOut {
  const isIgnored = compileIgnore(ignore);
  const same = fold ?? ((name: string) => name);
  const folders = new Set(hidden.flatMap((path) => pathBelow(root, realPath(path))).map(same));
  return (path, isFolder) =>
    splitPath(path).name.startsWith(ownPrefix) || folders.has(same(path)) || isIgnored(path, isFolder);
}

/** True when a share's folder is in a hidden one, or is one. */
export function isHidden(root: string, hidden: readonly string[]): boolean {
  return hidden.some((path) => {
    const real = realPath(path);
    return root === real || pathBelow(real, root).length > 0;
  });
}

/** Where a path is below a folder, if it is: with `/`, one character per byte. */
function pathBelow(folder: string, path: string): string[] {
  const way = relative(folder, path);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || join(folder, way) !== path) return [];
  return [Buffer.from(way.split(sep).join('/'), 'utf8').toString('latin1')];
}

/** The path without links, as far as it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return join(realPath(dirname(path)), basename(path));
  }
}

/**
 * What names have in common that are one to the host's file system at this folder; undefined if it tells all apart. It
 * is found out by asking for the folder in the other case, so that nothing need be written.
 */
export function foldOf(root: string, platform: NodeJS.Platform): ((name: string) => string) | undefined {
  const name = basename(root);
  const swapped = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  // Without a letter in it, the name tells nothing.
  if (swapped === name) return platform === 'linux' ? undefined : foldName;
  const own = lstatSync(root, { bigint: true });
  const other = lstatSync(join(dirname(root), swapped), { bigint: true, throwIfNoEntry: false });
  return other !== undefined && other.ino === own.ino && other.dev === own.dev ? foldName : undefined;
}
