/**
 * Builds a VM image from Debian's packages, without root and without running anything of the guest's: for a given
 * architecture, on any Linux. What comes out is a folder named after its content, see README.md.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { pack } from 'tar-stream';
import { AppError, hasCode } from '../main/contract/errors.ts';
import type { Architecture } from '../main/core/vm/driver.ts';
import { runTool } from '../main/setup/run-tool.ts';
import { abandonedParts, errorCode, temporaryName, writeSynced } from '../main/setup/cache.ts';
import { debEntries } from '../main/setup/debian/deb.ts';
import { packageDownload, type Package } from '../main/setup/debian/packages.ts';
import { fetchIndex, fetchRelease, type Release, type ReleaseOptions } from '../main/setup/debian/release.ts';
import { resolve } from '../main/setup/debian/resolve.ts';
import { fetchAll } from '../main/setup/download.ts';
import { createFileTree, type FileTree } from '../main/setup/file-tree.ts';
import type { OnProgress } from '../main/setup/progress.ts';
import { debianName, ensureImageTools, type ImageTools } from '../main/setup/qemu-bundle.ts';
import { cpio } from './cpio.ts';
import { addPrograms, completed, createDisk, type Disk } from './disk.ts';
import { verifyImage, type ImageManifest } from './image.ts';
import { flatName, selectModules, type KernelModule } from './kernel-modules.ts';
import { unpackKernel } from './kernel.ts';
import { imageRecipe, kernelPackage, type DiskRecipe } from './recipe.ts';
import { buildRoot, busyboxApplets } from './root.ts';
import { spdxDocument, type Ingredient } from './sbom.ts';

export interface BuildOptions extends Pick<
  ReleaseOptions,
  'cache' | 'mirror' | 'keys' | 'patience' | 'signal'
> {
  readonly arch: Architecture;
  /** Also build the disk with Docker's client-side programs. */
  readonly withTools: boolean;
  readonly onProgress?: OnProgress | undefined;
}

/** The folder of our own files for the guest. The code runs from its source or from `out/`; the files are in the source. */
export function guestFolder(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, 'vm-images', 'guest');
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) throw new Error('vm-images/guest is missing from this installation');
  }
}

/** What an image is made from, apart from packages: a change of it means that the image must be made anew. */
export async function recipeId(arch: Architecture, withTools: boolean): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ arch, withTools, imageRecipe }));
  const folder = guestFolder();
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const body = await readFile(join(folder, name)).catch((error: unknown) => {
      if (errorCode(error) === 'EISDIR') return undefined;
      throw error;
    });
    if (body !== undefined) hash.update(`\0${name}\0`).update(body);
  }
  return hash.digest('hex').slice(0, 16);
}

const triplets: Record<Architecture, string> = { x86_64: 'x86_64-linux-gnu', aarch64: 'aarch64-linux-gnu' };

/**
 * Builds the image into `<cache>/images/<id>` and returns its manifest. Throws `setup.unsupported` where it can't be
 * built, and whatever fetching throws.
 */
