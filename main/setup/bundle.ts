/**
 * Makes a tool folder that runs on any Linux of its architecture, from Debian packages and without root: programs,
 * the libraries they need with the loader that belongs to them, data, and everybody's licence.
 *
 *   bin/PROGRAM  lib/LIBRARY…  share/DATA…  licences/PACKAGE/copyright  bundle.json
 *
 * The programs are started through the loader, see `bundleCommand`: a program names its loader by an absolute path,
 * which would be that of the host's own, perhaps older, libc.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../contract/errors.ts';
import { abandonedParts, asDiskFull, errorCode, temporaryName, writeSynced } from './cache.ts';
import { debEntries } from './debian/deb.ts';
import type { Package } from './debian/packages.ts';
import { readElf } from './elf.ts';
import { createFileTree, type FileTree, type TreeFile } from './file-tree.ts';
import type { OnProgress } from './progress.ts';

/** What goes into a bundle besides libraries and licences, which follow from it. */
export interface BundleContent {
  /** Paths in the packages, such as `usr/bin/qemu-img`. */
  readonly programs: readonly string[];
  /** Name below `share/` to the file's path in the packages. */
  readonly data: Readonly<Record<string, string>>;
}

/** A package and the .deb that was fetched for it. */
export interface FetchedPackage {
  readonly package: Package;
  readonly deb: string;
}

const text = v.string();

/** Schema of `bundle.json`. Paths are relative to it and have slashes. */
export const bundleManifest = v.object({
  name: text,
  machine: text,
  /** The loader, `lib/ld-linux-….so.N`. */
  loader: text,
  /** The packages that files came from. */
  packages: v.array(
    v.object({ name: text, version: text, architecture: text, source: text, filename: text, sha256: text }),
  ),
  files: v.array(v.object({ path: text, size: v.number(), sha256: text })),
});

export type BundleManifest = v.InferOutput<typeof bundleManifest>;

export interface MakeBundleOptions extends BundleContent {
  /** What the bundle is called in its manifest. */
  readonly name: string;
  readonly packages: readonly FetchedPackage[];
  /** The folder to make. It appears when all is in it; if it exists already it is left as it is. */
  readonly dir: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** glibc loads it by itself when a thread ends or is cancelled, and ends the program if it isn't found. */
const loadedByLibc = 'libgcc_s.so.1';

interface OutputFile {
  readonly path: string;
  readonly body: Buffer;
  readonly executable: boolean;
  readonly package: string;
}

/**
 * Makes the folder and returns its manifest. The same packages and content give the same bytes. Throws
 * `setup.archive` if a package can't be read, `setup.tool` if the packages lack a program, a library or a data file,
 * `setup.diskFull`, or the signal's reason; then nothing is left behind.
 */
export async function makeBundle(options: MakeBundleOptions): Promise<BundleManifest> {
  const { name, dir, packages, signal } = options;
  const tree = await readTree(options);
  const { files, machine, loader } = collect(tree, options);
  const used = new Set(files.map((file) => file.package));
  const all = [...files, ...licences(tree, used, name)].sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest: BundleManifest = {
    name,
    machine,
    loader,
    packages: packages
      .filter((one) => used.has(one.package.name))
      .map(({ package: { name: own, version, architecture, source, filename, sha256 } }) => {
        return { name: own, version, architecture, source, filename, sha256 };
      }),
    files: all.map(({ path, body }) => ({ path, size: body.length, sha256: sha256Of(body) })),
  };
  await writeFolder(dir, all, manifest, signal);
  return manifest;
}

/** Reads what may be needed from all packages, one after another: xz's decoder serves one at a time anyway. */
async function readTree(options: MakeBundleOptions): Promise<FileTree> {
  const { packages, programs, data, signal, onProgress } = options;
  // Whole folders, for what is named may be a link to its neighbour.
  const folders = new Set([...programs, ...Object.values(data)].map((path) => dirname(path)));
  const wanted = (path: string) =>
    folders.has(dirname(path)) ||
    /\.so(\.|$)/.test(basename(path)) ||
    /^usr\/share\/doc\/[^/]+(\/copyright)?$/.test(path);
  const tree = createFileTree();
  const total = packages.reduce((sum, one) => sum + one.package.size, 0);
  let done = 0;
  for (const { package: own, deb } of packages) {
    for await (const entry of debEntries(deb, { wanted, signal })) tree.add(own.name, entry);
    done += own.size;
    onProgress?.({ step: `unpack ${options.name}`, done, total });
  }
  return tree;
}

/** The programs, their libraries and the data, as files of the bundle. */
function collect(
  tree: FileTree,
  { name, programs, data }: MakeBundleOptions,
): { files: OutputFile[]; machine: string; loader: string } {
  const files = new Map<string, OutputFile>();
  const lacks = (what: string) =>
    new AppError('setup.tool', { params: { tool: name, reason: `${what} is missing` } });
  const queue: TreeFile[] = [];
  const add = (path: string, file: TreeFile, executable: boolean) => {
    if (files.has(path)) return;
    files.set(path, { path, body: file.body, executable, package: file.package });
    queue.push(file);
  };
  for (const program of programs) {
    const file = tree.file(program);
    if (file === undefined) throw lacks(program);
    add(`bin/${basename(program)}`, file, true);
  }
  const libraries = libraryPaths(tree);
  const library = (wanted: string, by: string) => {
    const path = libraries.get(wanted);
    const file = path === undefined ? undefined : tree.file(path);
    if (file === undefined) throw lacks(`${wanted}, which ${by} needs,`);
    add(`lib/${wanted}`, file, wanted === basename(loader ?? ''));
  };
  let machine: string | undefined;
  let loader: string | undefined;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const elf = readElf(next.body, next.path);
    if (elf === undefined) continue;
    machine ??= String(elf.machine);
    if (elf.interpreter !== undefined) {
      const file = tree.file(elf.interpreter);
      if (file === undefined) throw lacks(elf.interpreter);
      loader = `lib/${basename(elf.interpreter)}`;
      add(loader, file, true);
    }
    for (const wanted of elf.needed) library(wanted, next.path);
    if (elf.soname === 'libc.so.6') library(loadedByLibc, next.path);
  }
  if (machine === undefined || loader === undefined) throw lacks('a program that is loaded dynamically');
  for (const [to, from] of Object.entries(data)) {
    const file = tree.file(from);
    if (file === undefined) throw lacks(from);
    files.set(`share/${to}`, {
      path: `share/${to}`,
      body: file.body,
      executable: false,
      package: file.package,
    });
  }
  return { files: [...files.values()], machine, loader };
}

