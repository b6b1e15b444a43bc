/** Folders as rows, modes as letters, and files packed for their way. */
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../main/contract/files-model.ts';
import { isBadName, modeText, rowsOf, shownName, stepsTo } from '../../../renderer/features/files/rows.ts';
import { tarOf } from '../../../renderer/features/files/tar.ts';
import { wantedVolume } from '../../../renderer/features/volumes/wanted-volume.ts';

const entry = (name: string): FileEntry => ({
  ...{ name, kind: 'file', bytes: 1, mode: 0o644, owner: 'root', group: 'root', modifiedAt: 0 },
});

describe('rows', () => {
  it('have marks of their own folder only, and what was deleted at the end', () => {
    const rows = rowsOf('/etc', [entry('a'), entry('b'), entry('c')], {
      total: 5,
      items: [
        { kind: 'changed', path: '/etc' },
        { kind: 'added', path: '/etc/a' },
        { kind: 'changed', path: '/etc/b' },
        { kind: 'deleted', path: '/etc/gone' },
        { kind: 'added', path: '/etc/a/c' },
      ],
    });
    expect(rows.map(({ name, mark, entry: of }) => [name, mark, of !== undefined])).toEqual([
      ['a', 'added', true],
      ['b', 'changed', true],
      ['c', undefined, true],
      ['gone', 'deleted', false],
    ]);
  });

  it('show any name as one line', () => {
    expect(shownName('a\nb\tc\u001b[31md\udcff\u202e')).toBe('a␊b␉cd\ufffd\ufffd');
  });

  it('show modes as ls does', () => {
    expect([0o755, 0o4755, 0o2644, 0o1777, 0o7000].map(modeText)).toEqual([
      'rwxr-xr-x',
      'rwsr-xr-x',
      'rw-r-Sr--',
      'rwxrwxrwt',
      '--S--S--T',
    ]);
  });

  it('know the way from the root', () => {
    expect(stepsTo('/a/b').map(({ path }) => path)).toEqual(['/', '/a', '/a/b']);
    expect(stepsTo('/').map(({ name }) => name)).toEqual(['/']);
  });

  it('take no name that is none', () => {
    expect(['.', '..', 'a/b', 'ä'.repeat(128)].map(isBadName)).toEqual([true, true, true, true]);
    expect(['...', 'a b', 'ä'.repeat(127)].map(isBadName)).toEqual([false, false, false]);
  });
});

describe('an archive of files', () => {
  it('is read by others as it was meant', async () => {
    const long = `${'folder/'.repeat(20)}ä file`;
    const file = (content: string) => new File([content], 'x', { lastModified: 1_700_000_000_000 });
    const sent = [
      { path: 'a', file: file('hello') },
      { path: long, file: file('x'.repeat(512)) },
      { path: 'empty', file: undefined },
      { path: 'nothing', file: file('') },
    ];
    const archive = tarOf(sent, 'all');
    expect(archive.size % 512).toBe(0);
    const bytes = Buffer.from(await archive.arrayBuffer());
    const found: unknown[] = [];
    for await (const one of Readable.from([bytes]).pipe(
      extract() as unknown as NodeJS.WritableStream & ReturnType<typeof extract>,
    )) {
      let length = 0;
      for await (const chunk of one as AsyncIterable<Buffer>) length += chunk.length;
      const { name, type, mode, uid, mtime } = one.header;
      found.push([name, type, mode, uid, type === 'file' ? mtime?.getTime() : 0, length]);
    }
    expect(found).toEqual([
      ['a', 'file', 0o644, 0, 1_700_000_000_000, 5],
      [long, 'file', 0o644, 0, 1_700_000_000_000, 512],
      ['empty/', 'directory', 0o755, 0, 0, 0],
      ['nothing', 'file', 0o644, 0, 1_700_000_000_000, 0],
    ]);
  });
});

describe('a new volume', () => {
  it('is what was typed', () => {
    const typed = { name: ' v ', driver: '', options: 'type=nfs\n\no=addr=1.2.3.4,rw', labels: 'alone' };
    expect(wantedVolume(typed)).toEqual({
      name: 'v',
      options: [
        { name: 'type', value: 'nfs' },
        { name: 'o', value: 'addr=1.2.3.4,rw' },
      ],
      labels: [{ name: 'alone', value: '' }],
    });
    expect(wantedVolume({ ...typed, labels: '=x' })).toBeUndefined();
    expect(wantedVolume({ ...typed, name: ' ' })).toBeUndefined();
  });
});