export async function buildImage(options: BuildOptions): Promise<{ dir: string; manifest: ImageManifest }> {
  const { arch, cache, onProgress, signal } = options;
  const tools = await ensureImageTools({ ...source(options), arch, onProgress });
  const releases = await Promise.all(
    imageRecipe.suites.map((suite) => fetchRelease({ ...source(options), suite })),
  );
  const { packages, debs } = await fetchPackages(options, releases);
  const tree = createFileTree();
  let done = 0;
  const total = packages.reduce((sum, one) => sum + one.size, 0);
  for (const [position, one] of packages.entries()) {
    for await (const entry of debEntries(debs[position] ?? '', { signal })) tree.add(one.name, entry);
    done += one.size;
    onProgress?.({ step: 'unpack packages', done, total });
  }
  const images = join(cache, 'images');
  await mkdir(images, { recursive: true });
  for (const left of await abandonedParts(join(images, 'build')))
    await rm(left, { recursive: true, force: true });
  const work = temporaryName(join(images, 'build'));
  await mkdir(work);
  try {
    const parts = await writeParts(options, tools, tree, work);
    const used = new Set(parts.flatMap((part) => [...part.packages]));
    const manifest = await writeManifest(
      options,
      releases,
      parts,
      packages.filter((one) => used.has(one.name)),
      tree,
      work,
    );
    const dir = join(images, manifest.id);
    // The same bytes are there already, and a VM may be running from them: they stay as they are, with new papers.
    if (await isWhole(dir, manifest)) {
      await rm(join(dir, 'licences'), { recursive: true, force: true });
      for (const name of ['licences', 'sbom.spdx.json', 'image.json'])
        await rename(join(work, name), join(dir, name));
      return { dir, manifest };
    }
    await rm(dir, { recursive: true, force: true });
    await rename(work, dir);
    return { dir, manifest };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isWhole(dir: string, manifest: ImageManifest): Promise<boolean> {
  try {
    await verifyImage(dir, manifest);
    return true;
  } catch (error) {
    if (hasCode(error, 'vm.imageDamaged')) return false;
    throw error;
  }
}

function source(options: BuildOptions): ReleaseOptions & { suite: string } {
  const { cache, mirror, keys, patience, signal } = options;
  return {
    suite: '',
    cache,
    signal,
    ...(mirror && { mirror }),
    ...(keys && { keys }),
    ...(patience && { patience }),
  };
}

async function fetchPackages(
  options: BuildOptions,
  releases: readonly Release[],
): Promise<{ packages: Package[]; debs: string[] }> {
  const { arch, cache, withTools, onProgress, signal, patience } = options;
  const download = { cache, signal, onProgress, ...(patience && { patience }) };
  const architecture = debianName(arch);
  const indexes = [];
  for (const release of releases) indexes.push(await fetchIndex(release, { ...download, architecture }));
  const roots = [
    kernelPackage(arch),
    ...imageRecipe.root.packages,
    ...(withTools ? imageRecipe.tools.packages : []),
  ];
  const packages = resolve(indexes, roots, { exclude: imageRecipe.exclude, pins: imageRecipe.pins });
  const debs = await fetchAll(packages.map(packageDownload), {
    ...download,
    step: 'fetch packages for the VM',
  });
  return { packages, debs };
}

interface Part {
  readonly name: 'kernel' | 'initrd' | 'root' | 'tools';
  readonly file: string;
  readonly packages: ReadonlySet<string>;
}

async function writeParts(
  options: BuildOptions,
  tools: ImageTools,
  tree: FileTree,
  work: string,
): Promise<Part[]> {
  const { arch, withTools, signal } = options;
  const kernelPath = tree.paths('boot/vmlinuz-')[0];
  const kernelFile = kernelPath === undefined ? undefined : tree.file(kernelPath);
  const busybox = tree.file('usr/bin/busybox');
  if (kernelPath === undefined || kernelFile === undefined || busybox === undefined) {
    throw new AppError('setup.tool', {
      params: { tool: 'The image builder', reason: 'kernel or busybox is missing' },
    });
  }
  const kernelVersion = kernelPath.slice('boot/vmlinuz-'.length);
  const triplet = triplets[arch];
  const parts: Part[] = [];
  await writeSynced(join(work, 'kernel'), await unpackKernel(kernelFile.body, tools.zstd), 0o644);
  parts.push({ name: 'kernel', file: 'kernel', packages: new Set([kernelFile.package]) });

  const initial = await selectModules(tree, kernelVersion, imageRecipe.initialModules);
  await writeSynced(join(work, 'initrd'), await initrd(busybox.body, initial), 0o644);
  parts.push({ name: 'initrd', file: 'initrd', packages: new Set([busybox.package, kernelFile.package]) });

  const modules = await selectModules(tree, kernelVersion, imageRecipe.modules);
  const overlay = join(guestFolder(), 'root');
  const applets = busyboxApplets(busybox.body);
  const root = await buildRoot({
    tree,
    recipe: imageRecipe.root,
    triplet,
    kernelVersion,
    modules,
    overlay,
    applets,
  });
  await writeErofs(root, tools, join(work, 'root.erofs'), signal);
  parts.push({ name: 'root', file: 'root.erofs', packages: root.packages });

  if (withTools) {
    const disk = clientDisk(tree, imageRecipe.tools, triplet);
    await writeErofs(disk, tools, join(work, 'tools.erofs'), signal);
    parts.push({ name: 'tools', file: 'tools.erofs', packages: disk.packages });
  }
  return parts;
}

/** Docker's own programs are the disk's whole content: `docker`, and its plug-ins where it looks for them. */
function clientDisk(tree: FileTree, recipe: DiskRecipe, triplet: string): Disk {
  const disk = createDisk();
  addPrograms(disk, tree, recipe, triplet);
  disk.entries.set('usr/libexec/docker/cli-plugins/docker-compose', {
    type: 'symlink',
    target: '../../../bin/docker-compose',
  });
  return disk;
}

async function initrd(busybox: Buffer, modules: readonly KernelModule[]): Promise<Buffer> {
  const init = await readFile(join(guestFolder(), 'initrd', 'init'));
  const folders = ['bin', 'dev', 'lib', 'lib/modules', 'proc', 'root', 'sys'];
  return cpio([
    ...folders.map((path) => ({ path, type: 'directory' as const })),
    { path: 'bin/busybox', type: 'file', mode: 0o755, body: busybox },
    { path: 'init', type: 'file', mode: 0o755, body: init },
    {
      path: 'modules',
      type: 'file',
      mode: 0o644,
      body: Buffer.from(modules.map((one) => `${flatName(one)}\n`).join('')),
    },
    ...modules.map((one) => ({
      path: `lib/modules/${flatName(one)}`,
      type: 'file' as const,
      mode: 0o644,
      body: one.body,
    })),
  ]);
}

/** Packs a disk: a tar archive with no owner, time or order left to chance, made into EROFS without compression. */
async function writeErofs(
  disk: Disk,
  tools: ImageTools,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const tar = pack();
  const archive = `${path}.tar`;
  const written = pipeline(tar, createWriteStream(archive));
  // Without an entry of its own the root would be open to all, and the SSH server wouldn't trust what lies in it.
  tar.entry({ name: './', type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: new Date(0) });
  for (const [name, entry] of completed(disk)) {
    signal?.throwIfAborted();
    const header = { name, uid: 0, gid: 0, mtime: new Date(0) };
    if (entry.type === 'file') tar.entry({ ...header, type: 'file', mode: entry.mode }, entry.body);
    else if (entry.type === 'directory') tar.entry({ ...header, type: 'directory', mode: entry.mode });
    else tar.entry({ ...header, type: 'symlink', linkname: entry.target });
  }
  tar.finalize();
  await written;
  await runTool(
    [...tools.mkfsErofs, '--quiet', '--tar=f', '-T0', '--all-root', '-Uclear', path, archive],
    signal,
  );
  await rm(archive);
}

async function writeManifest(
  options: BuildOptions,
  releases: readonly Release[],
  parts: readonly Part[],
  packages: readonly Package[],
  tree: FileTree,
  work: string,
): Promise<ImageManifest> {
  const described = [];
  for (const { name, file } of parts) described.push({ name, file, ...(await hashFile(join(work, file))) });
  const id = createHash('sha256')
    .update(JSON.stringify([options.arch, described.map(({ name, sha256 }) => [name, sha256])]))
    .digest('hex')
    .slice(0, 16);
  const ingredients: Ingredient[] = [];
  for (const one of packages) {
    const copyright = tree.file(`usr/share/doc/${one.name}/copyright`)?.body;
    ingredients.push({ package: one, copyright: copyright?.toString() });
    if (copyright === undefined) continue;
    await mkdir(join(work, 'licences', one.name), { recursive: true });
    await writeFile(join(work, 'licences', one.name, 'copyright'), copyright);
  }
  const newest = releases.reduce(
    (latest, release) => (release.date > latest ? release.date : latest),
    new Date(0),
  );
  await writeFile(join(work, 'sbom.spdx.json'), spdxDocument(id, ingredients, newest));
  const manifest: ImageManifest = {
    id,
    arch: options.arch,
    recipe: await recipeId(options.arch, options.withTools),
    parts: described,
  };
  await writeSynced(join(work, 'image.json'), `${JSON.stringify(manifest, undefined, 2)}\n`, 0o644);
  return manifest;
}

async function hashFile(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
