/** Folders that are never looked at. */
import { pathIn, type Folder } from './folder.ts';
import { isIn } from './followed.ts';

export class Hidden {
  /** Relative to the root, as byte strings. */
  readonly #paths: ReadonlySet<string>;
  /** Their last parts: most names need no more than a look here. */
  readonly #names: ReadonlySet<string>;

  /** Both are absolute paths. Those that are not below the root don't matter. */
  constructor(root: string, folders: readonly string[]) {
    const start = `${spell(root).replace(/\/+$/, '')}/`;
    const inside = folders.map(spell).filter((folder) => folder.startsWith(start));
    const paths = inside.map((folder) => folder.slice(start.length).replace(/\/+$/, ''));
    this.#paths = new Set(paths);
    this.#names = new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)));
  }

  /** True for a hidden folder itself; what is in it is not asked for. */
  has(folder: Folder, name: string): boolean {
    if (this.#names.size === 0) return false;
    if (folder.entry === undefined) return this.covers(name);
    return this.#names.has(folded(name)) && this.#paths.has(folded(pathIn(folder, name)));
  }

  /** True for a path that is hidden or in a hidden folder. */
  covers(path: string): boolean {
    const asked = folded(path);
    return [...this.#paths].some((hidden) => isIn(asked, hidden));
  }
}

function spell(path: string): string {
  const bytes = Buffer.from(path).toString('latin1');
  return folded(process.platform === 'win32' ? bytes.replaceAll('\\', '/') : bytes);
}

/** On Windows, who names a folder may not have written it as the disk has it. */
function folded(path: string): string {
  return process.platform === 'win32' ? path.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : path;
}
