/** Files and folders that the guest has open, by the numbers it knows them by. */
import { closeSync } from 'node:fs';
import type { Node } from './node-tree.ts';
import { Refusal } from './protocol.ts';

export interface OpenFile {
  readonly node: Node;
  readonly descriptor: number;
  readonly writable: boolean;
}

export interface OpenFolder {
  readonly node: Node;
  /** The names, as they were when the listing began. */
  names: readonly string[] | undefined;
}

/** Most that may be open at once: more than that many, and the host has none left for us. */
const mostFiles = 16_384;

export class Handles {
  readonly #files = new Map<number, OpenFile>();
  readonly #folders = new Map<number, OpenFolder>();
  #next = 1;

  addFile(file: OpenFile): number {
    if (this.#files.size >= mostFiles) {
      closeSync(file.descriptor);
      throw new Refusal('ENFILE');
    }
    const handle = this.#number();
    this.#files.set(handle, file);
    file.node.handles.add(handle);
    return handle;
  }

  addFolder(node: Node): number {
    if (this.#folders.size >= mostFiles) throw new Refusal('ENFILE');
    const handle = this.#number();
    this.#folders.set(handle, { node, names: undefined });
    return handle;
  }

  /** Throws `EBADF`. */
  file(handle: number): OpenFile {
    const file = this.#files.get(handle);
    if (file === undefined) throw new Refusal('EBADF');
    return file;
  }

  /** Throws `EBADF`. */
  folder(handle: number): OpenFolder {
    const folder = this.#folders.get(handle);
    if (folder === undefined) throw new Refusal('EBADF');
    return folder;
  }

  /** Some file that is open on the node, for one that has no name any more. */
  anyOf(node: Node): OpenFile | undefined {
    for (const handle of node.handles) return this.#files.get(handle);
    return undefined;
  }

  closeFile(handle: number): Node | undefined {
    const file = this.#files.get(handle);
    if (file === undefined) return undefined;
    this.#files.delete(handle);
    file.node.handles.delete(handle);
    closeSync(file.descriptor);
    return file.node;
  }

  closeFolder(handle: number): void {
    this.#folders.delete(handle);
  }

  closeAll(): void {
    for (const handle of [...this.#files.keys()]) this.closeFile(handle);
    this.#folders.clear();
  }

  #number(): number {
    this.#next += 1;
    return this.#next;
  }
}
