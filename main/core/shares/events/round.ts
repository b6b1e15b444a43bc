/** One look at all that was marked: compares, finds out what went where, brings the memory up to date. */
import { Arranger } from './arrange.ts';
import { noDifferences, watchAnew, type Comparer } from './compare.ts';
import { explore } from './explore.ts';
import { eachFolder, type Folder } from './folder.ts';
import type { HostChange } from './host-change.ts';

/** Something to look at in the next round; no name: everything in the folder. */
export interface Again {
  readonly folder: Folder;
  readonly name: string | undefined;
}

export interface Outcome {
  readonly changes: readonly HostChange[];
  readonly again: readonly Again[];
  /** Folders that could not be opened for now. */
  readonly busy: readonly Folder[];
}

/** Puts off files that changed only just now, each once: what is written all the time is told all the same. */
export class Delays {
  #before = new Map<Folder, Set<string>>();
  #now = new Map<Folder, Set<string>>();

  /** True if the file is to be looked at in the next round instead. */
  readonly later = (folder: Folder, name: string): boolean => {
    if (this.#before.get(folder)?.has(name) === true) return false;
    const names = this.#now.get(folder);
    if (names === undefined) this.#now.set(folder, new Set([name]));
    else names.add(name);
    return true;
  };

  /** Ends a round. Returns what was put off in it. */
  turn(): Again[] {
    this.#before = this.#now;
    this.#now = new Map();
    return [...this.#before].flatMap(([folder, names]) => [...names].map((name) => ({ folder, name })));
  }
}

/** `followsRenames`: see `EventSource`. */
export async function lookRound(
  folders: readonly Folder[],
  comparer: Comparer,
  delays: Delays,
  followsRenames: boolean,
): Promise<Outcome> {
  const differences = noDifferences();
  const again: Again[] = [];
  const busy: Folder[] = [];
  for (const folder of folders) {
    const { marks } = folder;
    if (folder.gone || marks === undefined) continue;
    folder.marks = undefined;
    const missed = await comparer.compare(folder, marks, differences, delays.later);
    if (missed === 'busy') busy.push(folder);
    if (missed !== 'elsewhere') continue;
    // What it is in will tell whether it is gone or was renamed; then its own marks count again.
    for (const name of marks === 'all' ? [undefined] : marks) again.push({ folder, name });
    if (folder.parent !== undefined) again.push({ folder: folder.parent, name: folder.name });
  }
  await explore(differences, comparer, delays.later);
  const arranger = new Arranger(differences);
  arranger.run();
  for (const { entry } of differences.found)
    if (entry.folder?.marks !== undefined) again.push({ folder: entry.folder, name: undefined });
  // Rights that changed may let us see what we could not.
  for (const { entry, how } of differences.changed)
    if (how.attributes && entry.folder !== undefined) again.push({ folder: entry.folder, name: undefined });
  for (const folder of arranger.unread) again.push({ folder, name: undefined });
  if (!followsRenames)
    for (const moved of arranger.moved)
      eachFolder(moved, (folder) => void again.push({ folder, name: undefined }));
  for (const renewed of differences.renewed)
    eachFolder(renewed, (folder) => {
      watchAnew(folder);
      again.push({ folder, name: undefined });
    });
  return { changes: arranger.changes, again: [...again, ...delays.turn()], busy };
}
