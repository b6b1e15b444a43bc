import { describe, expect, it } from 'vitest';
import { isSame, NodeTree, pathOf, type Node } from '../../../../../main/core/shares/fuse/node-tree.ts';

const identity = (ino: number) => ({ dev: 1n, ino: BigInt(ino) });
const asFolder = { folder: true, single: true };
const asFile = { folder: false, single: true };
const asLink = { folder: false, single: false };

/** Something is looked up: the kernel knows it from now on. */
function given(node: Node): Node {
  node.lookups += 1;
  return node;
}

function tree() {
  const nodes = new NodeTree(identity(100));
  return { nodes, root: nodes.root };
}

describe('the numbers of nodes', () => {
  it('are 1 for the root, and never the same for two', () => {
    const { nodes, root } = tree();
    expect(nodes.get(1)).toBe(root);
    const a = given(nodes.at(root, 'a', identity(1), asFile));
    const b = given(nodes.at(root, 'b', identity(2), asFile));
    expect(new Set([1, a.id, b.id]).size).toBe(3);
    nodes.forget(a.id, 1);
    nodes.unplace(root, 'a');
    expect(nodes.at(root, 'c', identity(1), asFile).id).not.toBe(a.id);
  });

  it('stay the same for as long as the kernel knows the file', () => {
    const { nodes, root } = tree();
    const a = given(nodes.at(root, 'a', identity(1), asFile));
    expect(given(nodes.at(root, 'a', identity(1), asFile))).toBe(a);
    nodes.forget(a.id, 1);
    expect(nodes.get(a.id)).toBe(a);
    nodes.forget(a.id, 1);
    expect(() => nodes.get(a.id)).toThrow('ESTALE');
    expect(nodes.size).toBe(1);
  });

  it('tell files of different devices apart', () => {
    expect(isSame(identity(1), { dev: 1n, ino: 1n })).toBe(true);
    expect(isSame(identity(1), { dev: 2n, ino: 1n })).toBe(false);
    const { nodes, root } = tree();
    const a = nodes.at(root, 'a', { dev: 1n, ino: 11n }, asLink);
    expect(nodes.at(root, 'b', { dev: 11n, ino: 1n }, asLink)).not.toBe(a);
  });

  it('that nobody has are stale', () => {
    expect(() => tree().nodes.get(2)).toThrow('ESTALE');
  });
});

