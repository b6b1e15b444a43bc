/** The guest's root: the recipe's programs, our own files, and what maintainer scripts would have made. */
import { AppError } from '../main/contract/errors.ts';
import type { FileTree } from '../main/setup/file-tree.ts';
import { addPrograms, createDisk, overlayFolder, type Disk } from './disk.ts';
import { modulesAlias, modulesDep, type KernelModule } from './kernel-modules.ts';
import type { DiskRecipe } from './recipe.ts';

export interface RootOptions {
  readonly tree: FileTree;
  readonly recipe: DiskRecipe;
  readonly triplet: string;
  readonly kernelVersion: string;
  readonly modules: readonly KernelModule[];
  /** The folder whose files are laid over the root. */
  readonly overlay: string;
  /** Names that busybox answers to. */
  readonly applets: readonly string[];
}

/** Folders that are mounted upon or must exist. */
const folders = [
  'data',
  'dev',
  'mnt',
  'opt',
  'proc',
  'root',
  'run',
  'sys',
  'tmp',
  'var/empty',
  'var/lib/containerd',
  'var/lib/docker',
  'var/lib/moorage',
];

const links: Readonly<Record<string, string>> = {
  bin: 'usr/bin',
  sbin: 'usr/sbin',
  lib: 'usr/lib',
  lib64: 'usr/lib64',
  'var/run': '/run',
  'var/log': '/run/log',
  'etc/mtab': '/proc/self/mounts',
  'etc/resolv.conf': '/run/resolv.conf',
  'etc/hosts': '/run/hosts',
  'etc/runit/stopit': '/run/runit.stopit',
  'etc/runit/reboot': '/run/runit.reboot',
  'usr/bin/docker-init': 'tini-static',
  'usr/sbin/mkfs.ext4': 'mke2fs',
  'usr/bin/runc': '../sbin/runc',
  // On the disk with Docker's own programs, once it is mounted.
  'usr/bin/docker': '/opt/usr/bin/docker',
  'usr/libexec/docker/cli-plugins': '/opt/usr/libexec/docker/cli-plugins',
};

const firewallNames = ['iptables', 'ip6tables'].flatMap((name) => [name, `${name}-save`, `${name}-restore`]);

export async function buildRoot(options: RootOptions): Promise<Disk> {
  const { tree, recipe, triplet, kernelVersion, modules, overlay, applets } = options;
  const disk = createDisk();
  addPrograms(disk, tree, recipe, triplet);
  for (const folder of folders)
    disk.entries.set(folder, { type: 'directory', mode: folder === 'root' ? 0o700 : 0o755 });
  disk.entries.set('tmp', { type: 'directory', mode: 0o1777 });
  disk.entries.set('usr/lib64', { type: 'directory', mode: 0o755 });
  for (const [path, target] of Object.entries(links)) disk.entries.set(path, { type: 'symlink', target });
  for (const name of firewallNames)
    disk.entries.set(`usr/sbin/${name}`, { type: 'symlink', target: 'xtables-nft-multi' });
  addCertificates(disk, tree);
  addRelease(disk, tree);
  addModules(disk, tree, kernelVersion, modules);
  await overlayFolder(disk, overlay);
  for (const name of applets) {
    const taken = disk.entries.has(`usr/bin/${name}`) || disk.entries.has(`usr/sbin/${name}`);
    if (!taken) disk.entries.set(`usr/bin/${name}`, { type: 'symlink', target: 'busybox' });
  }
  return disk;
}

/** What update-ca-certificates does: all certificates in one file, where Go's and OpenSSL's programs look. */
function addCertificates(disk: Disk, tree: FileTree): void {
  const paths = tree.paths('usr/share/ca-certificates/mozilla/').filter((path) => path.endsWith('.crt'));
  const bodies = paths.flatMap((path) => {
    const file = tree.file(path);
    return file === undefined ? [] : [file.body];
  });
  disk.packages.add('ca-certificates');
  disk.entries.set('etc/ssl/certs/ca-certificates.crt', {
    type: 'file',
    mode: 0o644,
    body: Buffer.concat(bodies),
  });
}

function addRelease(disk: Disk, tree: FileTree): void {
  const file = tree.file('usr/lib/os-release');
  if (file !== undefined) disk.entries.set('etc/os-release', { type: 'file', mode: 0o644, body: file.body });
}

function addModules(disk: Disk, tree: FileTree, version: string, modules: readonly KernelModule[]): void {
  const folder = `usr/lib/modules/${version}`;
  const put = (name: string, body: Buffer) =>
    disk.entries.set(`${folder}/${name}`, { type: 'file', mode: 0o644, body });
  for (const module of modules) put(module.path, module.body);
  put('modules.dep', Buffer.from(modulesDep(modules)));
  put('modules.alias', Buffer.from(modulesAlias(modules)));
  put('modules.symbols', Buffer.alloc(0));
  const builtin = tree.file(`${folder}/modules.builtin`);
  if (builtin !== undefined) put('modules.builtin', builtin.body);
}

/** How busybox's own list of its names begins: each ends with a NUL, and they are sorted. */
const appletListStart = Buffer.from('[\0[[\0');

/**
 * The names that a busybox program answers to, read from the program itself, so that it need not run here (the image
 * may be for another architecture). Throws `setup.tool` if the list isn't found.
 */
export function busyboxApplets(program: Buffer): string[] {
  const names: string[] = [];
  for (let at = program.indexOf(appletListStart); at !== -1;) {
    const end = program.indexOf(0, at);
    const name = program.toString('latin1', at, end);
    if (!/^[a-z0-9[][\w[.-]*$/.test(name) || name < (names.at(-1) ?? '')) break;
    names.push(name);
    at = end + 1;
  }
  if (names.length < 50) {
    throw new AppError('setup.tool', {
      params: { tool: 'The image builder', reason: 'busybox names no applets' },
    });
  }
  return names.filter((name) => name !== 'busybox');
}
