/**
 * The shared folder as files that can be asked for and changed, by node and name: every call stays inside of the wall,
 * shows what containers have said of a file, and keeps the tree true to what was found.
 */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  lutimesSync,
  openSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import { systemCode } from '../../lib/system-error.ts';
import { attributesOf, kind, kindMask, specialMask, type Ownership } from './attributes.ts';
import { isSame, NodeTree, pathOf, type FileIdentity, type Node } from './node-tree.ts';
import type { Owners, Remembered } from './owners.ts';
import { Refusal, type Attributes } from './protocol.ts';
import { createWall, openPath, type Wall } from './wall.ts';

export interface ShareFilesOptions {
  readonly root: string;
  readonly platform: NodeJS.Platform;
  readonly owners: Owners;
  readonly ownership: Ownership;
  /** Folders that are not shown, by what they are. */
  readonly hidden: () => readonly FileIdentity[];
}

/** A file that was found: its node and how it is. */
export interface Found {
  readonly node: Node;
  readonly attributes: Attributes;
  /** The content has become another since the kernel was last told of it, and not through us. */
  readonly changed: boolean;
}

/** Milliseconds between two looks whether the shared folder itself is still the one that was opened. */
const rootEvery = 1000;

export class ShareFiles {
  readonly tree: NodeTree;
  readonly wall: Wall;
  readonly #options: ShareFilesOptions;
  #rootSeen = 0;

  /** Throws what opening the folder throws. */
  constructor(options: ShareFilesOptions) {
    this.#options = options;
    const { dev, ino } = statSync(options.root, { bigint: true });
    this.tree = new NodeTree({ dev, ino });
    this.wall = createWall(options.root, options.platform);
  }

  /** What is there under a name. Throws `ENOENT`, and what looking throws. */
  find(parent: Node, name: string): Found {
    this.#mayCheckRoot(parent);
    let stat: BigIntStats;
    try {
      stat = lstatSync(this.wall.within(parent, name), { bigint: true });
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') this.lose(parent, name);
      throw error;
    }
    return this.found(parent, name, stat);
  }

  /** The same from a status that was read already. Throws `ENOENT` for what is hidden. */
  found(parent: Node, name: string, stat: BigIntStats): Found {
    const folder = stat.isDirectory();
    if (folder && this.isHidden(stat)) throw new Refusal('ENOENT');
    const node = this.tree.at(parent, name, stat, { folder, single: folder || stat.nlink === 1n });
    return { node, attributes: this.#attributes(stat), changed: this.#seen(node, stat) };
  }

  /** How a node is now; by an open file where it has no name any more. */
  look(node: Node, openFile?: number): Found {
    this.#mayCheckRoot(node);
    const stat =
      openFile === undefined
        ? lstatSync(this.wall.itself(node), { bigint: true })
        : fstatSync(openFile, { bigint: true });
    if (openFile === undefined && !isSame(stat, node.identity) && node !== this.tree.root)
      throw new Refusal('ESTALE');
    return { node, attributes: this.#attributes(stat), changed: this.#seen(node, stat) };
  }

  get ownership(): Ownership {
    return this.#options.ownership;
  }

  /** What containers have said of a file; undefined if nothing. */
  remembered(node: Node): Remembered | undefined {
    return this.#options.owners.get(lstatSync(this.wall.itself(node), { bigint: true }));
  }

  isHidden(file: FileIdentity): boolean {
    return this.#options.hidden().some((one) => isSame(one, file));
  }

  /** Remembers that the content is now as it is by our own doing. */
  wrote(node: Node, openFile: number): void {
    const { size, mtimeNs } = fstatSync(openFile, { bigint: true });
    node.version = { size, mtimeNs };
  }

  /** Remembers what a container has said of a file. */
  remember(node: Node, what: Remembered, openFile?: number): void {
    const stat =
      openFile === undefined
        ? lstatSync(this.wall.itself(node), { bigint: true })
        : fstatSync(openFile, { bigint: true });
    this.#options.owners.set(stat, what);
  }

  /** What was remembered of the file under this name, if it is the only name, is of no more use. */
  forgetOwner(parent: Node, name: string): void {
    const stat = lstatSync(this.wall.within(parent, name), { bigint: true });
    if (stat.nlink === 1n || stat.isDirectory()) this.#options.owners.remove(stat);
  }

  /** The name is gone, with all that is below. */
  lose(parent: Node, name: string): Node | undefined {
    const node = parent.children.get(name);
    if (node === undefined) return undefined;
    this.#dropFolders(node);
    return this.tree.unplace(parent, name);
  }

  /** Sets the permissions that the host can hold, of a file or folder and never of what a link leads to. */
  chmod(node: Node, mode: number): void {
    const { owners, ownership, platform } = this.#options;
    if (ownership.modesCount) {
      if (platform === 'linux') {
        const place = openSync(this.wall.itself(node), openPath | constants.O_NOFOLLOW);
        try {
          const { mode: now } = fstatSync(place);
          if ((now & kindMask) !== kind.link) chmodSync(`/proc/self/fd/${place}`, mode & 0o777);
        } finally {
          closeSync(place);
        }
      } else {
        const path = this.wall.itself(node);
        if (!lstatSync(path).isSymbolicLink()) chmodSync(path, mode & 0o777);
      }
    }
    const stat = lstatSync(this.wall.itself(node), { bigint: true });
    const special = mode & specialMask;
    if (special !== 0 || owners.get(stat)?.special !== undefined) owners.set(stat, { special });
  }

  /** Sets times, in seconds since 1970; Node's calls take them to the microsecond. */
  setTimes(node: Node, atime: number, mtime: number): void {
    lutimesSync(this.wall.itself(node), atime, mtime);
  }

  pathOf(node: Node): string | undefined {
    return pathOf(node);
  }

  close(): void {
    this.wall.close();
  }

  #attributes(stat: BigIntStats): Attributes {
    const { owners, ownership } = this.#options;
    return attributesOf(stat, owners.get(stat), ownership);
  }

  /** Takes note of a file's content as it is; true if it has become another. */
  #seen(node: Node, { size, mtimeNs }: BigIntStats): boolean {
    const before = node.version;
    if (before !== undefined && before.size === size && before.mtimeNs === mtimeNs) return false;
    node.version = { size, mtimeNs };
    node.stale = true;
    return before !== undefined;
  }

  #dropFolders(node: Node): void {
    if (!node.folder) return;
    this.wall.drop(node);
    for (const child of node.children.values()) this.#dropFolders(child);
  }

  /** A folder that was taken away and put back is another one: what was open leads to the old one. */
  #mayCheckRoot(asked: Node): void {
    if (asked !== this.tree.root) return;
    if (Date.now() - this.#rootSeen >= rootEvery) this.checkRoot();
  }

  /** Looks whether the folder of the share is still the one that was opened, and gives up what was opened if not. */
  checkRoot(): void {
    this.#rootSeen = Date.now();
    try {
      const stat = statSync(this.#options.root, { bigint: true });
      if (isSame(stat, this.tree.rootIdentity)) return;
      this.tree.rootIdentity = { dev: stat.dev, ino: stat.ino };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      this.tree.rootIdentity = { dev: 0n, ino: 0n };
    }
    this.#dropFolders(this.tree.root);
    for (const name of [...this.tree.root.children.keys()]) this.tree.unplace(this.tree.root, name);
  }
}
