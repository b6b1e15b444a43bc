import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, checkedName, nameOf } from '../../../../../main/core/shares/fuse/names.ts';
import { nameProblem } from '../../../../../main/core/shares/sync/names.ts';

const utf8 = (name: string) => Buffer.from(name, 'utf8');

describe('names as byte strings', () => {
  it('keep every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), (raw) => {
        const bytes = Buffer.from(raw);
        expect(bytesOf(nameOf(bytes))).toEqual(bytes);
        expect(nameOf(bytes)).toHaveLength(bytes.length);
      }),
    );
  });

  it('are in the order of their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (x, y) => {
        const [a, b] = [Buffer.from(x), Buffer.from(y)];
        expect(nameOf(a) < nameOf(b)).toBe(Buffer.compare(a, b) < 0);
      }),
    );
  });
});

describe.each(['linux', 'darwin', 'win32'] as const)('a name from the guest, on %s', (platform) => {
  it.each([
    'a',
    '...',
    '.hidden',
    'a b',
    'é',
    '日本',
    'conx',
    'xcon',
    'com',
    'com10',
    'lpt',
    'nul1',
    'x.con',
    '-rf',
    '~',
  ])('is taken if it is plain: %s', (name) => {
    // Windows drops dots at the end.
    if (platform === 'win32' && name.endsWith('.')) return;
    expect(checkedName(utf8(name), platform)).toBe(nameOf(utf8(name)));
  });

  it.each(['', '.', '..', '/', 'a/b', '../x', '/etc', 'a\0', '\0'])(
    'is refused if it would lead elsewhere: %j',
    (name) => {
      expect(() => checkedName(utf8(name), platform)).toThrow('EINVAL');
    },
  );

  it('may have 255 bytes and no more', () => {
    expect(checkedName(Buffer.alloc(255, 'x'), platform)).toHaveLength(255);
    expect(() => checkedName(Buffer.alloc(256, 'x'), platform)).toThrow('ENAMETOOLONG');
    // Bytes, not characters.
    expect(() => checkedName(utf8('é'.repeat(128)), platform)).toThrow('ENAMETOOLONG');
  });
});

/** See "Naming Files, Paths, and Namespaces", https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const strangeOnWindows = [
  'a:b',
  'a\\b',
  '..\\x',
  'C:',
  'a?',
  'a*',
  'a|b',
  '<a',
  'a>',
  '"a"',
  'a\n',
  '\u0001',
  'a.',
  'a ',
  '...',
  'con',
  'CON',
  'Con.txt',
  'con.tar.gz',
  'prn',
  'aux.c',
  'nul',
  'com1',
  'COM9.log',
  'lpt0',
  'con .txt',
  'CONIN$',
  'conout$.x',
  'com¹',
  'LPT³.txt',
];

describe('a name that Windows takes for something else', () => {
  it.each(strangeOnWindows)('is refused there: %j', (name) => {
    expect(() => checkedName(utf8(name), 'win32')).toThrow('EINVAL');
  });

  it.each(strangeOnWindows)('is a name like others on Linux: %j', (name) => {
    expect(checkedName(utf8(name), 'linux')).toBe(nameOf(utf8(name)));
  });

  it.each(strangeOnWindows)('is none for a synced share either: %j', (name) => {
    const names = (platform: NodeJS.Platform) => ({ platform, foldsCase: true });
    expect(nameProblem(nameOf(utf8(name)), names('win32'))).toBeDefined();
    expect(nameProblem(nameOf(utf8(name)), names('linux'))).toBeUndefined();
  });
});