describe('the place of a node', () => {
  it('is told as a path below the root', () => {
    const { nodes, root } = tree();
    const d = nodes.at(root, 'd', identity(1), asFolder);
    expect(pathOf(root)).toBe('');
    expect(pathOf(nodes.at(d, 'f', identity(2), asFile))).toBe('d/f');
  });

  it('follows a file that the host has moved', () => {
    const { nodes, root } = tree();
    const d = given(nodes.at(root, 'd', identity(1), asFolder));
    const f = given(nodes.at(d, 'f', identity(2), asFile));
    expect(nodes.at(root, 'g', identity(2), asFile)).toBe(f);
    expect(pathOf(f)).toBe('g');
    expect([...d.children]).toEqual([]);
  });

  it('is lost to another file under the same name', () => {
    const { nodes, root } = tree();
    const old = given(nodes.at(root, 'f', identity(1), asFile));
    const fresh = given(nodes.at(root, 'f', identity(2), asFile));
    expect(fresh).not.toBe(old);
    expect(pathOf(old)).toBeUndefined();
    expect(nodes.get(old.id)).toBe(old);
    expect(root.children.get('f')).toBe(fresh);
  });

  it('is lost to a folder that has the number of what was a file', () => {
    const { nodes, root } = tree();
    const file = given(nodes.at(root, 'x', identity(1), asFile));
    const folder = given(nodes.at(root, 'x', identity(1), asFolder));
    expect(folder).not.toBe(file);
    expect(folder.folder).toBe(true);
  });

  it('is none below a folder that is gone', () => {
    const { nodes, root } = tree();
    const d = given(nodes.at(root, 'd', identity(1), asFolder));
    const f = given(nodes.at(d, 'f', identity(2), asFile));
    expect(nodes.unplace(root, 'd')).toBe(d);
    expect(pathOf(f)).toBeUndefined();
    expect(nodes.unplace(root, 'd')).toBeUndefined();
  });

  it('is not that of an earlier file with the same number once that has lost its name', () => {
    const { nodes, root } = tree();
    const old = given(nodes.at(root, 'f', identity(1), asFile));
    nodes.unplace(root, 'f');
    const fresh = given(nodes.at(root, 'g', identity(1), asFile));
    expect(fresh).not.toBe(old);
    expect(pathOf(old)).toBeUndefined();
    expect(pathOf(fresh)).toBe('g');
  });

  it('stays where it is for a folder that is found in itself, which has a place of its own there', () => {
    const { nodes, root } = tree();
    const a = given(nodes.at(root, 'a', identity(1), asFolder));
    const b = given(nodes.at(a, 'b', identity(2), asFolder));
    const again = given(nodes.at(b, 'a', identity(1), asFolder));
    expect(again).not.toBe(a);
    expect([pathOf(a), pathOf(again)]).toEqual(['a', 'a/b/a']);
    expect(given(nodes.at(b, 'a', identity(1), asFolder))).toBe(again);
    const root2 = nodes.at(a, 'root', identity(100), asFolder);
    expect([pathOf(root), pathOf(root2)]).toEqual(['', 'a/root']);
  });
});

describe('a move', () => {
  it('takes along what is below, and what was at the new name is gone from there', () => {
    const { nodes, root } = tree();
    const d = given(nodes.at(root, 'd', identity(1), asFolder));
    const f = given(nodes.at(d, 'f', identity(2), asFile));
    const e = given(nodes.at(root, 'e', identity(3), asFolder));
    const there = given(nodes.at(e, 'x', identity(4), asFolder));
    nodes.move(root, 'd', e, 'x');
    expect([pathOf(d), pathOf(f), pathOf(there)]).toEqual(['e/x', 'e/x/f', undefined]);
    expect(nodes.at(e, 'x', identity(1), asFolder)).toBe(d);
    expect(root.children.has('d')).toBe(false);
  });

  it('to where it is changes nothing', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asFile));
    nodes.move(root, 'f', root, 'f');
    expect(pathOf(f)).toBe('f');
  });

  it('of something unknown still takes what was at the new name', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asFile));
    nodes.move(root, 'unknown', root, 'f');
    expect(pathOf(f)).toBeUndefined();
  });

  it('takes one of the names of a file only', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asLink));
    nodes.at(root, 'g', identity(1), asLink);
    nodes.move(root, 'f', root, 'h');
    expect(f.places.map(({ name }) => name).toSorted()).toEqual(['g', 'h']);
    expect(nodes.at(root, 'h', identity(1), asLink)).toBe(f);
  });

  it('into a folder that only its children have kept leaves that folder known', () => {
    const { nodes, root } = tree();
    const d = nodes.at(root, 'd', identity(1), asFolder);
    const old = given(nodes.at(d, 'x', identity(2), asFile));
    const f = given(nodes.at(root, 'f', identity(3), asFile));
    nodes.forget(old.id, 1); // sweeps `d` with it, since the kernel has never known that
    expect(() => nodes.get(d.id)).toThrow('ESTALE');
    const e = nodes.at(root, 'e', identity(4), asFolder);
    nodes.at(e, 'x', identity(5), asFile);
    nodes.move(root, 'f', e, 'x');
    expect(nodes.get(e.id)).toBe(e);
    expect(nodes.get(f.id)).toBe(f);
    expect(pathOf(f)).toBe('e/x');
  });

  it('of a folder into itself is none: what is known of its names is out of date', () => {
    const { nodes, root } = tree();
    const a = given(nodes.at(root, 'a', identity(1), asFolder));
    const b = given(nodes.at(a, 'b', identity(2), asFolder));
    nodes.move(root, 'a', b, 'a');
    expect(pathOf(a)).toBeUndefined();
    expect(pathOf(b)).toBeUndefined();
  });
});

