/**
 * The wall around a share: how a node's place becomes something that the host's system calls may be given, so that none
 * of them ever leaves the shared folder. Links are the guest's to follow, never ours.
 *
 * On Linux each folder is held open, found from its parent without following links, and named by its descriptor
 * (`/proc/self/fd/N/name`): whatever is moved or swapped meanwhile, the call acts in that very folder. Node has no
 * `openat`. Elsewhere each part of the path is looked at right before the call, in the same turn of the event loop, so
 * that nothing the guest does through us can come in between.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, type BigIntStats } from 'node:fs';
import { sep, toNamespacedPath } from 'node:path';
import { systemCode } from '../../lib/system-error.ts';
import { bytesOf } from './names.ts';
import { isSame, pathOf, type FileIdentity, type Node } from './node-tree.ts';
import { Refusal } from './protocol.ts';

/** `O_PATH` of Linux, which Node doesn't name: a descriptor for a place, not for its content. */
export const openPath = 0o10000000;

export interface Wall {
  /** What stands for a name in a folder in the next call, and in no later one. Throws `ENOENT`, `ESTALE`. */
  within(folder: Node, name: string): Buffer;
  /** The same for a node itself. */
  itself(node: Node): Buffer;
  /** The node's folder is gone, or is another one: don't rely on what was opened. */
  drop(node: Node): void;
  close(): void;
}

/** A folder that no share shows: its identity, whatever it is called. */
export function identityOf(path: string): FileIdentity | undefined {
  try {
    const { dev, ino } = lstatSync(path, { bigint: true });
    return { dev, ino };
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The wall for this system around the folder. Throws what opening it throws. */
export function createWall(root: string, platform: NodeJS.Platform): Wall {
  return platform === 'linux' ? new DescriptorWall(root) : new LookingWall(root);
}

/** Most folders that are held open at once. */
const mostOpen = 256;

class DescriptorWall implements Wall {
  readonly #root: string;
  readonly #open = new Map<Node, number>();

  constructor(root: string) {
    this.#root = root;
  }

  within(folder: Node, name: string): Buffer {
    return Buffer.concat([Buffer.from(`/proc/self/fd/${this.#descriptor(folder)}/`), bytesOf(name)]);
  }

  itself(node: Node): Buffer {
    const [place] = node.places;
    if (place !== undefined) return this.within(place.parent, place.name);
    // The trailing part makes it the folder and not the link that /proc shows.
    return Buffer.from(`/proc/self/fd/${this.#descriptor(node)}/.`);
  }

  drop(node: Node): void {
    const descriptor = this.#open.get(node);
    if (descriptor === undefined) return;
    this.#open.delete(node);
    closeSync(descriptor);
  }

  close(): void {
    for (const node of [...this.#open.keys()]) this.drop(node);
  }

  #descriptor(folder: Node): number {
    const known = this.#open.get(folder);
    if (known !== undefined) {
      // The most recently used one is last.
      this.#open.delete(folder);
      this.#open.set(folder, known);
      return known;
    }
    const [place] = folder.places;
    const isRoot = folder.id === 1;
    if (place === undefined && !isRoot) throw new Refusal('ENOENT');
    // The root itself may be reached by links: it is the user's choice.
    const path = place === undefined ? this.#root : this.within(place.parent, place.name);
    const flags = openPath | constants.O_DIRECTORY | (isRoot ? 0 : constants.O_NOFOLLOW);
    const descriptor = openSync(path, flags);
    if (!isRoot && !isSame(fstatSync(descriptor, { bigint: true }), folder.identity)) {
      closeSync(descriptor);
      throw new Refusal('ESTALE');
    }
    this.#open.set(folder, descriptor);
    if (this.#open.size > mostOpen) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.drop(oldest);
    }
    return descriptor;
  }
}

class LookingWall implements Wall {
  readonly #root: Buffer;

  constructor(root: string) {
    // In this form Windows takes paths of any length; Node gives it only to strings.
    this.#root = Buffer.from(toNamespacedPath(root));
  }

  within(folder: Node, name: string): Buffer {
    return join(this.itself(folder), name);
  }

  itself(node: Node): Buffer {
    const path = pathOf(node);
    if (path === undefined) throw new Refusal('ENOENT');
    let at = this.#root;
    const names = path === '' ? [] : path.split('/');
    for (const [index, name] of names.entries()) {
      at = join(at, name);
      const last = index === names.length - 1;
      if (!last && !lstatSync(at).isDirectory()) throw new Refusal('ESTALE');
    }
    if (node.folder && node.id !== 1 && !isFolderItself(lstatSync(at, { bigint: true }), node))
      throw new Refusal('ESTALE');
    return at;
  }

  drop(): void {}

  close(): void {}
}

/** Throws `ELOOP` if a link is there: for systems where opening can't be told not to follow it. */
export function refuseLink(path: Buffer): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new Refusal('ELOOP');
}

function isFolderItself(stat: BigIntStats, node: Node): boolean {
  return stat.isDirectory() && isSame(stat, node.identity);
}

function join(folder: Buffer, name: string): Buffer {
  return Buffer.concat([folder, Buffer.from(sep), bytesOf(name)]);
}
