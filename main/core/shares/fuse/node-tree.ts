/** What the guest's kernel knows of a share: each file it has looked up has a node, until it forgets it. */
import { Refusal } from './protocol.ts';

/** What a file is told by on the host, whatever it is called. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** What was last told of a file's content, to notice that it has become another. */
export interface ContentVersion {
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/** One name of a node. */
export interface Place {
  readonly parent: Node;
  name: string;
}

/** A file, folder or link that the guest's kernel knows by its number. */
export class Node {
  readonly id: number;
  readonly identity: FileIdentity;
  readonly folder: boolean;
  /** Where it is: several for hard links, the one seen last first; none once it has been removed. */
  readonly places: Place[] = [];
  readonly children = new Map<string, Node>();
  /** How often the kernel was given it and hasn't forgotten it. */
  lookups = 0;
  version: ContentVersion | undefined;
  /** The kernel may still have pages of another version than `version`. */
  stale = true;
  /** Files that are open on it. */
  readonly handles = new Set<number>();

  constructor(id: number, identity: FileIdentity, folder: boolean) {
    this.id = id;
    this.identity = identity;
    this.folder = folder;
  }
}

const rootId = 1;

export class NodeTree {
  readonly root: Node;
  /** What the shared folder itself is now: it may be replaced. */
  rootIdentity: FileIdentity;
  readonly #byId = new Map<number, Node>();
  readonly #byFile = new Map<string, Node>();
  #next = rootId + 1;

  constructor(root: FileIdentity) {
    this.root = new Node(rootId, root, true);
    this.rootIdentity = root;
    this.root.lookups = 1;
    this.#byId.set(rootId, this.root);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The node with this number. Throws `ESTALE`. */
  get(id: number): Node {
    const node = this.#byId.get(id);
    if (node === undefined) throw new Refusal('ESTALE');
    return node;
  }

  /**
   * The node of what is there under a name, made if it isn't known; a node that was there and is another file now loses
   * the name. The same file under another name is the same node, so that hard links share what is cached; with
   * `single` it can have one name only, so it has been moved on the host.
   */
  at(
    parent: Node,
    name: string,
    identity: FileIdentity,
    { folder, single }: { readonly folder: boolean; readonly single: boolean },
  ): Node {
    const known = parent.children.get(name);
    const same = known !== undefined && isSame(known.identity, identity) && known.folder === folder;
    const lost = same ? undefined : this.#detach(parent, name);
    const node = same ? known : (this.#elsewhere(parent, identity, folder) ?? this.#make(identity, folder));
    place(parent, name, node);
    if (single) {
      for (const old of node.places.slice(1)) {
        this.#detach(old.parent, old.name);
        this.#sweep(old.parent);
      }
    }
    // Only now: what is to have a child must not be swept away for having none.
    if (lost !== undefined) this.#sweep(lost);
    return node;
  }

  /** The name is gone. */
  unplace(parent: Node, name: string): Node | undefined {
    const node = this.#detach(parent, name);
    if (node === undefined) return undefined;
    this.#sweep(node);
    this.#sweep(parent);
    return node;
  }

  /** A node has got another name, and what had that name before has lost it. */
  move(from: Node, name: string, to: Node, newName: string): void {
    if (from === to && name === newName) return;
    const node = from.children.get(name);
    // A folder can't be in itself: if it seems to be, what is known of these names is out of date.
    if (node === undefined || isInside(to, node)) {
      this.unplace(from, name);
      this.unplace(to, newName);
      return;
    }
    const lost = this.#detach(to, newName);
    place(to, newName, node);
    this.#detach(from, name);
    if (lost !== undefined && lost !== node) this.#sweep(lost);
    this.#sweep(from);
  }

  /** The kernel has forgotten so many of its lookups. */
  forget(id: number, count: number): void {
    const node = this.#byId.get(id);
    if (node === undefined || node === this.root) return;
    node.lookups = Math.max(0, node.lookups - count);
    this.#sweep(node);
  }

  /** The node that this file has under another name; a folder that is found in itself (by a bind mount) gets another one. */
  #elsewhere(parent: Node, identity: FileIdentity, folder: boolean): Node | undefined {
    const node = this.#byFile.get(keyOf(identity));
    return node?.folder === folder && !isInside(parent, node) ? node : undefined;
  }

  #make(identity: FileIdentity, folder: boolean): Node {
    const node = new Node(this.#next, identity, folder);
    this.#next += 1;
    this.#byId.set(node.id, node);
    const key = keyOf(identity);
    if (this.#byFile.get(key)?.folder !== folder) this.#byFile.set(key, node);
    return node;
  }

  /** Takes the name away, and nothing else. */
  #detach(parent: Node, name: string): Node | undefined {
    const node = parent.children.get(name);
    if (node === undefined) return undefined;
    parent.children.delete(name);
    const index = node.places.findIndex((one) => one.parent === parent && one.name === name);
    if (index >= 0) node.places.splice(index, 1);
    // The file's number on the host may be given to another file now.
    if (node.places.length === 0 && this.#byFile.get(keyOf(node.identity)) === node)
      this.#byFile.delete(keyOf(node.identity));
    return node;
  }

  #sweep(node: Node): void {
    if (node === this.root || node.lookups > 0 || node.children.size > 0 || node.handles.size > 0) return;
    if (!this.#byId.delete(node.id)) return;
    if (this.#byFile.get(keyOf(node.identity)) === node) this.#byFile.delete(keyOf(node.identity));
    for (const { parent, name } of node.places.splice(0)) {
      if (parent.children.get(name) === node) parent.children.delete(name);
      this.#sweep(parent);
    }
  }
}

export function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** Whether a node is that folder, or below it. */
function isInside(node: Node, folder: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.places[0]?.parent)
    if (at === folder) return true;
  return false;
}

/** A node is there under this name. Names that were seen before come after it: they may be gone by now. */
function place(parent: Node, name: string, node: Node): void {
  parent.children.set(name, node);
  const index = node.places.findIndex((one) => one.parent === parent && one.name === name);
  const [known] = index >= 0 ? node.places.splice(index, 1) : [];
  node.places.unshift(known ?? { parent, name });
}

function keyOf({ dev, ino }: FileIdentity): string {
  return `${dev}:${ino}`;
}

/** The path of a node from the share's root, as a byte string; undefined once it has none. */
export function pathOf(node: Node): string | undefined {
  const names: string[] = [];
  // It ends: no folder is ever placed in itself.
  for (let at = node; at.id !== rootId;) {
    const [first] = at.places;
    if (first === undefined) return undefined;
    names.push(first.name);
    at = first.parent;
  }
  return names.toReversed().join('/');
}
