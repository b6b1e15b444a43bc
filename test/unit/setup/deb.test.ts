import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { debEntries, type DebEntry, type DebOptions } from '../../../main/setup/debian/deb.ts';
import { makeAr, makeDeb, makeTar, type CraftedFile } from './craft.ts';

/** `usr/bin/hi` (set-user-ID, "hello") and the link `usr/bin/ho`, packed by tar and xz 5.4. */
const xzTar = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AJRdABcLyyeJ8uv7sv6J4fnJCB0cKoHE/3R/8dD4CDuQlLWv+LJHC8M9mqGuR3bo' +
    'G9dPDEZWktqnyYH+DJtUGLvg54HgOiU9tZERDzYCXgrpjqunEgnWWqzBQ/DGyq+wa4vJXDzCZXvweLODFaGooaukfv1jxbyV9KI7' +
    'VyeKPDPsCOn5lcVy4JWDCAyl1c9ZRDQxx+RLvScADyxRnHYEvG8AAbABgFAAAJN2GmWxxGf7AgAAAAAEWVo=',
  'base64',
);

describe('debEntries', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deb-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(deb: Buffer, options?: DebOptions): Promise<DebEntry[]> {
    const path = join(folder, 'x.deb');
    await writeFile(path, deb);
    const found: DebEntry[] = [];
    for await (const entry of debEntries(path, options)) found.push(entry);
    return found;
  }
  const xzDeb = (data: Buffer) =>
    makeAr([
      ['debian-binary', Buffer.from('2.0\n')],
      ['control.tar.xz', Buffer.from('odd')],
      ['data.tar.xz', data],
    ]);

  it('reads a package packed with xz', async () => {
    const found = await read(xzDeb(xzTar));
    expect(found.map(({ path, type }) => [path, type])).toEqual([
      ['usr', 'directory'],
      ['usr/bin', 'directory'],
      ['usr/bin/ho', 'symlink'],
      ['usr/bin/hi', 'file'],
    ]);
    expect(found[2]).toMatchObject({ linkname: 'hi' });
    expect(found[3]).toMatchObject({
      mode: 0o4755,
      uid: 0,
      gid: 0,
      mtime: 1_700_000_000,
      body: Buffer.from('hello'),
    });
  });

  it('reads one packed with gzip, long names and hard links included', async () => {
    const long = `usr/share/${'d'.repeat(90)}/${'f'.repeat(120)}`;
    const found = await read(
      await makeDeb([
        { name: './', type: 'directory' },
        { name: `./${long}`, body: 'x'.repeat(100_000) },
        { name: './usr/same', type: 'link', linkname: `./${long}` },
      ]),
    );
    expect(found.map((entry) => entry.path)).toEqual([long, 'usr/same']);
    expect(found[0]?.type === 'file' && found[0].body.length).toBe(100_000);
    expect(found[1]).toMatchObject({ type: 'link', linkname: long });
  });

  it('passes over what is not wanted', async () => {
    const files = [
      { name: './a', body: 'a'.repeat(300_000) },
      { name: './b', body: 'b' },
    ];
    const found = await read(await makeDeb(files), { wanted: (path) => path === 'b' });
    expect(found.map((entry) => entry.path)).toEqual(['b']);
  });

  it('lets go of the decoder when the loop is left, when it fails and when it is aborted', async () => {
    const path = join(folder, 'x.deb');
    await writeFile(path, xzDeb(xzTar));
    for (let round = 0; round < 20; round += 1) {
      for await (const entry of debEntries(path)) {
        if (entry.type === 'directory') break;
      }
      await expect(read(xzDeb(xzTar.subarray(0, 150)))).rejects.toMatchObject({ code: 'setup.archive' });
      await writeFile(path, xzDeb(xzTar));
    }
    const stop = new AbortController();
    const aborted = (async () => {
      for await (const entry of debEntries(path, { signal: stop.signal }))
        if (entry.path === 'usr') stop.abort();
    })();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(await read(xzDeb(xzTar))).toHaveLength(4);
  });

  const outside: readonly CraftedFile[] = [
    { name: '../x' },
    { name: './usr/../../x' },
    { name: '/etc/passwd' },
    { name: './x', type: 'link', linkname: '../../etc/passwd' },
  ];
  it.each(outside)('refuses a path that leads out: $name $linkname', async (file) => {
    await expect(read(await makeDeb([file]))).rejects.toMatchObject({ code: 'setup.archive' });
  });

  it('refuses what is damaged or packed otherwise', async () => {
    const whole = await makeDeb([{ name: './a', body: 'a'.repeat(5000) }]);
    const tar = await makeTar([{ name: './a', body: 'a'.repeat(5000) }]);
    const bad: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      'no archive': Buffer.from('hello'),
      'no files': makeAr([['debian-binary', Buffer.from('2.0\n')]]),
      'cut off': whole.subarray(0, whole.length - 10),
      'a cut tar': makeAr([['data.tar.gz', gzipSync(tar.subarray(0, 700))]]),
      zstd: makeAr([['data.tar.zst', tar]]),
      'not xz': xzDeb(tar),
      'not gzip': makeAr([['data.tar.gz', tar]]),
    };
    for (const [name, deb] of Object.entries(bad)) {
      await expect(read(deb), name).rejects.toMatchObject({ code: 'setup.archive' });
    }
  });
});
