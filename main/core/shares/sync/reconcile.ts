/**
 * Compares both sides with what they last agreed on and says what is to be done, as Unison and Mutagen do: what changed
 * on one side goes to the other, what changed on both alike is agreed, and what changed differently is a conflict, in
 * which the host's version keeps its name and the guest's gets another. A change wins over a removal. Nothing is
 * decided by time. Pure: whoever applies the actions checks that each side still is as it was seen.
 */
import {
  changeOf,
  contentChange,
  dirModeChanged,
  holdsKept,
  holdsOnlyKept,
  metaChanged,
  modesDiffer,
  sameTime,
} from './compare.ts';
import type { Action, Plan } from './plan.ts';
import {
  joinPath,
  splitPath,
  stampOf,
  type ArchivedDir,
  type ArchivedFile,
  type ArchivedNode,
  type DirNode,
  type FileNode,
  type LinkNode,
  type Side,
  type TreeNode,
} from './tree.ts';

export interface ReconcileOptions {
  /**
   * The host is never written. What changed in the guest stays there and is not undone; once the host's version
   * changes too, that is a conflict like any other: the guest's version is kept in the guest under another name.
   */
  readonly readOnly: boolean;
  /** Why the host can't have a file of this name; undefined if it can. */
  readonly nameProblem: (name: string) => string | undefined;
  /** What names have in common that the host takes for one; undefined on hosts that tell all names apart. */
  readonly fold: ((name: string) => string) | undefined;
  /** How the guest's version is called after a conflict; `taken` tells which names its folder has on either side. */
  readonly conflictPath: (path: string, taken: (name: string) => boolean) => string;
}

/** The plan for these three. With an empty plan both sides are in step; applying plans leads there. */
export function reconcile(
  archive: ArchivedDir,
  host: DirNode,
  guest: DirNode,
  options: ReconcileOptions,
): Plan {
  const comparison = new Comparison(options);
  comparison.children('', archive, host, guest);
  const { plan } = comparison;
  if (!options.readOnly) return plan;
  return { ...plan, actions: plan.actions.filter((action) => action.on === 'guest') };
}

/** What becomes of something that one side has no more: removed there too, left, or alive again because it changed. */
type Fate = 'gone' | 'kept' | 'pending' | 'alive';
const fates: readonly Fate[] = ['gone', 'kept', 'pending', 'alive'];

function other(side: Side): Side {
  return side === 'host' ? 'guest' : 'host';
}

class Comparison {
  readonly plan: Plan = { actions: [], agreed: [], unread: [], problems: [] };
  readonly #options: ReconcileOptions;

  constructor(options: ReconcileOptions) {
    this.#options = options;
  }

  /** Compares what is in a folder of both sides, either of which may not be there. Says what becomes of the children. */
  children(
    path: string,
    archived: ArchivedNode | undefined,
    host: DirNode | undefined,
    guest: DirNode | undefined,
  ): Fate {
    const before = archived?.kind === 'dir' ? archived.children : undefined;
    const names = new Set([
      ...(before?.keys() ?? []),
      ...(host?.children.keys() ?? []),
      ...(guest?.children.keys() ?? []),
    ]);
    const clashes = this.#clashes(host, guest);
    let fate: Fate = 'gone';
    for (const name of names) {
      const at = joinPath(path, name);
      const a = before?.get(name);
      const h = host?.children.get(name);
      const g = guest?.children.get(name);
      const problem = h === undefined && g !== undefined ? this.#problem(name, clashes) : undefined;
      const found = problem === undefined ? this.#visit(at, a, h, g, host, guest) : 'kept';
      if (problem !== undefined && g?.kind !== 'kept') this.plan.problems.push({ path: at, reason: problem });
      if (fates.indexOf(found) > fates.indexOf(fate)) fate = found;
    }
    return fate;
  }

