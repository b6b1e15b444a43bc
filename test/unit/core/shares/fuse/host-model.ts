/** Files of a host as a model has them: names that lead to numbers. A number that is free is given again. */

export class HostFile {
  readonly ino: bigint;
  readonly entries: Map<string, HostFile> | undefined;
  links = 0;

  constructor(ino: bigint, folder: boolean) {
    this.ino = ino;
    this.entries = folder ? new Map() : undefined;
  }
}

/** A name on the host. */
export interface HostPlace {
  readonly path: readonly string[];
  readonly file: HostFile;
}

export class HostModel {
  readonly root = new HostFile(0n, true);
  readonly #free = { folder: [] as bigint[], file: [] as bigint[] };
  #next = 1n;

  /** Folders have even numbers and files odd ones. */
  make(path: readonly string[], folder: boolean): void {
    const free = folder ? this.#free.folder : this.#free.file;
    const ino = free.pop() ?? this.#next * 2n + (folder ? 0n : 1n);
    this.#next += 1n;
    this.link(path, new HostFile(ino, folder));
  }

  link(path: readonly string[], file: HostFile): void {
    const { entries, name } = this.#in(path);
    if (entries.has(name)) this.remove(path);
    entries.set(name, file);
    file.links += 1;
  }

  remove(path: readonly string[]): void {
    const { entries, name } = this.#in(path);
    const file = entries.get(name);
    if (file === undefined) throw new Error(`${path.join('/')} is not there`);
    for (const below of file.entries?.keys() ?? []) this.remove([...path, below]);
    entries.delete(name);
    file.links -= 1;
    if (file.links === 0) this.#free[file.entries === undefined ? 'file' : 'folder'].push(file.ino);
  }

  /** What is at the new name is replaced. */
  move(from: readonly string[], to: readonly string[]): void {
    const { entries, name } = this.#in(from);
    const file = entries.get(name);
    if (file === undefined) throw new Error(`${from.join('/')} is not there`);
    file.links += 1; // so that its number is not free in between
    entries.delete(name);
    this.link(to, file);
    file.links -= 2;
  }

  /** All names below the root. */
  places(folder = this.root, path: readonly string[] = []): HostPlace[] {
    return [...(folder.entries ?? [])].flatMap(([name, file]) => {
      const here = [...path, name];
      return [{ path: here, file }, ...this.places(file, here)];
    });
  }

  at(path: readonly string[]): HostFile | undefined {
    return path.reduce<HostFile | undefined>((file, name) => file?.entries?.get(name), this.root);
  }

  #in(path: readonly string[]): { readonly entries: Map<string, HostFile>; readonly name: string } {
    const entries = this.at(path.slice(0, -1))?.entries;
    if (entries === undefined) throw new Error(`${path.join('/')} has no folder`);
    return { entries, name: path.at(-1) ?? '' };
  }
}
