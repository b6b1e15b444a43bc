/** How one side's node stands to what was agreed on. Pure. */
import {
  sameFile,
  type ArchivedDir,
  type ArchivedFile,
  type ArchivedNode,
  type DirNode,
  type FileNode,
  type Side,
  type TreeNode,
} from './tree.ts';

/** `unknown`: only the file's content can tell. */
export type Change = 'same' | 'changed' | 'unknown';

/** Whether a file has the content that was agreed on. */
export function contentChange(archived: ArchivedFile, node: FileNode, side: Side): Change {
  if (node.size !== archived.size) return 'changed';
  if (node.digest !== undefined) return node.digest === archived.digest ? 'same' : 'changed';
  const stamp = archived[side];
  return !stamp.racy && sameFile(node, { size: archived.size, ...stamp }) ? 'same' : 'unknown';
}

/**
 * Whether a node has anything that was not agreed on: then it must not be lost. What is missing from a folder is no
 * content, and neither are permission bits and times. `ask` gets each file that must be read to tell.
 */
export function changeOf(
  archived: ArchivedNode | undefined,
  node: TreeNode,
  side: Side,
  path: string,
  ask: (path: string, node: FileNode) => void,
): Change {
  if (node.kind === 'kept') return 'same';
  if (archived === undefined) return 'changed';
  if (node.kind === 'link') {
    return archived.kind === 'link' && archived.target === node.target ? 'same' : 'changed';
  }
  if (node.kind === 'file') {
    if (archived.kind !== 'file') return 'changed';
    const change = contentChange(archived, node, side);
    if (change === 'unknown') ask(path, node);
    return change;
  }
  if (archived.kind !== 'dir') return 'changed';
  let worst: Change = 'same';
  for (const [name, child] of node.children) {
    const change = changeOf(archived.children.get(name), child, side, `${path}/${name}`, ask);
    if (change === 'changed') return 'changed';
    if (change === 'unknown') worst = 'unknown';
  }
  return worst;
}

/** Whether permission bits or the time are others than was agreed on. */
export function metaChanged(archived: ArchivedFile, node: FileNode, side: Side): boolean {
  const stamp = archived[side];
  return node.mtime !== stamp.mtime || modesDiffer(node.mode, stamp.mode);
}

export function dirModeChanged(archived: ArchivedDir, node: DirNode, side: Side): boolean {
  return modesDiffer(node.mode, side === 'host' ? archived.hostMode : archived.guestMode);
}

/** A side without permission bits never differs. */
export function modesDiffer(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/**
 * Whether two times are the same as far as a host's can be set: Node gives them to the system as seconds in a double,
 * which is exact to a quarter of a microsecond.
 */
export function sameTime(a: bigint, b: bigint): boolean {
  const difference = a - b;
  return difference < 1_000n && difference > -1_000n;
}

/** True for a folder with nothing to copy in it but things that stay where they are. */
export function holdsOnlyKept(node: DirNode): boolean {
  return holdsKept(node) && !holdsOther(node);
}

/** True when something that stays where it is would be moved or removed with this node. */
export function holdsKept(node: TreeNode): boolean {
  if (node.kind === 'kept') return true;
  return node.kind === 'dir' && [...node.children.values()].some(holdsKept);
}

/** An empty folder is something to copy; one with only kept things is not. */
function holdsOther(node: DirNode): boolean {
  for (const child of node.children.values()) {
    if (child.kind === 'file' || child.kind === 'link') return true;
    if (child.kind === 'dir' && !holdsOnlyKept(child)) return true;
  }
  return false;
}
