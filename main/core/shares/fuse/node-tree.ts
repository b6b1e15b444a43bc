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
  /** Where it is: several for hard links, none once it has been removed. */
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
    if (known !== undefined) {
      if (isSame(known.identity, identity) && known.folder === folder) return known;
      this.unplace(parent, name);
    }
    const key = keyOf(identity);
    const elsewhere = this.#byFile.get(key);
    if (elsewhere !== undefined && elsewhere.folder === folder && elsewhere !== this.root) {
      const before = [...elsewhere.places];
      place(parent, name, elsewhere);
      if (single) for (const old of before) this.unplace(old.parent, old.name);
      return elsewhere;
    }
    const node = new Node(this.#next, identity, folder);
    this.#next += 1;
    this.#byId.set(node.id, node);
    this.#byFile.set(key, node);
    place(parent, name, node);
    return node;
  }

  /** The name is gone. */
  unplace(parent: Node, name: string): Node | undefined {
    const node = parent.children.get(name);
    if (node === undefined) return undefined;
    parent.children.delete(name);
    const index = node.places.findIndex((one) => one.parent === parent && one.name === name);
    if (index >= 0) node.places.splice(index, 1);
    // The file's number on the host may be given to another file now.
    if (node.places.length === 0 && this.#byFile.get(keyOf(node.identity)) === node)
      this.#byFile.delete(keyOf(node.identity));
    this.#sweep(node);
    this.#sweep(parent);
    return node;
  }

  /** A node has got another name, and what had that name before has lost it. */
  move(from: Node, name: string, to: Node, newName: string): void {
    const node = from.children.get(name);
    if (from === to && name === newName) return;
    this.unplace(to, newName);
    if (node === undefined) return;
    from.children.delete(name);
    const index = node.places.findIndex((one) => one.parent === from && one.name === name);
    if (index >= 0) node.places.splice(index, 1);
    place(to, newName, node);
  }

  /** The kernel has forgotten so many of its lookups. */
  forget(id: number, count: number): void {
    const node = this.#byId.get(id);
    if (node === undefined || node === this.root) return;
    node.lookups = Math.max(0, node.lookups - count);
    this.#sweep(node);
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

function place(parent: Node, name: string, node: Node): void {
  parent.children.set(name, node);
  node.places.push({ parent, name });
}

function keyOf({ dev, ino }: FileIdentity): string {
  return `${dev}:${ino}`;
}

/** The path of a node from the share's root, as a byte string; undefined once it has none. */
export function pathOf(node: Node): string | undefined {
  const names: string[] = [];
  let at = node;
  // A loop can't arise, but a bound costs nothing.
  for (let depth = 0; at.id !== rootId; depth += 1) {
    const [first] = at.places;
    if (first === undefined || depth > 4096) return undefined;
    names.push(first.name);
    at = first.parent;
  }
  return names.toReversed().join('/');
}
