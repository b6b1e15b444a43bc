import { describe, expect, it } from 'vitest';
import { Arranger } from '../../../../../main/core/shares/events/arrange.ts';
import {
  noDifferences,
  type Differences,
  type Place,
} from '../../../../../main/core/shares/events/compare.ts';
import type { Entry } from '../../../../../main/core/shares/events/entry.ts';
import { Folder } from '../../../../../main/core/shares/events/folder.ts';
import type { EntryType } from '../../../../../main/core/shares/events/host-change.ts';

function entry(type: EntryType, ino: number): Entry {
  return {
    type,
    dev: 1,
    ino,
    birth: 1,
    size: 0,
    mtime: ino,
    ctime: 1,
    rights: 1,
    folder: undefined,
  };
}

/** A remembered tree: names with a slash at the end are folders, the number is what it is (its inode). */
function remembered(paths: Readonly<Record<string, number>>) {
  const top = new Folder(undefined, '', undefined);
  const root = new Folder(top, '', entry('dir', 1));
  if (root.entry !== undefined) top.entries.set('', root.entry);
  const folders = new Map([['', root]]);
  const place = (path: string, ino: number): Place => {
    const names = path.split('/').filter((name) => name !== '');
    const name = names.pop() ?? '';
    const folder = folders.get(names.join('/')) ?? root;
    const made = entry(path.endsWith('/') ? 'dir' : 'file', ino);
    if (path.endsWith('/')) folders.set([...names, name].join('/'), new Folder(folder, name, made));
    return { folder, name, entry: made };
  };
  const places = new Map<string, Place>();
  for (const [path, ino] of Object.entries(paths)) {
    const one = place(path, ino);
    one.folder.entries.set(one.name, one.entry);
    places.set(path, one);
  }
  return { places, place };
}

/** What is told when these are gone and these are there; from where a thing came is found by its number. */
function told(
  before: Readonly<Record<string, number>>,
  removed: readonly string[],
  found: Readonly<Record<string, number>>,
): string[] {
  const { places, place } = remembered(before);
  const differences: Differences = noDifferences();
  for (const path of removed) {
    const gone = places.get(path);
    if (gone !== undefined) differences.removed.push(gone);
  }
  for (const [path, ino] of Object.entries(found)) {
    const source = [...places.values()].find(({ entry: { ino: known } }) => known === ino);
    const at = source === undefined ? place(path, ino) : { ...place(path.replace(/\/$/, ''), ino) };
    differences.found.push({ ...at, entry: source === undefined ? at.entry : { ...source.entry }, source });
  }
  const arranger = new Arranger(differences);
  arranger.run();
  return arranger.changes.map((change) =>
    change.kind === 'renamed' ? `${change.from} -> ${change.path}` : `${change.kind} ${change.path}`,
  );
}

describe('the order of what is told', () => {
  it('parents before what is in them, and after it when they are deleted', () => {
    expect(told({ 'd/': 2, 'd/x': 3 }, ['d/'], { 'n/': 10, 'n/y': 11 })).toEqual([
      'created n',
      'created n/y',
      'deleted d/x',
      'deleted d',
    ]);
  });

  it('a name is left before another takes it', () => {
    expect(told({ a: 2, b: 3 }, ['a', 'b'], { b: 2, c: 3 })).toEqual(['b -> c', 'a -> b']);
  });

  it('what is moved out of a deleted folder goes first', () => {
    expect(told({ 'd/': 2, 'd/x': 3 }, ['d/'], { y: 3 })).toEqual(['d/x -> y', 'deleted d']);
  });

  it('names exchanged: one of them is told as new', () => {
    expect(told({ a: 2, b: 3 }, ['a', 'b'], { a: 3, b: 2 })).toEqual(['a -> b', 'created a']);
  });

  it('another file under a name is a change of it, unless it has come from elsewhere', () => {
    expect(told({ a: 2 }, ['a'], { a: 9 })).toEqual(['modified a']);
    expect(told({ a: 2, tmp: 3 }, ['a', 'tmp'], { a: 3 })).toEqual(['tmp -> a']);
  });

  it('another folder under a name is another folder', () => {
    expect(told({ 'd/': 2, 'd/x': 3 }, ['d/'], { 'd/': 9 })).toEqual([
      'deleted d/x',
      'deleted d',
      'created d',
    ]);
  });
});
