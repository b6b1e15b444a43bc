/**
 * A tree of nodes beside a host whose files are made, linked, moved and removed, now by the guest, which says so, and
 * now behind its back. Whatever has happened, what is looked up is found as the host has it, and the tree agrees with
 * itself.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { NodeTree, pathOf, type Node } from '../../../../../main/core/shares/fuse/node-tree.ts';
import { HostModel, type HostFile, type HostPlace } from './host-model.ts';

type Step =
  | { readonly do: 'make'; readonly in: number; readonly name: string; readonly folder: boolean }
  | {
      readonly do: 'link' | 'move';
      readonly what: number;
      readonly in: number;
      readonly name: string;
      readonly told: boolean;
    }
  | { readonly do: 'remove'; readonly what: number; readonly told: boolean }
  | { readonly do: 'look'; readonly what: number }
  | { readonly do: 'open' | 'close' | 'forgetOne' | 'forgetAll'; readonly node: number };

const some = fc.nat(40);
const name = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('make' as const), in: some, name, folder: fc.boolean() }),
  fc.record({ do: fc.constantFrom('link', 'move'), what: some, in: some, name, told: fc.boolean() }),
  fc.record({ do: fc.constant('remove' as const), what: some, told: fc.boolean() }),
  fc.record({ do: fc.constant('look' as const), what: some }),
  fc.record({ do: fc.constantFrom('open', 'close', 'forgetOne', 'forgetAll'), node: some }),
);

class Beside {
  readonly host = new HostModel();
  readonly tree = new NodeTree({ dev: 1n, ino: this.host.root.ino });
  /** What the kernel was given, by the node's number. */
  readonly given = new Map<number, { readonly node: Node; count: number }>();
  readonly everGiven = new Map<number, Node>();

  take(step: Step): void {
    const places = this.host.places();
    const folders = [{ path: [], file: this.host.root }, ...places.filter(({ file }) => file.entries)];
    switch (step.do) {
      case 'make': {
        const path = [...pick(folders, step.in).path, step.name];
        if (this.host.at(path) === undefined) this.host.make(path, step.folder);
        return;
      }
      case 'link': {
        const what = pickMaybe(places, step.what);
        const to = [...pick(folders, step.in).path, step.name];
        if (what === undefined || what.file.entries !== undefined || this.host.at(to) !== undefined) return;
        this.host.link(to, what.file);
        if (step.told) this.look(to);
        return;
      }
      case 'move':
        this.#move(pickMaybe(places, step.what), [...pick(folders, step.in).path, step.name], step.told);
        return;
      case 'remove': {
        const what = pickMaybe(places, step.what);
        if (what === undefined) return;
        const parent = step.told ? this.look(what.path.slice(0, -1)) : undefined;
        this.host.remove(what.path);
        if (parent !== undefined) this.tree.unplace(parent, what.path.at(-1) ?? '');
        return;
      }
      case 'look': {
        const what = pickMaybe(places, step.what);
        if (what !== undefined) this.#lookAt(what);
        return;
      }
      default:
        this.#kernel(step);
    }
  }

  /** Looks up each part of a path, as the kernel does, which is given each. */
  look(path: readonly string[]): Node {
    let node = this.tree.root;
    let file = this.host.root;
    for (const [index, part] of path.entries()) {
      const next: HostFile | undefined = file.entries?.get(part);
      if (next === undefined) throw new Error(`${path.join('/')} is not there`);
      const folder = next.entries !== undefined;
      const parent = node;
      file = next;
      const single = folder || next.links === 1;
      node = this.tree.at(parent, part, { dev: 1n, ino: next.ino }, { folder, single });
      expect(node.identity.ino).toBe(next.ino);
      expect(node.folder).toBe(folder);
      expect(parent.children.get(part)).toBe(node);
      expect(pathOf(node)).toBe(path.slice(0, index + 1).join('/'));
      this.#give(node);
    }
    return node;
  }

  /** All that must hold at any time. */
  check(): void {
    for (const [id, { node, count }] of this.given) {
      expect(node.lookups).toBe(count);
      if (count > 0 || node.handles.size > 0) expect(this.tree.get(id)).toBe(node);
    }
    const all = this.#reachable();
    for (const node of all) {
      expect(this.tree.get(node.id)).toBe(node);
      for (const [childName, child] of node.children)
        expect(child.places.filter((one) => one.parent === node && one.name === childName)).toHaveLength(1);
      for (const { parent, name: at } of node.places) expect(parent.children.get(at)).toBe(node);
      // What has been forgotten and is of no use to what hasn't been is not kept.
      const kept = node.lookups > 0 || node.handles.size > 0 || node.children.size > 0;
      expect(kept || node === this.tree.root).toBe(true);
    }
    expect(this.tree.size).toBe(all.size);
  }

  /** All nodes that there can be: from the root and from what the kernel has, up and down. */
  #reachable(): Set<Node> {
    const all = new Set<Node>();
    const held = [...this.given.values()].filter(({ node, count }) => count > 0 || node.handles.size > 0);
    const rest = [this.tree.root, ...held.map(({ node }) => node)];
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
      if (all.has(node)) continue;
      all.add(node);
      rest.push(...node.children.values(), ...node.places.map(({ parent }) => parent));
    }
    return all;
  }

  /** The kernel forgets all, and all names are taken away. */
  end(): void {
    for (const { node } of this.given.values()) node.handles.clear();
    for (const [id, { count }] of this.given) this.tree.forget(id, count);
    for (const node of this.#reachable())
      for (const { parent, name: at } of [...node.places]) this.tree.unplace(parent, at);
    expect(this.tree.size).toBe(1);
  }

  #lookAt({ path, file }: HostPlace): void {
    const node = this.look(path);
    // Other names of the same file are the same node.
    for (const other of this.host.places()) if (other.file === file) expect(this.look(other.path)).toBe(node);
  }

  #move(what: HostPlace | undefined, to: readonly string[], told: boolean): void {
    if (what === undefined) return;
    const there = this.host.at(to);
    const intoItself = what.path.every((part, index) => to[index] === part);
    // As for the system: an empty folder takes the place of a folder only, and two names of one file stay.
    const fits =
      there === undefined ||
      (there !== what.file &&
        (there.entries === undefined) === (what.file.entries === undefined) &&
        (there.entries?.size ?? 0) === 0);
    if (intoItself || !fits) return;
    const from = what.path;
    if (!told) {
      this.host.move(from, to);
      return;
    }
    this.look(from);
    const parents = [this.look(from.slice(0, -1)), this.look(to.slice(0, -1))];
    this.host.move(from, to);
    const [oldParent, newParent] = parents;
    if (oldParent === undefined || newParent === undefined) throw new Error('no folders');
    const node = oldParent.children.get(from.at(-1) ?? '');
    this.tree.move(oldParent, from.at(-1) ?? '', newParent, to.at(-1) ?? '');
    expect(newParent.children.get(to.at(-1) ?? '')).toBe(node);
    expect(this.look(to)).toBe(node);
  }

  #kernel(step: Extract<Step, { node: number }>): void {
    const known = pickMaybe([...this.given.values()], step.node);
    if (known === undefined) return;
    const { node, count } = known;
    if (step.do === 'open' && count > 0) node.handles.add(1);
    if (step.do === 'close' && node.handles.delete(1)) this.tree.forget(node.id, 0);
    if (step.do === 'forgetOne' || step.do === 'forgetAll') {
      const forgotten = step.do === 'forgetAll' ? count : Math.min(1, count);
      known.count -= forgotten;
      this.tree.forget(node.id, forgotten);
    }
  }

  #give(node: Node): void {
    if (node === this.tree.root) return;
    const before = this.everGiven.get(node.id);
    if (before !== undefined) expect(node).toBe(before); // a number is never given to another node
    this.everGiven.set(node.id, node);
    const known = this.given.get(node.id);
    node.lookups += 1;
    if (known === undefined) this.given.set(node.id, { node, count: 1 });
    else known.count += 1;
  }
}

function pickMaybe<T>(all: readonly T[], index: number): T | undefined {
  return all.length === 0 ? undefined : all[index % all.length];
}

function pick<T>(all: readonly T[], index: number): T {
  const found = pickMaybe(all, index);
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

it('a tree of nodes finds what is there, whatever has happened to it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const beside = new Beside();
      for (const one of steps) {
        beside.take(one);
        beside.check();
      }
      beside.end();
    }),
    { numRuns: 300 },
  );
});
