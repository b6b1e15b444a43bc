/** Reads the host's folder into a tree, whole or only where something changed. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { systemCode } from '../../lib/system-error.ts';
import { inFolder, NoFolderError, type HostFolder } from './host-folder.ts';
import { EntryBudget, fillFolder, type LeftOut, type ListedEntry } from './listing.ts';
import { ownPrefix } from './names.ts';
import { Turns } from './turns.ts';
import { branchAt, kept, setNode, splitPath, type DirNode } from './tree.ts';

export interface HostScanOptions {
  readonly leftOut: LeftOut;
  readonly dirty: readonly string[] | 'all';
  readonly platform: NodeJS.Platform;
  /** Is told of each name of ours that is found. */
  readonly onOwnName: (folder: HostFolder, name: string) => void;
  readonly signal: AbortSignal;
}

/** Brings `tree` up to date. Throws system errors about the root itself; what else can't be read stays as it is. */
export async function scanHost(root: HostFolder, tree: DirNode, options: HostScanOptions): Promise<void> {
  const deep = options.dirty === 'all';
  const queue = options.dirty === 'all' ? [''] : [...options.dirty];
  const budget = new EntryBudget();
  const turns = new Turns(options.signal);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    await turns.next();
    const node = branchAt(tree, path);
    if (node === undefined) {
      // It is new, and so is seen in the folder that it is in; or it is left out.
      if (!deep) queue.push(splitPath(path).folder);
      continue;
    }
    const entries = listFolder(root, path, options);
    if (entries === 'unreadable' || entries === 'gone') {
      setNode(tree, path, entries === 'gone' ? undefined : kept);
      if (entries === 'gone' && !deep) queue.push(splitPath(path).folder);
      continue;
    }
    const into = fillFolder(node, path, entries, { leftOut: options.leftOut, deep, budget });
    for (const one of into) queue.push(one);
  }
}

function listFolder(
  root: HostFolder,
  path: string,
  options: HostScanOptions,
): ListedEntry[] | 'gone' | 'unreadable' {
  try {
    return inFolder(root, path, (folder) => list(folder, options));
  } catch (error) {
    if (path === '') throw error;
    const code = systemCode(error) ?? '';
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return 'gone';
    if (error instanceof NoFolderError || ['EACCES', 'EPERM'].includes(code)) return 'unreadable';
    throw error;
  }
}

function list(folder: HostFolder, options: HostScanOptions): ListedEntry[] {
  const entries: ListedEntry[] = [];
  for (const bytes of readdirSync(folder.self, { encoding: 'buffer' })) {
    const name = bytes.toString('latin1');
    if (name.startsWith(ownPrefix)) options.onOwnName(folder, name);
    else {
      const entry = look(folder, name, options.platform);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return entries;
}

function look(folder: HostFolder, name: string, platform: NodeJS.Platform): ListedEntry | undefined {
  const at = folder.at(name);
  try {
    const stat = lstatSync(at, { bigint: true });
    const mode = platform === 'win32' ? undefined : Number(stat.mode) & 0o777;
    if (stat.isFile()) {
      return { kind: 'file', name, size: Number(stat.size), mtime: stat.mtimeNs, ino: stat.ino, mode };
    }
    if (stat.isDirectory()) return { kind: 'dir', name, ino: stat.ino, mode };
    if (stat.isSymbolicLink()) {
      return { kind: 'link', name, target: readlinkSync(at, { encoding: 'buffer' }).toString('latin1') };
    }
    return { kind: 'other', name };
  } catch (error) {
    const code = systemCode(error) ?? '';
    // It went away between the two calls.
    if (['ENOENT', 'EINVAL'].includes(code)) return undefined;
    if (['EACCES', 'EPERM'].includes(code)) return { kind: 'other', name };
    throw error;
  }
}
