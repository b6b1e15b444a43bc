/** Remembers what is in a folder when it is seen for the first time, without telling. */
import { noDifferences, type Comparer } from './compare.ts';
import type { Entry } from './entry.ts';
import { Folder, forget } from './folder.ts';

/**
 * Reads one folder. Returns the folders in it, which are to be read next.
 * `adopt` may give what is known of an entry from before; what it gives needs no reading.
 */
export async function firstLook(
  folder: Folder,
  comparer: Comparer,
  adopt: (folder: Folder, name: string, seen: Entry) => Entry | undefined,
): Promise<Folder[]> {
  const differences = noDifferences();
  const missed = await comparer.compare(folder, 'all', differences, () => false);
  folder.known = true;
  if (missed !== undefined) folder.mark(undefined);
  if (folder.gone) return [];
  for (const { name, entry } of differences.removed) {
    if (folder.entries.get(name) !== entry) continue;
    folder.entries.delete(name);
    forget(entry);
  }
  const inner: Folder[] = [];
  for (const { name, entry } of differences.found) {
    // It may have been told to us meanwhile.
    if (folder.entries.has(name)) continue;
    const adopted = adopt(folder, name, entry);
    folder.entries.set(name, adopted ?? entry);
    if (adopted === undefined && entry.type === 'dir') inner.push(new Folder(folder, name, entry));
  }
  return inner;
}
