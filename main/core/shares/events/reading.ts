/** What is followed, and the first look at it. */
import type { Comparer } from './compare.ts';
import { sameThing, type Entry } from './entry.ts';
import { firstLook } from './first-look.ts';
import { eachFolder, Folder, forget, pathIn } from './folder.ts';
import { outermost, refollow } from './followed.ts';
import type { Hidden } from './hidden.ts';

export class Reading {
  readonly #top: Folder;
  readonly #comparer: Comparer;
  readonly #hidden: Hidden;
  readonly #unread: Folder[] = [];
  /** What was followed and is in a folder that is being read, by path. */
  #retiring = new Map<string, Entry>();
  #followed: readonly string[] = [];
  #busy = false;

  constructor(top: Folder, comparer: Comparer, hidden: Hidden) {
    this.#top = top;
    this.#comparer = comparer;
    this.#hidden = hidden;
  }

  /** The followed folders, none in another one. */
  get followed(): readonly string[] {
    return this.#followed;
  }

  /** The first of them that is not there. */
  get missing(): string | undefined {
    return this.#followed.find((key) => !this.#top.entries.has(key));
  }

  get done(): boolean {
    return !this.#busy && this.#unread.length === 0;
  }

  /** Follows these folders and no others. Those that are new are read by `next`. */
  follow(folders: readonly string[]): void {
    const before = this.#followed;
    this.#followed = outermost(folders).filter((path) => !this.#hidden.covers(path));
    this.#retiring = refollow(this.#top, this.#followed, this.#retiring);
    for (const key of this.#followed) {
      if (before.includes(key) || this.#top.entries.has(key)) continue;
      const seen = this.#comparer.look(key);
      if (seen === undefined || seen === 'unknown') continue;
      this.#top.entries.set(key, seen);
      if (seen.type === 'dir') this.add(new Folder(this.#top, key, seen));
    }
    this.#retire();
  }

  /** Has a folder read, with all below. */
  add(folder: Folder): void {
    this.#unread.push(folder);
  }

  /** Reads the next folder and returns it; undefined if there is none. */
  async next(): Promise<Folder | undefined> {
    const folder = this.#unread.pop();
    if (folder === undefined || folder.gone) return folder;
    this.#busy = true;
    try {
      this.#unread.push(...(await firstLook(folder, this.#comparer, (...found) => this.#adopt(...found))));
    } finally {
      this.#busy = false;
    }
    this.#retire();
    return folder;
  }

  /** Calls back for each folder that is remembered. */
  each(call: (folder: Folder) => void): void {
    for (const { folder } of [...this.#top.entries.values(), ...this.#retiring.values()])
      if (folder !== undefined) eachFolder(folder, call);
  }

  close(): void {
    for (const entry of [...this.#top.entries.values(), ...this.#retiring.values()]) forget(entry);
    this.#top.entries.clear();
    this.#retiring.clear();
  }

  #adopt(folder: Folder, name: string, seen: Entry): Entry | undefined {
    if (this.#retiring.size === 0) return undefined;
    const path = pathIn(folder, name);
    const entry = this.#retiring.get(path);
    if (entry === undefined || !sameThing(entry, seen)) return undefined;
    this.#retiring.delete(path);
    if (entry.folder !== undefined) {
      entry.folder.parent = folder;
      entry.folder.name = name;
    }
    return entry;
  }

  /** Forgets those that nobody took over: they are not there any more. */
  #retire(): void {
    if (!this.done) return;
    for (const entry of this.#retiring.values()) forget(entry);
    this.#retiring.clear();
  }
}
