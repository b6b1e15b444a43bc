/**
 * Brings the memory from what was to what is, step by step, and tells each step. The paths of a step are those at its
 * time, so who does the same steps in the same order comes to the same tree: a folder before what is in it, a name
 * freed before another takes it, things moved out of a folder before it is deleted. Where that goes in a circle (two
 * names exchanged), one of them is told as deleted and created instead.
 */
import type { Differences, Found, Place } from './compare.ts';
import { difference, refresh, sameThing, type Entry } from './entry.ts';
import { Folder, forget, isBelow, move, pathIn } from './folder.ts';
import type { HostChange } from './host-change.ts';

export class Arranger {
  readonly changes: HostChange[] = [];
  /** Folders that were told as created, and what is in them not yet. */
  readonly unread: Folder[] = [];
  /** Folders that are in another place now. */
  readonly moved: Folder[] = [];
  readonly #differences: Differences;
  readonly #targets = new Map<Entry, Found>();
  readonly #newFolders = new Map<Folder, Found>();
  readonly #states = new Map<Found, 'busy' | 'done'>();
  readonly #late: { place: Place; attributes: boolean; modified: boolean }[] = [];

  /** `newFolders`: which find a folder that is not in the memory yet belongs to. */
  constructor(differences: Differences) {
    this.#differences = differences;
    for (const found of differences.found) {
      if (found.source !== undefined) this.#targets.set(found.source.entry, found);
      else if (found.entry.folder !== undefined) this.#newFolders.set(found.entry.folder, found);
    }
  }

  /** Does all steps. */
  run(): void {
    for (const found of this.#differences.found) this.#put(found);
    for (const { folder, name, entry } of this.#differences.removed)
      if (!folder.gone && folder.entries.get(name) === entry && !this.#targets.has(entry))
        this.#remove(folder, name, entry);
    for (const { how, ...place } of this.#differences.changed) this.#late.push({ place, ...how });
    for (const { place, modified, attributes } of this.#late) {
      if (place.folder.gone || place.folder.entries.get(place.name) !== place.entry) continue;
      const told = { path: pathIn(place.folder, place.name), type: place.entry.type };
      if (modified) this.changes.push({ kind: 'modified', ...told });
      if (attributes) this.changes.push({ kind: 'attributes', ...told });
    }
  }

  /** Puts something where it was found. False if that has to wait for something that waits for this. */
  #put(found: Found): boolean {
    const state = this.#states.get(found);
    if (state !== undefined) return state === 'done';
    this.#states.set(found, 'busy');
    const done = this.#placed(found);
    if (done) this.#states.set(found, 'done');
    else this.#states.delete(found);
    return done;
  }

  #placed(found: Found): boolean {
    const { folder, name, entry } = found;
    const parent = this.#newFolders.get(folder);
    if (parent !== undefined && !this.#put(parent)) return false;
    if (folder.gone) return this.#drop(found);
    const there = folder.entries.get(name);
    if (there !== undefined && there !== found.source?.entry) {
      // Somebody has told us of it meanwhile.
      if (sameThing(there, entry)) return this.#drop(found);
      this.#evade(there);
      if (folder.entries.get(name) === there && this.#overwrite(found, there)) return true;
    }
    const { source } = found;
    if (source !== undefined && !this.#canMove(source, folder)) this.#unpair(found);
    if (found.source === undefined) this.#create(found);
    else this.#move(found, found.source);
    return true;
  }

  #canMove(source: Place, into: Folder): boolean {
    const there = !source.folder.gone && source.folder.entries.get(source.name) === source.entry;
    return there && (source.entry.folder === undefined || !isBelow(into, source.entry.folder));
  }

  /** Lets a remembered thing go to its new place, or gives that up. */
  #evade(entry: Entry): void {
    const target = this.#targets.get(entry);
    if (target !== undefined && !this.#put(target)) this.#unpair(target);
  }

  /** Makes room where something else is. True if all is done by that. */
  #overwrite(found: Found, there: Entry): boolean {
    const { folder, name, entry, source } = found;
    if (source === undefined && there.type === 'file' && entry.type === 'file') {
      folder.entries.set(name, entry);
      const attributes = difference(there, entry)?.attributes === true && there.rights !== entry.rights;
      this.#late.push({ place: { folder, name, entry }, modified: true, attributes });
      return true;
    }
    // A rename takes the place of a file by itself.
    if (source === undefined || there.type === 'dir' || entry.type === 'dir')
      this.#remove(folder, name, there);
    return false;
  }

  #create({ folder, name, entry }: Found): void {
    folder.entries.set(name, entry);
    if (entry.type === 'dir' && entry.folder === undefined) {
      const unread = new Folder(folder, name, entry);
      unread.known = true;
      this.unread.push(unread);
    }
    this.changes.push({ kind: 'created', path: pathIn(folder, name), type: entry.type });
  }

  #move({ folder, name, entry: seen }: Found, source: Place): void {
    const { entry } = source;
    const from = pathIn(source.folder, source.name);
    move(source, { folder, name }, entry);
    if (entry.folder !== undefined) this.moved.push(entry.folder);
    this.changes.push({ kind: 'renamed', from, path: pathIn(folder, name), type: entry.type });
    const how = difference(entry, seen);
    const attributes = entry.rights !== seen.rights;
    refresh(entry, seen);
    if (how?.modified === true || attributes)
      this.#late.push({ place: { folder, name, entry }, modified: how?.modified === true, attributes });
  }

  /** Deletes something with all below, after what goes elsewhere went. */
  #remove(folder: Folder, name: string, entry: Entry): void {
    if (entry.folder !== undefined)
      for (const [inner, child] of [...entry.folder.entries]) {
        this.#evade(child);
        if (entry.folder.entries.get(inner) === child) this.#remove(entry.folder, inner, child);
      }
    this.changes.push({ kind: 'deleted', path: pathIn(folder, name), type: entry.type });
    folder.entries.delete(name);
    forget(entry);
  }

  /** It is told as something new. */
  #unpair(found: Found): void {
    if (found.source !== undefined) this.#targets.delete(found.source.entry);
    found.source = undefined;
  }

  /** It needs no telling. */
  #drop(found: Found): boolean {
    forget(found.entry);
    return true;
  }
}
