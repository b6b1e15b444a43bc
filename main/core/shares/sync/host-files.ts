/** Reads and writes single things below the host's root. Each call looks first whether it is what a scan has seen. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  read,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { promisify } from 'node:util';
import { systemCode } from '../../lib/system-error.ts';
import { chunkBytes } from './frames.ts';
import { inFolder, NoFolderError, type HostFolder } from './host-folder.ts';
import { sameFile, splitPath, type FileNode, type LinkNode, type TreeNode } from './tree.ts';

/** What is there is not what was seen; the next comparison looks again. */
export class ChangedError extends Error {
  constructor() {
    super('it changed meanwhile');
    this.name = 'ChangedError';
  }
}

/** A change within so many nanoseconds may bear the same time as the one before. */
const racyNs = 50_000_000n;

const flushFile = promisify(fsync);
const readInto = promisify(read);

/** How a host's error counts. */
export function hostErrorKind(error: unknown): 'changed' | 'full' | 'failed' {
  if (error instanceof ChangedError || error instanceof NoFolderError) return 'changed';
  switch (systemCode(error) ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'EEXIST':
    case 'ENOTEMPTY':
    case 'EISDIR':
      return 'changed';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'full';
    default:
      return 'failed';
  }
}

function modeOf(stat: BigIntStats): number | undefined {
  return process.platform === 'win32' ? undefined : Number(stat.mode) & 0o777;
}

function lookOf(stat: BigIntStats): FileNode {
  const { mtimeNs: mtime, ino } = stat;
  return { kind: 'file', size: Number(stat.size), mtime, ino, mode: modeOf(stat) };
}

/** Throws `ChangedError` unless exactly that is at the name. */
function expectAt(folder: HostFolder, name: string, expect: TreeNode | undefined): void {
  const at = folder.at(name);
  const stat = lstatSync(at, { bigint: true, throwIfNoEntry: false });
  const fine =
    expect === undefined || stat === undefined
      ? expect === undefined && stat === undefined
      : (expect.kind === 'file' && stat.isFile() && sameFile(lookOf(stat), expect)) ||
        (expect.kind === 'dir' && stat.isDirectory()) ||
        (expect.kind === 'link' &&
          stat.isSymbolicLink() &&
          readlinkSync(at, { encoding: 'buffer' }).toString('latin1') === expect.target);
  if (!fine) throw new ChangedError();
}

/** A file that is being read; each read proves that it still is the one that was seen. */
export class HostReader {
  readonly #fd: number;
  readonly #node: FileNode;
  racy = false;

