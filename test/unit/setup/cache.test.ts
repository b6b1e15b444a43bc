import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  abandonedParts,
  blobPath,
  cacheFolder,
  temporaryName,
  writeAtomic,
} from '../../../main/setup/cache.ts';
import { createFileTree } from '../../../main/setup/file-tree.ts';
import { mapLimited } from '../../../main/setup/limit.ts';

describe('cacheFolder', () => {
  it('is where the system keeps caches', () => {
    expect(cacheFolder({}, 'linux', '/home/u')).toBe('/home/u/.cache/moorage');
    expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux', '/home/u')).toBe('/c/moorage');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/u')).toBe('/home/u/.cache/moorage');
    expect(cacheFolder({}, 'darwin', '/Users/u')).toBe('/Users/u/Library/Caches/Moorage');
    expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32', '/u')).toBe(join('/l', 'Moorage', 'Cache'));
    expect(cacheFolder({ MOORAGE_CACHE: '/m', XDG_CACHE_HOME: '/c' }, 'linux', '/home/u')).toBe('/m');
  });
});

describe('the cache', () => {
  it('makes no path of what is no hash', () => {
    expect(() => blobPath('/c', '../../etc/passwd')).toThrowError(TypeError);
    expect(() => blobPath('/c', 'A'.repeat(64))).toThrowError(TypeError);
  });

  it('finds the parts that nobody works on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cache-test-'));
    try {
      const path = join(folder, 'abc');
      const ours = temporaryName(path);
      const old = temporaryName(path);
      // The highest process id that Linux gives out is 4194304.
      const dead = `${path}.99999999-00000000.part`;
      for (const name of [ours, old, dead, `${path}.part`, `${path}d.part`]) await writeFile(name, 'x');
      await utimes(old, 0, 0);
      expect((await abandonedParts(path)).sort()).toEqual([old, dead, `${path}.part`].sort());
      expect(await abandonedParts(join(folder, 'none', 'x'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('leaves nothing aside when a file cannot be put in place', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cache-test-'));
    try {
      await mkdir(join(folder, 'taken'));
      await expect(writeAtomic(join(folder, 'taken'), 'x')).rejects.toMatchObject({ code: 'EISDIR' });
      expect(await readdir(folder)).toEqual(['taken']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('mapLimited', () => {
  it('runs so many at a time and keeps the order', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimited([5, 1, 4, 2, 3], 2, undefined, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, item));
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('stops the rest at the first failure and throws that one', async () => {
    const begun: number[] = [];
    const run = mapLimited([1, 2, 3, 4], 2, undefined, async (item, signal) => {
      begun.push(item);
      if (item === 2) throw new Error('two');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    });
    await expect(run).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });
});

describe('the file tree', () => {
  it('follows links between packages and through linked folders, and stops at loops', () => {
    const tree = createFileTree();
    const base = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
    const link = (path: string, linkname: string) => ({ ...base, path, type: 'symlink', linkname }) as const;
    tree.add('libc', { ...base, path: 'lib/x86/ld.so', type: 'file', body: Buffer.from('loader') });
    tree.add('libc', link('lib64/ld.so.2', '/lib/x86/ld.so'));
    tree.add('doc', link('usr/share/doc/a', 'b'));
    tree.add('doc', { ...base, path: 'usr/share/doc/b/copyright', type: 'file', body: Buffer.from('free') });
    tree.add('loop', link('usr/one', 'two'));
    tree.add('loop', link('usr/two', 'one'));
    tree.add('up', link('usr/up', '../../../lib/x86/../x86/ld.so'));
    expect(tree.file('/lib64/ld.so.2')?.body.toString()).toBe('loader');
    expect(tree.file('usr/share/doc/a/copyright')).toMatchObject({
      package: 'doc',
      path: 'usr/share/doc/b/copyright',
    });
    expect(tree.file('usr/one')).toBeUndefined();
    expect(tree.file('usr/up')?.path).toBe('usr/lib/x86/ld.so');
    expect(tree.file('usr/share/doc')).toBeUndefined();
  });
});
