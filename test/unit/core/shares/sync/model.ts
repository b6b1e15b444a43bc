/** Sides of a share as plain values, and actions carried out on them, for tests of the comparison. */
import * as fc from 'fast-check';
import type { Action, Plan } from '../../../../../main/core/shares/sync/plan.ts';
import {
  branchAt,
  emptyArchive,
  setArchived,
  setNode,
  splitPath,
  type ArchivedDir,
  type ArchivedNode,
  type DirNode,
  type FileNode,
  type Side,
  type TreeNode,
} from '../../../../../main/core/shares/sync/tree.ts';

/** A text is a file's content, a text with an arrow a link, `null` something that stays as it is. */
export interface Tree {
  readonly [name: string]: string | null | Tree;
}

/** A file whose content is a text; its digest stands for it. */
export function file(content: string): FileNode {
  const ino = BigInt(content.length);
  return { kind: 'file', size: content.length, mtime: 5n, ino, mode: 0o644, digest: content };
}

function nodeOf(value: string | null | Tree): TreeNode {
  if (value === null) return { kind: 'kept' };
  if (typeof value !== 'string') return dir(value);
  return value.startsWith('->') ? { kind: 'link', target: value.slice(2) } : file(value);
}

export function dir(tree: Tree): DirNode {
  const children = new Map(Object.entries(tree).map(([name, value]) => [name, nodeOf(value)]));
  return { kind: 'dir', ino: 1n, mode: 0o755, children };
}

export function archiveOf(tree: Tree): ArchivedDir {
  const archived = emptyArchive();
  for (const [name, value] of Object.entries(tree)) {
    if (value !== null) archived.children.set(name, archivedNode(value));
  }
  return archived;
}

function archivedNode(value: string | Tree): ArchivedNode {
  if (typeof value !== 'string') return { ...archiveOf(value), hostMode: 0o755, guestMode: 0o755 };
  if (value.startsWith('->')) return { kind: 'link', target: value.slice(2) };
  const stamp = { mtime: 5n, ino: BigInt(value.length), mode: 0o644, racy: false };
  return { kind: 'file', size: value.length, digest: value, host: stamp, guest: stamp };
}

export function treeOf(node: DirNode): Tree {
  return Object.fromEntries(
    [...node.children].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, child]) => [name, valueOf(child)]),
  );
}

function valueOf(node: TreeNode): string | null | Tree {
  switch (node.kind) {
    case 'kept':
      return null;
    case 'link':
      return `->${node.target}`;
    case 'file':
      return node.digest ?? '?';
    case 'dir':
      return treeOf(node);
  }
}

/** Contents and targets at every path, without what stays as it is. */
export function leaves(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else if (value !== null)
      for (const [path, one] of leaves(value, `${prefix}${name}/`)) found.set(path, one);
  }
  return found;
}

/** Folders that hold nothing but what stays as it is are nothing to the other side. */
export function withoutKept(tree: Tree): Tree {
  const found: Record<string, string | Tree> = {};
  for (const [name, value] of Object.entries(tree)) {
    if (value === null) continue;
    if (typeof value === 'string') found[name] = value;
    else {
      const inner = withoutKept(value);
      if (Object.keys(inner).length > 0 || Object.keys(value).length === 0) found[name] = inner;
    }
  }
  return found;
}

export interface State {
  readonly archive: ArchivedDir;
  readonly host: DirNode;
  readonly guest: DirNode;
}

const order: readonly Action['do'][] = ['remove', 'aside', 'mkdir', 'put', 'link', 'meta'];

/** Does what a plan says, checking that nothing is in the way. */
export function carryOut(state: State, plan: Plan): void {
  for (const { path, entry } of plan.agreed) setArchived(state.archive, path, entry);
  const depth = (action: Action) => (action.do === 'mkdir' ? action.path.split('/').length : 0);
  const actions = [...plan.actions].sort(
    (a, b) => order.indexOf(a.do) - order.indexOf(b.do) || depth(a) - depth(b),
  );
  for (const action of actions) act(state, action);
}

function act(state: State, action: Action): void {
  const side = state[action.on];
  const { folder, name } = splitPath(action.path);
  const at = branchAt(side, folder)?.children;
  if (at === undefined) throw new Error(`no folder for ${action.do} ${action.path}`);
  const there = at.get(name);
  const absent = (what: unknown) => {
    if (what !== undefined) throw new Error(`something is in the way of ${action.do} ${action.path}`);
  };
  switch (action.do) {
    case 'remove':
      if (there?.kind === 'dir' && there.children.size > 0) throw new Error(`${action.path} is not empty`);
      if (there === undefined || there.kind === 'kept')
        throw new Error(`nothing to remove at ${action.path}`);
      at.delete(name);
      setArchived(state.archive, action.path, undefined);
      return;
    case 'mkdir': {
      absent(there);
      at.set(name, dir({}));
      const before = branchAt(state.archive, action.path);
      setArchived(state.archive, action.path, {
        kind: 'dir',
        hostMode: 0o755,
        guestMode: 0o755,
        children: before?.children ?? new Map<string, ArchivedNode>(),
      });
      return;
    }
    case 'put':
      if (there !== action.target) throw new Error(`${action.path} is not what was seen`);
      at.set(name, { ...action.source });
      setArchived(state.archive, action.path, archivedNode(action.source.digest ?? ''));
      return;
    case 'link':
      if (there !== action.expect) throw new Error(`${action.path} is not what was seen`);
      at.set(name, { kind: 'link', target: action.target });
      setArchived(state.archive, action.path, { kind: 'link', target: action.target });
      return;
    case 'aside':
      absent(branchAt(side, folder)?.children.get(splitPath(action.copy).name));
      if (there === undefined) throw new Error(`nothing to put aside at ${action.path}`);
      at.delete(name);
      setNode(side, action.copy, there);
      return;
    case 'meta':
      throw new Error('the model has one mode and one time');
  }
}

/** Random trees of few names, so that they meet. */
export function trees(withKept: boolean): fc.Arbitrary<Tree> {
  const leaf = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<string | null>('a', 'bb', 'ccc', 'ddd', 'eee') },
    { weight: 1, arbitrary: fc.constantFrom<string | null>('->x', '->y') },
    { weight: withKept ? 1 : 0, arbitrary: fc.constant<string | null>(null) },
  );
  const names = fc.constantFrom('p', 'q', 'r');
  const { tree } = fc.letrec<{ tree: Tree; node: string | null | Tree }>((tie) => ({
    tree: fc.dictionary(names, tie('node'), { maxKeys: 3 }),
    node: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, tie('tree')),
  }));
  return tree;
}

/** A tree that was agreed on, and one for each side, which often still is as agreed. */
export function sides(withKept: boolean): fc.Arbitrary<{ archive: Tree; host: Tree; guest: Tree }> {
  return fc
    .tuple(trees(false), trees(withKept), trees(withKept), fc.nat(5), fc.nat(5))
    .map(([archive, host, guest, h, g]) => ({
      archive,
      host: mixed(archive, host, h),
      guest: mixed(archive, guest, g),
    }));
}

/** The agreed tree with some of the other's entries in it. */
function mixed(archive: Tree, other: Tree, how: number): Tree {
  if (how === 0) return archive;
  if (how === 1) return other;
  if (how === 2) return { ...archive, ...other };
  const names = Object.keys(archive).slice(how - 3);
  return { ...Object.fromEntries(names.map((name) => [name, archive[name] ?? null])), ...other };
}

export const both: readonly Side[] = ['host', 'guest'];
