/** Puts a disk's files together: programs with their libraries, folders of packages, and files of our own. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../main/contract/errors.ts';
import { readElf } from '../main/setup/elf.ts';
import type { FileTree, TreeFile } from '../main/setup/file-tree.ts';
import type { DiskRecipe } from './recipe.ts';

export type DiskEntry =
  | { readonly type: 'directory'; readonly mode: number }
  | { readonly type: 'file'; readonly mode: number; readonly body: Buffer }
  | { readonly type: 'symlink'; readonly target: string };

/** Entries by path, without a slash in front. Which packages they came from is kept beside them. */
export interface Disk {
  readonly entries: Map<string, DiskEntry>;
  readonly packages: Set<string>;
}

export function createDisk(): Disk {
  return { entries: new Map(), packages: new Set() };
}

/** glibc opens it by itself when a thread is cancelled; nothing names it as needed. */
const openedByLibc = 'libgcc_s.so.1';

/** Adds what a recipe asks for. Libraries keep the place that Debian gives them; the loader's well-known path is a link. */
export function addPrograms(disk: Disk, tree: FileTree, recipe: DiskRecipe, triplet: string): void {
  const add = (file: TreeFile, path: string, mode: number) => {
    if (disk.entries.has(path)) return;
    disk.entries.set(path, { type: 'file', mode, body: file.body });
    disk.packages.add(file.package);
    const elf = readElf(file.body, path);
    for (const name of elf?.needed ?? []) library(name, path);
    if (elf?.soname === 'libc.so.6') library(openedByLibc, path);
    if (elf?.interpreter !== undefined) loader(elf.interpreter, path);
  };
  const library = (name: string, by: string) => {
    const place = `usr/lib/${triplet}/${name}`;
    // The loader is a library to libc and a program to the kernel.
    add(must(tree, place, by), place, name.startsWith('ld-') ? 0o755 : 0o644);
  };
  const loader = (path: string, by: string) => {
    const place = `usr/lib/${triplet}/${basename(path)}`;
    library(basename(path), by);
    const wellKnown = path.replace(/^\//, '').replace(/^(lib(?:64)?)\//, 'usr/$1/');
    if (wellKnown !== place) disk.entries.set(wellKnown, { type: 'symlink', target: `/${place}` });
  };
  for (const path of recipe.programs) add(must(tree, path, 'the recipe'), path, 0o755);
  for (const pattern of recipe.data) {
    const folder = pattern.replace('TRIPLET', triplet);
    const paths = tree.paths(`${folder}/`);
    if (paths.length === 0) throw lacks(folder, 'the recipe');
    for (const path of paths) {
      const file = tree.file(path);
      if (file !== undefined) add(file, path, 0o644);
    }
  }
}

function must(tree: FileTree, path: string, by: string): TreeFile {
  const file = tree.file(path);
  if (file === undefined) throw lacks(path, by);
  return file;
}

function lacks(path: string, by: string): AppError {
  return new AppError('setup.tool', {
    params: { tool: 'The image builder', reason: `${path}, which ${by} needs, is missing` },
  });
}

/** Lays a folder of our own over the disk. Files keep whether they are executable, and nothing else of their mode. */
export async function overlayFolder(disk: Disk, folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.sort()) {
    const path = join(folder, name);
    const found = await stat(path);
    if (!found.isFile()) continue;
    const mode = (found.mode & 0o100) === 0 ? 0o644 : 0o755;
    disk.entries.set(name.split('\\').join('/'), { type: 'file', mode, body: await readFile(path) });
  }
}

/** All entries, sorted, with every folder that leads to one. */
export function completed(disk: Disk): [path: string, entry: DiskEntry][] {
  const all = new Map(disk.entries);
  for (const path of disk.entries.keys()) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      if (!all.has(folder)) all.set(folder, { type: 'directory', mode: 0o755 });
    }
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}
