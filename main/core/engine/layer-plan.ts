/**
 * What the layers of an image do to files, worked out from the names in their archives. A later layer hides what an
 * earlier one has under the same name; `.wh.NAME` removes NAME and `.wh..wh..opq` all that earlier layers have in its
 * folder (OCI image specification, "Image Layer Filesystem Changeset"). Nothing of it touches a file of this computer.
 */
import type { LayerFile } from '../../contract/image-model.ts';
import { cleanText } from './untrusted.ts';

/** An entry of a layer's archive. */
export interface LayerEntry {
  readonly path: string;
  readonly bytes: number;
  readonly directory: boolean;
}

export interface PlannedLayer {
  readonly files: readonly LayerFile[];
  readonly wastedBytes: number;
}

interface Node {
  readonly children: Map<string, Node>;
  bytes: number;
  /** Number of the layer that it comes from. */
  layer: number;
}

/** The layers in their order, the oldest first. */
export function planLayers(layers: readonly (readonly LayerEntry[])[]): PlannedLayer[] {
  const root = nodeOf(-1);
  return layers.map((entries, layer) => planLayer(root, entries, layer));
}

function planLayer(root: Node, entries: readonly LayerEntry[], layer: number): PlannedLayer {
  const files: LayerFile[] = [];
  const told = (kind: LayerFile['kind'], path: readonly string[], bytes: number, wastedBytes: number) =>
    files.push({ kind, path: cleanText(`/${path.join('/')}`), bytes, wastedBytes });
  const whole = entries.map((entry) => ({ ...entry, parts: partsOf(entry.path) }));
  // What a layer removes is of earlier ones, wherever in its archive that stands.
  for (const { parts } of whole) {
    const name = parts.at(-1) ?? '';
    if (!name.startsWith('.wh.')) continue;
    const folder = parts.slice(0, -1);
    if (name === '.wh..wh..opq') {
      const node = find(root, folder);
      for (const [child, one] of node?.children ?? []) {
        told('removed', [...folder, child], 0, bytesBelow(one));
      }
      node?.children.clear();
    } else if (!name.startsWith('.wh..wh.')) {
      const removed = name.slice('.wh.'.length);
      const parent = find(root, folder);
      const node = parent?.children.get(removed);
      if (node === undefined) continue;
      parent?.children.delete(removed);
      told('removed', [...folder, removed], 0, bytesBelow(node));
    }
  }
  for (const { parts, bytes, directory } of whole) {
    const name = parts.at(-1);
    if (name === undefined || name.startsWith('.wh.')) continue;
    const parent = make(root, parts.slice(0, -1), layer);
    const before = parent.children.get(name);
    if (before !== undefined && directory && before.bytes === 0) continue;
    const wasted = before === undefined || before.layer === layer ? 0 : bytesBelow(before);
    parent.children.set(name, { children: new Map(), bytes, layer });
    // A name that an archive has twice is told once for each; the last one counts.
    told(before === undefined ? 'added' : 'changed', parts, bytes, wasted);
  }
  return { files, wastedBytes: files.reduce((sum, one) => sum + one.wastedBytes, 0) };
}

/** `..` is a name as any other here: nothing is opened by it. */
function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function nodeOf(layer: number): Node {
  return { children: new Map(), bytes: 0, layer };
}

function find(root: Node, parts: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const part of parts) node = node?.children.get(part);
  return node;
}

function make(root: Node, parts: readonly string[], layer: number): Node {
  let node = root;
  for (const part of parts) {
    const next = node.children.get(part) ?? nodeOf(layer);
    node.children.set(part, next);
    node = next;
  }
  return node;
}

/** Of it and all below it; without recursion, since depth is the image's choice. */
function bytesBelow(node: Node): number {
  let bytes = 0;
  const waiting = [node];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    bytes += one.bytes;
    for (const child of one.children.values()) waiting.push(child);
  }
  return bytes;
}
