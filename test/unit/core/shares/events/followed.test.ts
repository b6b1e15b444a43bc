import { describe, expect, it } from 'vitest';
import { Folder, locate } from '../../../../../main/core/shares/events/folder.ts';
import { outermost } from '../../../../../main/core/shares/events/followed.ts';
import { Hidden } from '../../../../../main/core/shares/events/hidden.ts';
import type { Entry } from '../../../../../main/core/shares/events/entry.ts';

function entry(): Entry {
  return {
    type: 'dir',
    dev: 1,
    ino: 1,
    birth: 1,
    size: 0,
    mtime: 1,
    ctime: 1,
    rights: 1,
    folder: undefined,
  };
}

function folderIn(parent: Folder, name: string): Folder {
  const folder = new Folder(parent, name, entry());
  if (folder.entry !== undefined) parent.entries.set(name, folder.entry);
  return folder;
}

describe('what is followed', () => {
  it('leaves out what is in another one, and what leads upwards', () => {
    expect(outermost(['a/b/', 'a', '/c//d', 'ab', '../x', 'c/./d'])).toEqual(['a', 'c/d', 'ab']);
    expect(outermost(['a', '', 'b'])).toEqual(['']);
    expect(outermost([])).toEqual([]);
  });
});

describe('where a path has its place', () => {
  const top = new Folder(undefined, '', undefined);
  const deep = folderIn(folderIn(top, 'a/b'), 'c');

  it('in a folder that is remembered', () => {
    expect(locate(top, 'a/b')).toEqual({ folder: top, name: 'a/b' });
    expect(locate(top, 'a/b/c')?.name).toBe('c');
    expect(locate(top, 'a/b/c/new')?.folder).toBe(deep);
  });

  it.each([
    '',
    'a',
    'a/bc',
    'x',
    'a/b/x/y',
    '..',
    'a/b/..',
    'a/b/../../x',
    'a/b/./c',
    'a/b//c',
    'a/b/',
    '/a/b',
    'a/b/\0',
  ])('nowhere: %j', (path) => expect(locate(top, path)).toBeUndefined());

  it('in the root, if that is followed', () => {
    const all = new Folder(undefined, '', undefined);
    const root = folderIn(all, '');
    expect(locate(all, '')).toEqual({ folder: all, name: '' });
    expect(locate(all, 'x')).toEqual({ folder: root, name: 'x' });
  });
});

describe('hidden folders', () => {
  const hidden = new Hidden('/data/né', ['/data/né/x/own', '/elsewhere']);
  const top = new Folder(undefined, '', undefined);
  const root = folderIn(top, '');
  const x = folderIn(root, 'x');

  it('are known by their whole path', () => {
    expect(hidden.has(x, 'own')).toBe(true);
    expect(hidden.has(root, 'own')).toBe(false);
    expect(hidden.has(x, 'owner')).toBe(false);
    expect(hidden.covers('x/own/deep')).toBe(true);
    expect(hidden.covers('x')).toBe(false);
  });
});
