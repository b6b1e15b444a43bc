/** From what a folder holds to its node: what is left out, what is known already, and which folders to look into. */
import { ProtocolError } from './frames.ts';
import { joinPath, kept, sameFile, type DirNode, type FileNode, type TreeNode } from './tree.ts';

/** What a side says that a folder holds. */
export type ListedEntry =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly size: number;
      readonly mtime: bigint;
      readonly ino: bigint;
      readonly mode: number | undefined;
    }
  | { readonly kind: 'dir'; readonly name: string; readonly ino: bigint; readonly mode: number | undefined }
  | { readonly kind: 'link'; readonly name: string; readonly target: string }
  /** A device or the like, or something that can't be read. */
  | { readonly kind: 'other'; readonly name: string };

/** True for a path that stays where and as it is, on both sides. */
export type LeftOut = (path: string, isFolder: boolean) => boolean;

/** Paths longer than that can't be opened by their name. */
const maxPathBytes = 4000;
/** More than that is taken for an attempt to fill our memory. */
const maxEntries = 5_000_000;

/** Counts what a scan finds. */
export class EntryBudget {
  #left = maxEntries;

  /** Throws `ProtocolError` after too many. */
  spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new ProtocolError('more files than can be');
  }
}

/**
 * Puts entries into `folder`, in place of what it held. Returns the folders that must be looked into: new ones, and
 * with `deep` all. What is known of files that still look the same is kept.
 */
export function fillFolder(
  folder: DirNode,
  path: string,
  entries: Iterable<ListedEntry>,
  options: { readonly leftOut: LeftOut; readonly deep: boolean; readonly budget: EntryBudget },
): string[] {
  const before = new Map(folder.children);
  const into: string[] = [];
  folder.children.clear();
  for (const entry of entries) {
    options.budget.spend();
    const at = joinPath(path, entry.name);
    const old = before.get(entry.name);
    const node = nodeOf(entry, old, at, options.leftOut);
    folder.children.set(entry.name, node);
    if (node.kind === 'dir' && (options.deep || node !== old)) into.push(at);
  }
  return into;
}

function nodeOf(entry: ListedEntry, old: TreeNode | undefined, path: string, leftOut: LeftOut): TreeNode {
  if (entry.kind === 'other' || path.length > maxPathBytes || leftOut(path, entry.kind === 'dir'))
    return kept;
  if (entry.kind === 'link') return { kind: 'link', target: entry.target };
  if (entry.kind === 'file') {
    const { size, mtime, ino, mode } = entry;
    const node: FileNode = { kind: 'file', size, mtime, ino, mode };
    if (old?.kind === 'file' && old.racy !== true && old.digest !== undefined && sameFile(old, node)) {
      node.digest = old.digest;
    }
    return node;
  }
  if (old?.kind === 'dir' && old.ino === entry.ino) {
    old.mode = entry.mode;
    return old;
  }
  return { kind: 'dir', ino: entry.ino, mode: entry.mode, children: new Map() };
}