/** File name of each library to its path; of two with one name, the one fewer folders deep, where a loader looks. */
function libraryPaths(tree: FileTree): Map<string, string> {
  const found = new Map<string, string>();
  const depth = (path: string) => path.split('/').length;
  for (const path of tree.paths('usr/lib')) {
    const name = basename(path);
    const known = found.get(name);
    if (known === undefined || depth(path) < depth(known)) found.set(name, path);
  }
  return found;
}

/** The `copyright` of every package that a file came from (Debian Policy 12.5 demands one of each). */
function licences(tree: FileTree, packages: ReadonlySet<string>, tool: string): OutputFile[] {
  return [...packages].map((name) => {
    const file = tree.file(`usr/share/doc/${name}/copyright`);
    if (file === undefined) {
      throw new AppError('setup.tool', { params: { tool, reason: `the licence of ${name} is missing` } });
    }
    return { path: `licences/${name}/copyright`, body: file.body, executable: false, package: name };
  });
}

/** Writes all aside and renames the folder into place, so that a folder of that name is always whole. */
async function writeFolder(
  dir: string,
  files: readonly OutputFile[],
  manifest: BundleManifest,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const left of await abandonedParts(dir)) await rm(left, { recursive: true, force: true });
  const aside = temporaryName(dir);
  try {
    for (const { path, body, executable } of files) {
      signal?.throwIfAborted();
      await mkdir(dirname(join(aside, path)), { recursive: true });
      await writeSynced(join(aside, path), body, executable ? 0o755 : 0o644);
    }
    await writeSynced(join(aside, 'bundle.json'), `${JSON.stringify(manifest, undefined, 2)}\n`, 0o644);
    signal?.throwIfAborted();
    await rename(aside, dir).catch((error: unknown) => {
      // Another process was faster; what it made has the same content.
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw asDiskFull(error, dirname(dir));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function sha256Of(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * The command line that runs a program of a bundle, to which its arguments are added. In the process list the program
 * shows under the loader's name.
 */
export function bundleCommand(dir: string, manifest: BundleManifest, program: string): string[] {
  // Without the host's cache of libraries: what the bundle lacks must fail, not come from another libc's system.
  const loader = [join(dir, manifest.loader), '--inhibit-cache', '--library-path', join(dir, 'lib')];
  return [...loader, join(dir, 'bin', program)];
}
