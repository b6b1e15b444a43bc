/**
 * Finds out what each new name is: something that went from elsewhere, which is a rename, or something new, in which
 * there may be more.
 */
import type { Comparer, Differences, Place } from './compare.ts';
import { sameThing, type Entry } from './entry.ts';
import { Folder } from './folder.ts';

interface Candidate {
  readonly place: Place;
  /** The deleted folder that it is in, if it is not what was deleted itself. */
  readonly under: Entry | undefined;
}

/** Completes the differences: sets sources, and adds what is in new folders. */
export async function explore(
  differences: Differences,
  comparer: Comparer,
  later: (folder: Folder, name: string) => boolean,
): Promise<void> {
  const sources = new Sources(differences.removed);
  // It grows while it is gone through.
  for (const found of differences.found) {
    found.source = sources.take(found.entry);
    if (found.source !== undefined || found.entry.type !== 'dir') continue;
    const folder = new Folder(found.folder, found.name, found.entry);
    folder.known = true;
    const missed = await comparer.compare(folder, 'all', differences, later);
    // Gone already, or renamed, or not to be read now: nothing of it is known yet.
    if (missed === 'elsewhere' || missed === 'busy') folder.mark(undefined);
  }
}

/** What is remembered and not there any more, by what tells one thing from another. */
class Sources {
  readonly #removed: readonly Place[];
  readonly #taken = new Set<Entry>();
  #index: Map<Entry['ino'], Candidate[]> | undefined;

  constructor(removed: readonly Place[]) {
    this.#removed = removed;
  }

  take(entry: Entry): Place | undefined {
    if (this.#removed.length === 0) return undefined;
    this.#index ??= this.#indexed();
    const found = this.#index
      .get(entry.ino)
      ?.find(
        ({ place, under }) =>
          sameThing(place.entry, entry) &&
          !this.#taken.has(place.entry) &&
          (under === undefined || !this.#taken.has(under)),
      );
    if (found === undefined) return undefined;
    this.#taken.add(found.place.entry);
    return found.place;
  }

  #indexed(): Map<Entry['ino'], Candidate[]> {
    const index = new Map<Entry['ino'], Candidate[]>();
    const add = (place: Place, under: Entry | undefined) => {
      const same = index.get(place.entry.ino);
      if (same === undefined) index.set(place.entry.ino, [{ place, under }]);
      else same.push({ place, under });
    };
    // Things that were removed themselves come first among those with several names.
    for (const place of this.#removed) add(place, undefined);
    const addBelow = ({ entry }: Place, under: Entry) => {
      const { folder } = entry;
      if (folder === undefined) return;
      for (const [name, inner] of folder.entries) {
        const place = { folder, name, entry: inner };
        add(place, under);
        addBelow(place, under);
      }
    };
    for (const place of this.#removed) addBelow(place, place.entry);
    return index;
  }
}