  /** Names of the guest that the host would take for another one that it has, or is about to get. */
  #clashes(host: DirNode | undefined, guest: DirNode | undefined): ReadonlySet<string> {
    const clashes = new Set<string>();
    const { fold } = this.#options;
    if (fold === undefined || guest === undefined) return clashes;
    const taken = new Map([...(host?.children.keys() ?? [])].map((name) => [fold(name), name]));
    for (const name of [...guest.children.keys()].sort()) {
      const folded = fold(name);
      const first = taken.get(folded);
      if (first === undefined) taken.set(folded, name);
      else if (first !== name) clashes.add(name);
    }
    return clashes;
  }

  #problem(name: string, clashes: ReadonlySet<string>): string | undefined {
    if (this.#options.readOnly) return undefined;
    return clashes.has(name)
      ? 'this computer takes its name for that of another file'
      : this.#options.nameProblem(name);
  }

  #visit(
    path: string,
    a: ArchivedNode | undefined,
    h: TreeNode | undefined,
    g: TreeNode | undefined,
    hostFolder: DirNode | undefined,
    guestFolder: DirNode | undefined,
  ): Fate {
    if (h?.kind === 'kept' || g?.kind === 'kept' || (h === undefined && g === undefined)) {
      if (a !== undefined) this.#agree(path, undefined);
      return h === undefined && g === undefined ? 'gone' : 'kept';
    }
    if (h === undefined) return g === undefined ? 'gone' : this.#onOneSide(path, a, g, 'guest');
    if (g === undefined) return this.#onOneSide(path, a, h, 'host');
    const aside = () => this.#aside(path, g, hostFolder, guestFolder);
    if (h.kind === 'dir' && g.kind === 'dir') this.#dirs(path, a, h, g);
    else if (h.kind === 'file' && g.kind === 'file') this.#files(path, a, h, g, aside);
    else if (h.kind === 'link' && g.kind === 'link') this.#links(path, a, h, g, aside);
    else this.#kinds(path, a, h, g, aside);
    return 'alive';
  }

  /** Something is on `side` only: it is new there, or the other side has removed it. */
  #onOneSide(path: string, a: ArchivedNode | undefined, node: TreeNode, side: Side): Fate {
    if (a === undefined) return this.#create(path, node, other(side));
    if (node.kind === 'dir' && a.kind === 'dir') {
      const [host, guest] = side === 'host' ? [node, undefined] : [undefined, node];
      const fate = this.children(path, a, host, guest);
      if (fate === 'gone') this.plan.actions.push({ do: 'remove', on: side, path, node });
      // It stays where it is, with what stays in it, and is nothing that the other side should have.
      else if (fate === 'kept') this.#agree(path, undefined);
      else if (fate === 'alive') this.#make(path, node, other(side));
      return fate;
    }
    const change = changeOf(a, node, side, path, this.#asks(side));
    if (change === 'unknown') return 'pending';
    if (change === 'changed') return this.#create(path, node, other(side));
    this.plan.actions.push({ do: 'remove', on: side, path, node });
    return 'gone';
  }

  /** Copies something whole to a side that has nothing there. */
  #create(path: string, node: TreeNode, to: Side): Fate {
    switch (node.kind) {
      case 'kept':
        return 'kept';
      case 'file':
        this.plan.actions.push({ do: 'put', on: to, path, source: node, target: undefined });
        return 'alive';
      case 'link':
        this.plan.actions.push({ do: 'link', on: to, path, target: node.target, expect: undefined });
        return 'alive';
      case 'dir': {
        if (holdsOnlyKept(node)) return 'kept';
        this.#make(path, node, to);
        const [host, guest] = to === 'guest' ? [node, undefined] : [undefined, node];
        this.children(path, undefined, host, guest);
        return 'alive';
      }
    }
  }

  #make(path: string, node: DirNode, to: Side): void {
    this.plan.actions.push({ do: 'mkdir', on: to, path, mode: node.mode });
  }

  #dirs(path: string, a: ArchivedNode | undefined, h: DirNode, g: DirNode): void {
    const before = a?.kind === 'dir' ? a : undefined;
    const byHost = before === undefined || dirModeChanged(before, h, 'host');
    const byGuest = before !== undefined && dirModeChanged(before, g, 'guest');
    if (modesDiffer(h.mode, g.mode) && (byHost || byGuest)) {
      const [on, node, source] = byHost ? (['guest', g, h] as const) : (['host', h, g] as const);
      this.plan.actions.push({ do: 'meta', on, path, node, source });
    }
    if (byHost || byGuest) {
      const children = before?.children ?? new Map<string, ArchivedNode>();
      if (before === undefined || !modesDiffer(h.mode, g.mode)) {
        this.#agree(path, { kind: 'dir', hostMode: h.mode, guestMode: g.mode, children });
      }
    }
    this.children(path, before, h, g);
  }

  #files(path: string, a: ArchivedNode | undefined, h: FileNode, g: FileNode, aside: () => void): void {
    const before = a?.kind === 'file' ? a : undefined;
    const byHost = before === undefined ? 'changed' : contentChange(before, h, 'host');
    const byGuest = before === undefined ? 'changed' : contentChange(before, g, 'guest');
    if (byHost === 'unknown') this.#asks('host')(path, h);
    if (byGuest === 'unknown') this.#asks('guest')(path, g);
    if (byHost === 'unknown' || byGuest === 'unknown') return;
    if (byHost === 'same' && byGuest === 'same') return this.#meta(path, before, h, g, before?.digest ?? '');
    if (byGuest === 'same') return this.#put('guest', path, h, g);
    if (byHost === 'same') return this.#put('host', path, g, h);
    if (h.size !== g.size) return aside();
    if (h.digest === undefined) this.#asks('host')(path, h);
    if (g.digest === undefined) this.#asks('guest')(path, g);
    if (h.digest === undefined || g.digest === undefined) return;
    if (h.digest !== g.digest) return aside();
    this.#meta(path, before, h, g, h.digest);
  }

  #put(on: Side, path: string, source: FileNode, target: FileNode): void {
    this.plan.actions.push({ do: 'put', on, path, source, target });
  }

  /** Both have the same content: permission bits and the time follow the side that changed them, first the host. */
  #meta(path: string, before: ArchivedFile | undefined, h: FileNode, g: FileNode, digest: string): void {
    const alike = !modesDiffer(h.mode, g.mode) && sameTime(h.mtime, g.mtime);
    const byHost = before === undefined || metaChanged(before, h, 'host');
    const byGuest = before !== undefined && metaChanged(before, g, 'guest');
    if (!alike && (byHost || byGuest)) {
      const [on, node, source] = byHost ? (['guest', g, h] as const) : (['host', h, g] as const);
      this.plan.actions.push({ do: 'meta', on, path, node, source });
      // With the content agreed on, what is left is only the action; without, a failed one would ask for it again.
      if (before !== undefined) return;
    }
    const [host, guest] = [stampOf(h), stampOf(g)];
    const known = before !== undefined && isStamp(before.host, h, digest) && isStamp(before.guest, g, digest);
    if (!known) this.#agree(path, { kind: 'file', size: h.size, digest, host, guest });
  }

  #links(path: string, a: ArchivedNode | undefined, h: LinkNode, g: LinkNode, aside: () => void): void {
    const before = a?.kind === 'link' ? a.target : undefined;
    if (h.target === g.target) {
      if (before !== h.target) this.#agree(path, { kind: 'link', target: h.target });
    } else if (before === g.target) {
      this.plan.actions.push({ do: 'link', on: 'guest', path, target: h.target, expect: g });
    } else if (before === h.target) {
      this.plan.actions.push({ do: 'link', on: 'host', path, target: g.target, expect: h });
    } else aside();
  }

  /** One side has a folder where the other has a file, or the like. */
  #kinds(path: string, a: ArchivedNode | undefined, h: TreeNode, g: TreeNode, aside: () => void): void {
    const byHost = changeOf(a, h, 'host', path, this.#asks('host'));
    const byGuest = changeOf(a, g, 'guest', path, this.#asks('guest'));
    if (byHost === 'unknown' || byGuest === 'unknown') return;
    if (byHost === 'changed' && byGuest === 'changed') return aside();
    const [on, node, source] = byHost === 'changed' ? (['guest', g, h] as const) : (['host', h, g] as const);
    if (holdsKept(node)) return this.#blocked(path);
    this.#remove(path, node, on);
    this.#create(path, source, on);
  }

  #remove(path: string, node: TreeNode, on: Side): void {
    if (node.kind === 'dir') {
      for (const [name, child] of node.children) this.#remove(joinPath(path, name), child, on);
    }
    this.plan.actions.push({ do: 'remove', on, path, node });
  }

  #aside(path: string, g: TreeNode, hostFolder: DirNode | undefined, guestFolder: DirNode | undefined): void {
    if (holdsKept(g)) return this.#blocked(path);
    const fold = this.#options.fold ?? ((name: string) => name);
    const names = [...(hostFolder?.children.keys() ?? []), ...(guestFolder?.children.keys() ?? [])];
    const taken = new Set(names.map(fold));
    const copy = this.#options.conflictPath(path, (name) => taken.has(fold(name)));
    const action: Action = { do: 'aside', on: 'guest', path, copy, node: g };
    this.plan.actions.push(action);
  }

  #blocked(path: string): void {
    const reason = `${splitPath(path).name} is a folder on one side only, and holds things that are left out`;
    this.plan.problems.push({ path, reason });
  }

  #asks(side: Side): (path: string, node: FileNode) => void {
    return (path, node) => void this.plan.unread.push({ side, path, node });
  }

  #agree(path: string, entry: ArchivedNode | undefined): void {
    this.plan.agreed.push({ path, entry });
  }
}

function isStamp(stamp: ArchivedFile['host'], node: FileNode, digest: string): boolean {
  // A file that was read anew says by its digest that it can be trusted from now on.
  const fresh = node.digest === digest && node.racy !== true;
  return (
    stamp.mtime === node.mtime && stamp.ino === node.ino && stamp.mode === node.mode && !(stamp.racy && fresh)
  );
}
