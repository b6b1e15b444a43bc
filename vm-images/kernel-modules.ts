/**
 * Kernel modules from a kernel package: which ones others need, and the index files that modprobe reads. Debian makes
 * those with depmod when a package is installed; here nothing is installed, and depmod of another architecture isn't
 * at hand, so they are written from what each module says of itself (its `.modinfo`, NUL-terminated `key=value`).
 */
import { basename } from 'node:path';
import type { FileTree } from '../main/setup/file-tree.ts';
import { unpackXz } from './xz.ts';

export interface KernelModule {
  /** With underscores, as the kernel names it. */
  readonly name: string;
  /** Path below `usr/lib/modules/VERSION/`, unpacked: `kernel/fs/ext4/ext4.ko`. */
  readonly path: string;
  readonly body: Buffer;
  readonly depends: readonly string[];
  readonly aliases: readonly string[];
}

/** `virtio-pci` and `virtio_pci` are one module. */
const canonical = (name: string) => name.replaceAll('-', '_');

/** The modules asked for and what they depend on, each once, dependencies first. Unknown names are passed over. */
export async function selectModules(
  tree: FileTree,
  version: string,
  names: readonly string[],
): Promise<KernelModule[]> {
  const prefix = `usr/lib/modules/${version}/`;
  const paths = new Map<string, string>();
  for (const path of tree.paths(`${prefix}kernel/`)) {
    const match = /([^/]+)\.ko(\.xz)?$/.exec(path);
    if (match?.[1] !== undefined) paths.set(canonical(match[1]), path);
  }
  const selected = new Map<string, KernelModule>();
  const visiting = new Set<string>();
  const add = async (wanted: string): Promise<void> => {
    const name = canonical(wanted);
    const path = paths.get(name);
    if (path === undefined || selected.has(name) || visiting.has(name)) return;
    visiting.add(name);
    const module = await readModule(tree, prefix, name, path);
    for (const dependency of module.depends) await add(dependency);
    selected.set(name, module);
  };
  for (const name of names) await add(name);
  return [...selected.values()];
}

async function readModule(tree: FileTree, prefix: string, name: string, path: string): Promise<KernelModule> {
  const packed = tree.file(path)?.body ?? Buffer.alloc(0);
  const body = path.endsWith('.xz') ? await unpackXz(packed) : packed;
  const info = moduleInfo(body);
  return {
    name,
    path: path.slice(prefix.length).replace(/\.xz$/, ''),
    body,
    depends: info
      .filter(([key]) => key === 'depends')
      .flatMap(([, value]) => value.split(',').filter((one) => one !== '')),
    aliases: info.filter(([key]) => key === 'alias').map(([, value]) => value),
  };
}

/** All `key=value` texts of a module that we use. Each stands between two NUL bytes. */
export function moduleInfo(body: Buffer): [key: string, value: string][] {
  const found: [string, string][] = [];
  for (const key of ['depends', 'alias']) {
    const mark = Buffer.from(`\0${key}=`);
    for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + 1)) {
      const start = at + mark.length;
      const end = body.indexOf(0, start);
      if (end !== -1) found.push([key, body.toString('latin1', start, end)]);
    }
  }
  return found;
}

/** `modules.dep`: each module's path, then all that it needs, nearest first (modules.dep(5)). */
export function modulesDep(modules: readonly KernelModule[]): string {
  const byName = new Map(modules.map((one) => [one.name, one]));
  const needed = (module: KernelModule, found: Set<KernelModule>): Set<KernelModule> => {
    for (const name of module.depends) {
      const dependency = byName.get(canonical(name));
      if (dependency === undefined || found.has(dependency)) continue;
      found.add(dependency);
      needed(dependency, found);
    }
    return found;
  };
  return modules
    .map(
      (module) => `${module.path}:${[...needed(module, new Set())].map((one) => ` ${one.path}`).join('')}\n`,
    )
    .join('');
}

/** `modules.alias`: what the kernel asks for by hardware or by role, and the module that serves it. */
export function modulesAlias(modules: readonly KernelModule[]): string {
  return modules.flatMap(({ name, aliases }) => aliases.map((alias) => `alias ${alias} ${name}\n`)).join('');
}

/** File name of a module in the initial file system, where all are in one folder. */
export function flatName(module: KernelModule): string {
  return basename(module.path);
}
