/** Folders of this computer, for somebody who types a path. */
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, sep } from 'node:path';

const most = 30;

/** Folders whose path begins so, those of the home folder for an empty one; none for what can't be looked into. */
export async function foldersLike(typed: string, home = homedir()): Promise<string[]> {
  const path = typed === '' ? `${home}${sep}` : typed;
  if (!isAbsolute(path)) return [];
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)) + 1;
  const [parent, begin] = [path.slice(0, cut), path.slice(cut).toLowerCase()];
  const found = await readdir(parent, { withFileTypes: true }).catch(() => []); // then there is nothing to offer
  return found
    .filter(
      (one) =>
        one.isDirectory() &&
        one.name.toLowerCase().startsWith(begin) &&
        (begin !== '' || !one.name.startsWith('.')),
    )
    .map(({ name }) => join(parent, name))
    .sort()
    .slice(0, most);
}
