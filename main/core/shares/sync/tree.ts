/**
 * What the two sides of a synced share hold, and what they last agreed on (the archive). Names and paths are strings of
 * one character per byte (`latin1`), since names are bytes on Linux and need not be text; `/` separates, the root is ''.
 */

export type Side = 'host' | 'guest';

/** A file as a scan saw it. */
export interface FileNode {
  readonly kind: 'file';
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  readonly ino: bigint;
  /** Permission bits; undefined on a host that has none. */
  readonly mode: number | undefined;
  /** SHA-256 of the content as 64 hex digits, once it had to be known. */
  digest?: string;
  /** The content was read so soon after its last change that another change may bear the same time. */
  racy?: boolean;
}

/** A symbolic link. Its target is text and never followed. */
export interface LinkNode {
  readonly kind: 'link';
  readonly target: string;
}

export interface DirNode {
  readonly kind: 'dir';
  readonly ino: bigint;
  mode: number | undefined;
  readonly children: Map<string, TreeNode>;
}

/** Something that stays where and as it is: ignored, hidden, a device, or not readable. */
export interface KeptNode {
  readonly kind: 'kept';
}

export type TreeNode = FileNode | LinkNode | DirNode | KeptNode;

/** How a side's file looked when both sides agreed on it. */
export interface Stamp {
  readonly mtime: bigint;
  readonly ino: bigint;
  readonly mode: number | undefined;
  readonly racy: boolean;
}

export interface ArchivedFile {
  readonly kind: 'file';
  readonly size: number;
  readonly digest: string;
  readonly host: Stamp;
  readonly guest: Stamp;
}

export interface ArchivedDir {
  readonly kind: 'dir';
  hostMode: number | undefined;
  guestMode: number | undefined;
  readonly children: Map<string, ArchivedNode>;
}

export type ArchivedNode = ArchivedFile | LinkNode | ArchivedDir;

/** The kept one that stands for all: it has nothing to tell apart. */
export const kept: KeptNode = { kind: 'kept' };

export function emptyDir(): DirNode {
  return { kind: 'dir', ino: 0n, mode: undefined, children: new Map() };
}

export function emptyArchive(): ArchivedDir {
  return { kind: 'dir', hostMode: undefined, guestMode: undefined, children: new Map() };
}

/** `a` and `b` make `a/b`; in the root, `b`. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder that a path is in, and its name there. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

type AnyDir = DirNode | ArchivedDir;
type AnyNode = TreeNode | ArchivedNode;

/** The folder at a path, the root at ''; undefined if there is none. */
export function branchAt(root: DirNode, path: string): DirNode | undefined;
export function branchAt(root: ArchivedDir, path: string): ArchivedDir | undefined;
export function branchAt(root: AnyDir, path: string): AnyDir | undefined {
  let at: AnyDir | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) {
    const next: AnyNode | undefined = at.children.get(name);
    at = next?.kind === 'dir' ? next : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** What was agreed on about a path; undefined if nothing was. */
export function archivedAt(root: ArchivedDir, path: string): ArchivedNode | undefined {
  const { folder, name } = splitPath(path);
  return branchAt(root, folder)?.children.get(name);
}

/** Puts a node at a path, or takes away what is there. Returns false if there is no folder for it. */
export function setNode(root: DirNode, path: string, node: TreeNode | undefined): boolean {
  const { folder, name } = splitPath(path);
  return put(branchAt(root, folder)?.children, name, node);
}

/** The same for what was agreed on. */
export function setArchived(root: ArchivedDir, path: string, node: ArchivedNode | undefined): boolean {
  const { folder, name } = splitPath(path);
  return put(branchAt(root, folder)?.children, name, node);
}

function put<N>(children: Map<string, N> | undefined, name: string, node: N | undefined): boolean {
  if (node === undefined) children?.delete(name);
  else children?.set(name, node);
  return children !== undefined;
}

export function stampOf(node: FileNode): Stamp {
  return { mtime: node.mtime, ino: node.ino, mode: node.mode, racy: node.racy === true };
}

/** True when a file of this look has the content that it had when the other look was seen. */
export function sameFile(
  a: Pick<FileNode, 'size' | 'mtime' | 'ino'>,
  b: Pick<FileNode, 'size' | 'mtime' | 'ino'>,
): boolean {
  return a.size === b.size && a.mtime === b.mtime && a.ino === b.ino;
}

/** How many files and links were agreed on. */
export function countLeaves(root: ArchivedDir): number {
  let count = 0;
  for (const child of root.children.values()) count += child.kind === 'dir' ? countLeaves(child) : 1;
  return count;
}
