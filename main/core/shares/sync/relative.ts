/** Paths of the host as paths of a share. */
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Where a folder is below a share's root, with `/` and one character per byte; undefined if it isn't, or if its name is
 * no text and so is not known.
 */
export function relativeFolder(root: string, folder: string): string | undefined {
  const way = relative(root, folder);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) || way.includes('\ufffd'))
    return undefined;
  return Buffer.from(way.split(sep).join('/'), 'utf8').toString('latin1');
}