  /** Throws `ChangedError`, system errors. */
  constructor(root: HostFolder, path: string, node: FileNode) {
    const { folder, name } = splitPath(path);
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    this.#fd = inFolder(root, folder, (at) => {
      if (process.platform !== 'linux') expectAt(at, name, node);
      return openSync(at.at(name), flags);
    });
    this.#node = node;
    try {
      this.#check();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The whole of a small file. */
  readAll(): Buffer {
    const content = Buffer.allocUnsafe(this.#node.size);
    for (let at = 0; at < content.length;) {
      const count = readSync(this.#fd, content, at, content.length - at, at);
      if (count === 0) throw new ChangedError();
      at += count;
    }
    this.#check();
    return content;
  }

  /** The next piece from `offset` on, of at most 256 KiB. */
  async readChunk(offset: number): Promise<Buffer> {
    const content = Buffer.allocUnsafe(Math.min(chunkBytes, this.#node.size - offset));
    for (let at = 0; at < content.length;) {
      const { bytesRead } = await readInto(this.#fd, content, at, content.length - at, offset + at);
      if (bytesRead === 0) throw new ChangedError();
      at += bytesRead;
    }
    this.#check();
    return content;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #check(): void {
    const stat = fstatSync(this.#fd, { bigint: true });
    if (!stat.isFile() || !sameFile(lookOf(stat), this.#node)) throw new ChangedError();
    const age = BigInt(Date.now()) * 1_000_000n - stat.mtimeNs;
    this.racy ||= age < racyNs && age > -racyNs;
  }
}

/** SHA-256 of a file. Sets the node's digest. Throws `ChangedError`, system errors. */
export async function hashHostFile(
  root: HostFolder,
  path: string,
  node: FileNode,
  signal: AbortSignal,
): Promise<void> {
  const reader = new HostReader(root, path, node);
  try {
    const hash = createHash('sha256');
    if (node.size <= chunkBytes) hash.update(reader.readAll());
    else {
      for (let at = 0; at < node.size; at += chunkBytes) {
        signal.throwIfAborted();
        hash.update(await reader.readChunk(at));
      }
    }
    node.digest = hash.digest('hex');
    node.racy = reader.racy;
  } finally {
    reader.close();
  }
}

/** A file that is written aside, then put into its place. */
export class HostWriter {
  readonly #root: HostFolder;
  readonly #folder: string;
  readonly #name: string;
  readonly #aside: string;
  readonly #hash = createHash('sha256');
  #fd: number | undefined;
  #size = 0;

  /** Begins a file for `path` under the name `aside` in the same folder. Throws system errors, `NoFolderError`. */
  constructor(root: HostFolder, path: string, aside: string) {
    const { folder, name } = splitPath(path);
    this.#root = root;
    this.#folder = folder;
    this.#name = name;
    this.#aside = aside;
    this.#fd = inFolder(root, folder, (at) => openSync(at.at(aside), 'wx', 0o600));
  }

  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#open(), bytes, at);
    this.#hash.update(bytes);
    this.#size += bytes.length;
  }

  /** Gives it its permission bits and time, and brings it to the disk. */
  async flush(mode: number | undefined, mtime: bigint): Promise<void> {
    const fd = this.#open();
    // Seconds as a double, which is what the call takes: exact to a quarter of a microsecond.
    futimesSync(fd, new Date(), Number(mtime) / 1e9);
    if (mode !== undefined && process.platform !== 'win32') fchmodSync(fd, mode & 0o777);
    await flushFile(fd);
  }

  /** Puts it in place of `expect`, if that still is there. Returns how it looks. Throws `ChangedError`, system errors. */
  commit(expect: FileNode | undefined): FileNode & { digest: string } {
    return inFolder(this.#root, this.#folder, (folder) => {
      expectAt(folder, this.#name, expect);
      renameSync(folder.at(this.#aside), folder.at(this.#name));
      const stat = fstatSync(this.#open(), { bigint: true });
      this.#close();
      return { ...lookOf(stat), size: this.#size, digest: this.#hash.digest('hex') };
    });
  }

  /** Takes it away, unless it is in its place already. */
  discard(): void {
    if (this.#fd === undefined) return;
    this.#close();
    try {
      inFolder(this.#root, this.#folder, (folder) => unlinkSync(folder.at(this.#aside)));
    } catch (error) {
      // It went with its folder; or else a later scan finds and removes it.
      if (hostErrorKind(error) === 'failed') return;
    }
  }

  #open(): number {
    if (this.#fd === undefined) throw new ChangedError();
    return this.#fd;
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }
}

/** Removes what is still as it was seen; a folder only if it is empty. */
export function removeOnHost(root: HostFolder, path: string, node: TreeNode): void {
  inParent(root, path, (folder, name) => {
    expectAt(folder, name, node);
    if (node.kind === 'dir') rmdirSync(folder.at(name));
    else unlinkSync(folder.at(name));
  });
}

/** Makes a folder. Its owner can always use it: who made it in the VM was root, who needs no permission. */
export function makeOnHost(root: HostFolder, path: string, mode: number | undefined): HostDirLook {
  return inParent(root, path, (folder, name) => {
    mkdirSync(folder.at(name), 0o700);
    if (mode !== undefined && process.platform !== 'win32')
      chmodSync(folder.at(name), (mode & 0o777) | 0o700);
    return dirLook(folder, name);
  });
}

export interface HostDirLook {
  readonly ino: bigint;
  readonly mode: number | undefined;
}

function dirLook(folder: HostFolder, name: string): HostDirLook {
  const stat = lstatSync(folder.at(name), { bigint: true });
  return { ino: stat.ino, mode: modeOf(stat) };
}

/** Makes a link, in place of another if that is still there. */
export function linkOnHost(
  root: HostFolder,
  path: string,
  target: string,
  expect: LinkNode | undefined,
  aside: string,
): void {
  inParent(root, path, (folder, name) => {
    symlinkSync(Buffer.from(target, 'latin1'), folder.at(aside));
    try {
      expectAt(folder, name, expect);
      renameSync(folder.at(aside), folder.at(name));
    } catch (error) {
      unlinkSync(folder.at(aside));
      throw error;
    }
  });
}

/** Sets permission bits and time of a file that still is as it was seen. Returns how it looks then. */
export function touchOnHost(root: HostFolder, path: string, node: FileNode, source: FileNode): FileNode {
  return inParent(root, path, (folder, name) => {
    expectAt(folder, name, node);
    const fd = openSync(folder.at(name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      futimesSync(fd, new Date(), Number(source.mtime) / 1e9);
      if (source.mode !== undefined && process.platform !== 'win32') fchmodSync(fd, source.mode & 0o777);
      return lookOf(fstatSync(fd, { bigint: true }));
    } finally {
      closeSync(fd);
    }
  });
}

/** Sets a folder's permission bits. */
export function chmodOnHost(root: HostFolder, path: string, mode: number | undefined): HostDirLook {
  return inFolder(root, path, (folder) => {
    if (mode !== undefined && process.platform !== 'win32') chmodSync(folder.self, (mode & 0o777) | 0o700);
    return { ino: folder.stat.ino, mode: modeOf(lstatThrough(folder)) };
  });
}

function lstatThrough(folder: HostFolder): BigIntStats {
  return lstatSync(Buffer.concat([folder.self, Buffer.from('/.')]), { bigint: true });
}

/** Brings a folder's entries to the disk. Windows has no such call. */
export async function flushHostFolder(root: HostFolder, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = inFolder(root, path, (folder) => openSync(folder.self, constants.O_RDONLY));
  try {
    await flushFile(fd);
  } finally {
    closeSync(fd);
  }
}

function inParent<T>(root: HostFolder, path: string, use: (folder: HostFolder, name: string) => T): T {
  const { folder, name } = splitPath(path);
  return inFolder(root, folder, (at) => use(at, name));
}
