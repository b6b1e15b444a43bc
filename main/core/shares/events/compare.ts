/** Compares what is remembered of a folder with what is there, and notes the differences without remembering them yet. */
import { Breath } from './breath.ts';
import { difference, isFresh, lookAt, refresh, sameThing, type Difference, type Entry } from './entry.ts';
import { pathOf, type Folder, type Marks, type Spot } from './folder.ts';
import { join, whyNot, type FolderOpener, type NoFolder, type OpenFolder } from './open-folder.ts';

/** Something that is remembered, and where. */
export interface Place extends Spot {
  readonly entry: Entry;
}

/** Something that is there and not remembered at that place. */
export interface Found extends Place {
  /** Where it was before, if it is a thing that is remembered from elsewhere. */
  source: Place | undefined;
}

export interface Differences {
  readonly removed: Place[];
  readonly found: Found[];
  readonly changed: (Place & { readonly how: Difference })[];
  /** Followed folders that were put anew: what is in them is to be compared name by name. */
  readonly renewed: Folder[];
}

export function noDifferences(): Differences {
  return { removed: [], found: [], changed: [], renewed: [] };
}

export interface ComparerOptions {
  readonly root: Buffer;
  readonly top: Folder;
  readonly opener: FolderOpener;
  /** True for paths that are never looked at. */
  readonly isHidden: (folder: Folder, name: string) => boolean;
  /** Has the folder watched from now on, if it is not already. */
  readonly watch: (folder: Folder, path: Buffer) => void;
}

export class Comparer {
  readonly #options: ComparerOptions;
  readonly #breath = new Breath();

  constructor(options: ComparerOptions) {
    this.#options = options;
  }

  /** The path of a folder on the host. */
  hostPath(folder: Folder): Buffer {
    const path = pathOf(folder);
    return path === '' ? this.#options.root : join(this.#options.root, path);
  }

  /** What is at a path on the host now, reached through no link; as `lookAt` tells it. */
  look(path: string): Entry | 'unknown' | undefined {
    if (path === '') return lookAt(this.#options.root);
    const names = path.split('/');
    const last = names.pop() ?? '';
    const parent = this.#options.opener.openParent(this.#options.root, names);
    if (parent === 'elsewhere') return undefined;
    if (typeof parent === 'string') return 'unknown';
    try {
      return lookAt(parent.at(last));
    } finally {
      parent.close();
    }
  }

  /**
   * Adds to the differences what differs in a folder. A file that changed only just now is passed to `later`, and
   * left out if that says so. Returns why the folder could not be looked at, if so.
   */
  async compare(
    folder: Folder,
    marks: Marks,
    into: Differences,
    later: (folder: Folder, name: string) => boolean,
  ): Promise<NoFolder | undefined> {
    if (folder.entry === undefined) {
      for (const key of marks === 'all' ? [...folder.entries.keys()] : marks)
        this.#one(folder, key, this.look(key), into, later);
      return undefined;
    }
    const opened = this.#options.opener.open(this.hostPath(folder), folder.entry);
    if (typeof opened === 'string') return opened;
    try {
      if (marks === 'all') return await this.#whole(folder, opened, into, later);
      for (const name of marks) {
        if (!this.#options.isHidden(folder, name))
          this.#one(folder, name, lookAt(opened.at(name)), into, later);
        if (this.#breath.due()) await this.#breath.take();
      }
    } finally {
      opened.close();
    }
    return undefined;
  }

  async #whole(
    folder: Folder,
    opened: OpenFolder,
    into: Differences,
    later: (folder: Folder, name: string) => boolean,
  ): Promise<NoFolder | undefined> {
    // First, so that what is made meanwhile is noticed.
    this.#options.watch(folder, opened.path);
    const seen = new Set<string>();
    try {
      for (const name of opened.names()) {
        if (this.#breath.due()) await this.#breath.take();
        if (seen.has(name) || this.#options.isHidden(folder, name)) continue;
        seen.add(name);
        this.#one(folder, name, lookAt(opened.at(name)), into, later);
      }
    } catch (error) {
      return whyNot(error);
    }
    for (const [name, entry] of folder.entries) {
      if (this.#breath.due()) await this.#breath.take();
      // Looked at once more: it may have come, or been renamed to this, while the folder was read.
      if (!seen.has(name) && folder.entries.get(name) === entry)
        this.#one(folder, name, lookAt(opened.at(name)), into, later);
    }
    return undefined;
  }

  #one(
    folder: Folder,
    name: string,
    seen: Entry | 'unknown' | undefined,
    into: Differences,
    later: (folder: Folder, name: string) => boolean,
  ): void {
    if (seen === 'unknown') return;
    const entry = folder.entries.get(name);
    if (seen === undefined) {
      if (entry !== undefined) into.removed.push({ folder, name, entry });
      return;
    }
    if (isFresh(seen, Date.now())) {
      if (later(folder, name)) return;
      seen.mtime = Number.NaN;
    }
    if (entry === undefined) into.found.push({ folder, name, entry: seen, source: undefined });
    else if (sameThing(entry, seen)) {
      const how = difference(entry, seen);
      refresh(entry, seen);
      if (how !== undefined) into.changed.push({ folder, name, entry, how });
    } else if (folder.entry === undefined && entry.folder !== undefined && seen.type === 'dir') {
      refresh(entry, seen);
      into.renewed.push(entry.folder);
    } else {
      into.removed.push({ folder, name, entry });
      into.found.push({ folder, name, entry: seen, source: undefined });
    }
  }
}

/** Has everything in a folder compared, and the folder watched again when that is done. */
export function watchAnew(folder: Folder): void {
  folder.unwatch?.();
  folder.unwatch = undefined;
  folder.mark(undefined);
}
