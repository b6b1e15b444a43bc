/** What the calls of one share have in common. */
import type { Handles } from './handles.ts';
import type { Node } from './node-tree.ts';
import { bytesOf } from './names.ts';
import { entry, invalidateEntry, invalidateNode, Refusal, type Validity } from './protocol.ts';
import type { Found, ShareFiles } from './share-files.ts';

export interface ServingOptions {
  readonly files: ShareFiles;
  readonly handles: Handles;
  readonly readOnly: boolean;
  readonly platform: NodeJS.Platform;
  /** Changes below this path of the share are noticed by somebody, who tells the kernel of them. */
  readonly watched: (path: string) => boolean;
  /** Hears of what we have changed ourselves: a path. */
  readonly changed: (path: string) => void;
  readonly renamed: (from: string, path: string) => void;
  readonly send: (message: Buffer) => void;
}

/** Seconds that the kernel may go by what it was told, where changes are noticed and where they aren't. */
const validSeconds = { watched: 3600, unwatched: 1 };

export class Serving {
  readonly files: ShareFiles;
  readonly handles: Handles;
  readonly platform: NodeJS.Platform;
  readonly #options: ServingOptions;

  constructor(options: ServingOptions) {
    this.#options = options;
    this.files = options.files;
    this.handles = options.handles;
    this.platform = options.platform;
  }

  /** Throws `EROFS` in a share that is read-only. */
  mustWrite(): void {
    if (this.#options.readOnly) throw new Refusal('EROFS');
  }

  isWatched(folder: Node): boolean {
    const path = this.files.pathOf(folder);
    return path !== undefined && this.#options.watched(path);
  }

  validity(folder: Node): Validity {
    const seconds = this.isWatched(folder) ? validSeconds.watched : validSeconds.unwatched;
    return { entry: seconds, attributes: seconds };
  }

  /** How long the attributes of a node hold. */
  attributeSeconds(node: Node): number {
    const [place] = node.places;
    if (node.id === 1) return this.isWatched(node) ? validSeconds.watched : validSeconds.unwatched;
    return place === undefined ? 0 : this.validity(place.parent).attributes;
  }

  /** The answer that gives the kernel a node, once more. */
  given(parent: Node, { node, attributes, changed }: Found): Buffer {
    node.lookups += 1;
    this.noticed(node, changed);
    return entry(node.id, attributes, this.validity(parent));
  }

  /** A file's content was found to be another: pages that the kernel has of it are old. */
  noticed(node: Node, changed: boolean): void {
    if (changed && !node.folder) this.#options.send(invalidateNode(node.id, true));
  }

  forgetEntry(parent: Node, name: string): void {
    this.#options.send(invalidateEntry(parent.id, bytesOf(name)));
  }

  forgetNode(node: Node, data: boolean): void {
    this.#options.send(invalidateNode(node.id, data));
  }

  /** The kernel must not go on showing what it remembers: the folder of the share is not there. */
  forgetAll(): void {
    const { root } = this.files.tree;
    const names = [...root.children.keys()];
    this.files.checkRoot();
    for (const name of names) this.forgetEntry(root, name);
    this.forgetNode(root, true);
  }

  /** Something under this name was changed by a container. */
  touched(parent: Node, name: string): void {
    const path = this.#childPath(parent, name);
    if (path === undefined) return;
    this.#options.changed(path);
    // The folder itself has another time now.
    this.#options.changed(this.files.pathOf(parent) ?? '');
  }

  /** A file's content or attributes were changed by a container. */
  touchedNode(node: Node): void {
    for (const { parent, name } of node.places) {
      const path = this.#childPath(parent, name);
      if (path !== undefined) this.#options.changed(path);
    }
  }

  moved(from: Node, name: string, to: Node, newName: string): void {
    const [before, after] = [this.#childPath(from, name), this.#childPath(to, newName)];
    if (before !== undefined && after !== undefined) this.#options.renamed(before, after);
    for (const folder of [from, to]) this.#options.changed(this.files.pathOf(folder) ?? '');
  }

  #childPath(parent: Node, name: string): string | undefined {
    const path = this.files.pathOf(parent);
    if (path === undefined) return undefined;
    return path === '' ? name : `${path}/${name}`;
  }
}