describe('hard links', () => {
  it('are one node with several names, for as long as one is left', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asLink));
    expect(given(nodes.at(root, 'g', identity(1), asLink))).toBe(f);
    nodes.unplace(root, 'f');
    expect(pathOf(f)).toBe('g');
    expect(nodes.at(root, 'h', identity(1), asLink)).toBe(f);
    nodes.unplace(root, 'g');
    nodes.unplace(root, 'h');
    expect(pathOf(f)).toBeUndefined();
  });

  it('are found by the name that was seen last: the others may be gone on the host', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asLink));
    nodes.at(root, 'g', identity(1), asLink);
    expect(pathOf(f)).toBe('g');
    nodes.at(root, 'f', identity(1), asLink);
    expect(pathOf(f)).toBe('f');
    nodes.at(root, 'g', identity(1), asFile); // the last one
    expect(f.places.map(({ name }) => name)).toEqual(['g']);
  });

  it('of which only one is left have that name only', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asLink));
    nodes.at(root, 'g', identity(1), asLink);
    expect(nodes.at(root, 'h', identity(1), asFile)).toBe(f);
    expect(f.places.map(({ name }) => name)).toEqual(['h']);
    expect([...root.children.keys()]).toEqual(['h']);
  });
});

describe('what is forgotten', () => {
  it('is never the root, nor more than was given', () => {
    const { nodes, root } = tree();
    nodes.forget(1, 99);
    expect(nodes.get(1)).toBe(root);
    const f = given(nodes.at(root, 'f', identity(1), asFile));
    nodes.forget(f.id, 99);
    nodes.forget(f.id, 1);
    nodes.forget(12_345, 1);
    expect(nodes.size).toBe(1);
    expect(given(nodes.at(root, 'f', identity(1), asFile)).lookups).toBe(1);
  });

  it('stays while a file is open on it', () => {
    const { nodes, root } = tree();
    const f = given(nodes.at(root, 'f', identity(1), asFile));
    f.handles.add(7);
    nodes.forget(f.id, 1);
    expect(nodes.get(f.id)).toBe(f);
    f.handles.delete(7);
    nodes.forget(f.id, 0);
    expect(() => nodes.get(f.id)).toThrow('ESTALE');
  });

  it('stays while the kernel knows something below it, and goes with the last of that', () => {
    const { nodes, root } = tree();
    const d = given(nodes.at(root, 'd', identity(1), asFolder));
    const e = given(nodes.at(d, 'e', identity(2), asFolder));
    const f = given(nodes.at(e, 'f', identity(3), asFile));
    for (const { id } of [d, e]) nodes.forget(id, 1);
    expect(pathOf(f)).toBe('d/e/f');
    nodes.forget(f.id, 1);
    expect(nodes.size).toBe(1);
    expect(root.children.size).toBe(0);
  });

  it('is not the folder in which one file takes the name of another', () => {
    const { nodes, root } = tree();
    const d = nodes.at(root, 'd', identity(1), asFolder);
    nodes.at(d, 'f', identity(2), asFile);
    const f = given(nodes.at(d, 'f', identity(3), asFile));
    expect(nodes.get(d.id)).toBe(d);
    expect(pathOf(f)).toBe('d/f');
  });

  it('is not what has just been found under another name', () => {
    const { nodes, root } = tree();
    nodes.at(root, 'f', identity(1), asFile);
    const moved = given(nodes.at(root, 'g', identity(1), asFile));
    expect(nodes.get(moved.id)).toBe(moved);
    expect(pathOf(moved)).toBe('g');
  });
});
