/** Folders as rows, modes as letters, and files packed for their way. */
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
  it('has the headers that others read (POSIX.1-2001, ustar and pax)', async () => {
    const long = `${'folder/'.repeat(20)}ä file`;
    const file = (content: string) => new File([content], 'x', { lastModified: 1_700_000_000_000 });
    const archive = tarOf(
      [
        { path: 'a', file: file('hello') },
        { path: long, file: file('x'.repeat(512)) },
        { path: 'empty', file: undefined },
      ],
      'all',
    );
    const bytes = new Uint8Array(await archive.arrayBuffer());
    const text = (from: number, to: number) =>
      new TextDecoder().decode(bytes.slice(from, to)).replace(/\0.*$/s, '');
    const found: unknown[] = [];
    for (let at = 0; text(at, at + 100) !== '';) {
      const size = Number.parseInt(text(at + 124, at + 136), 8);
      const type = text(at + 156, at + 157);
      // Summed as if the sum itself were blanks.
      const sum = bytes
        .slice(at, at + 512)
        .reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
      expect(Number.parseInt(text(at + 148, at + 156), 8)).toBe(sum);
      expect(text(at + 257, at + 263)).toBe('ustar');
      const content = text(at + 512, at + 512 + size);
      found.push([
        type === 'x' ? content : text(at, at + 100).slice(0, 8),
        type,
        text(at + 100, at + 108),
        size,
      ]);
      at += 512 + Math.ceil(size / 512) * 512;
    }
    const record = ` path=${long}\n`;
    const length = new TextEncoder().encode(record).length + 3;
    expect(found).toEqual([
      ['a', '0', '0000644', 5],
      [`${length}${record}`, 'x', '0000644', length],
      ['folder/f', '0', '0000644', 512],
      ['empty/', '5', '0000755', 0],
    ]);
    expect(archive.size % 512).toBe(0);
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
