import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleCommand } from '../../../main/setup/bundle.ts';
import {
  ensureBundle,
  openBundle,
  type EnsureOptions,
  type Recipe,
} from '../../../main/setup/ensure-bundle.ts';
import { ensureImageTools, ensureQemu } from '../../../main/setup/qemu-bundle.ts';
import { makeDeb, makeElf } from '../../unit/setup/craft.ts';
import {
  makeKey,
  publish,
  startMirror,
  type Mirror,
  type MirroredPackage,
  type SigningKey,
} from './mirror.ts';

const recipe: Recipe = {
  name: 'tool',
  suite: 'stable',
  roots: ['tool'],
  exclude: ['unneeded'],
  programs: ['usr/bin/tool'],
  data: { 'rom.bin': 'usr/share/tool/rom.bin' },
};
const triplet = 'usr/lib/x86_64-linux-gnu';
const copyright = (name: string) => ({
  name: `./usr/share/doc/${name}/copyright`,
  body: `licence of ${name}`,
});

async function packages(): Promise<MirroredPackage[]> {
  const loader = '/lib64/ld-linux-x86-64.so.2';
  return [
    {
      name: 'tool',
      version: '1:2.0-1',
      depends: 'libfoo1, libc6 (>= 2.38), unneeded, idle',
      deb: await makeDeb([
        {
          name: './usr/bin/tool-2',
          body: makeElf({ interpreter: loader, needed: ['libfoo.so.1', 'libc.so.6'] }),
        },
        { name: './usr/bin/tool', type: 'symlink', linkname: 'tool-2' },
        { name: './usr/share/tool/rom.bin', type: 'link', linkname: './usr/share/tool/real.bin' },
        { name: './usr/share/tool/real.bin', body: 'rom' },
        { name: './usr/share/doc/tool', type: 'symlink', linkname: 'libfoo1' },
      ]),
    },
    {
      name: 'libfoo1',
      version: '1',
      deb: await makeDeb([
        { name: `./${triplet}/libfoo.so.1`, type: 'symlink', linkname: 'libfoo.so.1.2' },
        {
          name: `./${triplet}/libfoo.so.1.2`,
          body: makeElf({ needed: ['libc.so.6'], soname: 'libfoo.so.1' }),
        },
        { name: `./${triplet}/libunused.so.1`, body: makeElf({ soname: 'libunused.so.1' }) },
        copyright('libfoo1'),
      ]),
    },
    {
      name: 'libc6',
      version: '2.41',
      deb: await makeDeb([
        {
          name: `./${triplet}/libc.so.6`,
          body: makeElf({ needed: ['ld-linux-x86-64.so.2'], soname: 'libc.so.6' }),
        },
        {
          name: `./${triplet}/ld-linux-x86-64.so.2`,
          body: makeElf({ soname: 'ld-linux-x86-64.so.2' }),
          mode: 0o755,
        },
        {
          name: './usr/lib64/ld-linux-x86-64.so.2',
          type: 'symlink',
          linkname: `/${triplet}/ld-linux-x86-64.so.2`,
        },
        { name: `./${triplet}/libgcc_s.so.1`, body: makeElf({ soname: 'libgcc_s.so.1' }) },
        copyright('libc6'),
      ]),
    },
    { name: 'idle', version: '1', deb: await makeDeb([copyright('idle')]) },
  ];
}

describe('ensureBundle', () => {
  let key: SigningKey;
  let mirror: Mirror;
  let cache: string;
  beforeEach(async () => {
    key = await makeKey();
    mirror = await startMirror();
    cache = await mkdtemp(join(tmpdir(), 'bundle-test-'));
    await publish(mirror, { suite: 'stable', key, packages: await packages() });
  });
  afterEach(async () => {
    await mirror.close();
    await rm(cache, { recursive: true, force: true });
  });
  const ensure = (more: Partial<EnsureOptions> = {}) =>
    ensureBundle(recipe, {
      cache,
      architecture: 'amd64',
      mirror: mirror.url,
      keys: [key.publicKey],
      patience: { pauses: [], silence: 2000 },
      ...more,
    });

  it('lays out program, libraries, data and licences, links resolved', async () => {
    const { dir, manifest } = await ensure();
    expect(manifest.files.map((file) => file.path)).toEqual([
      'bin/tool',
      'lib/ld-linux-x86-64.so.2',
      'lib/libc.so.6',
      'lib/libfoo.so.1',
      'lib/libgcc_s.so.1',
      'licences/libc6/copyright',
      'licences/libfoo1/copyright',
      'licences/tool/copyright',
      'share/rom.bin',
    ]);
    expect(manifest.packages.map((one) => `${one.name} ${one.version}`)).toEqual([
      'libc6 2.41',
      'libfoo1 1',
      'tool 1:2.0-1',
    ]);
    expect(manifest).toMatchObject({ machine: 'x86_64', loader: 'lib/ld-linux-x86-64.so.2' });
    expect(await readFile(join(dir, 'share/rom.bin'), 'utf8')).toBe('rom');
    expect(await readFile(join(dir, 'licences/tool/copyright'), 'utf8')).toBe('licence of libfoo1');
    expect((await stat(join(dir, 'bin/tool'))).mode & 0o111).not.toBe(0);
    expect((await stat(join(dir, 'lib/ld-linux-x86-64.so.2'))).mode & 0o111).not.toBe(0);
    expect(bundleCommand(dir, manifest, 'tool')).toEqual([
      join(dir, 'lib/ld-linux-x86-64.so.2'),
      '--inhibit-cache',
      '--library-path',
      join(dir, 'lib'),
      join(dir, 'bin/tool'),
    ]);
  });

  it('needs no network the second time, and gives the same', async () => {
    const first = await ensure();
    await mirror.close();
    expect(await ensure()).toEqual(first);
    expect(await openBundle(first.dir)).toEqual(first);
  });

  it('makes the same bytes in another cache', async () => {
    const first = await ensure();
    const other = await mkdtemp(join(tmpdir(), 'bundle-test-'));
    const second = await ensure({ cache: other });
    const manifest = (dir: string) => readFile(join(dir, 'bundle.json'), 'utf8');
    expect(await manifest(second.dir)).toBe(await manifest(first.dir));
    expect(second.dir.slice(other.length)).toBe(first.dir.slice(cache.length));
    await rm(other, { recursive: true });
  });

  it('mends a folder of which a file is missing or cut, from what is in the cache', async () => {
    const { dir } = await ensure();
    const requests = mirror.requests.length;
    await rm(join(dir, 'lib/libc.so.6'));
    await ensure();
    await writeFile(join(dir, 'bin/tool'), 'cut');
    await writeFile(join(dir, 'bundle.json'), '{"na');
    const mended = await ensure();
    expect(mended.dir).toBe(dir);
    expect(await openBundle(dir)).toEqual(mended);
    expect(mirror.requests.slice(requests)).toEqual(
      Array.from({ length: 2 }, () => '/dists/stable/InRelease'),
    );
  });

  it('takes newer packages when asked to, beside the older ones', async () => {
    const first = await ensure();
    const newer = (await packages()).map((one) => (one.name === 'libfoo1' ? { ...one, version: '2' } : one));
    const libfoo = newer.find((one) => one.name === 'libfoo1');
    const deb = await makeDeb([
      { name: `./${triplet}/libfoo.so.1`, body: makeElf({ soname: 'libfoo.so.1' }) },
      copyright('libfoo1'),
    ]);
    const list = newer.map((one) => (one === libfoo ? { ...one, deb } : one));
    await publish(mirror, { suite: 'stable', key, packages: list, date: new Date(Date.now() + 60_000) });
    expect((await ensure()).dir).toBe(first.dir);
    const second = await ensure({ refresh: true });
    expect(second.dir).not.toBe(first.dir);
    expect(await openBundle(first.dir)).toEqual(first);
    expect((await ensure()).dir).toBe(second.dir);
  });

  it('leaves nothing half-made when aborted or when a library is missing', async () => {
    for (const part of ['fetch', 'unpack']) {
      const stop = new AbortController();
      const onProgress = ({ step }: { step: string }) => step.startsWith(part) && stop.abort();
      await expect(ensure({ signal: stop.signal, onProgress })).rejects.toMatchObject({ name: 'AbortError' });
      expect(await readdir(join(cache, 'bundles')).catch(() => [])).toEqual([]);
    }
    const list = (await packages()).filter((one) => one.name !== 'libfoo1');
    const lacking = [...list, { name: 'libfoo1', version: '3', deb: await makeDeb([copyright('libfoo1')]) }];
    await publish(mirror, { suite: 'stable', key, packages: lacking, date: new Date(Date.now() + 60_000) });
    await expect(ensure()).rejects.toMatchObject({ code: 'setup.tool' });
    expect(await readdir(join(cache, 'bundles')).catch(() => [])).toEqual([]);
  });

  it('may be asked by several at once', async () => {
    const all = await Promise.all([ensure(), ensure(), ensure()]);
    expect(new Set(all.map((one) => one.dir)).size).toBe(1);
    const left = (await readdir(join(cache, 'bundles'))).filter((name) => name.endsWith('.part'));
    expect(left).toEqual([]);
  });
});

describe('systems other than Linux', () => {
  it.each([
    ['darwin', 'brew install qemu'],
    ['win32', 'winget install SoftwareFreedomConservancy.QEMU'],
  ] as const)('are told how to get QEMU: %s', async (platform, how) => {
    await expect(ensureQemu({ cache: '/none', arch: 'x86_64', platform })).rejects.toMatchObject({
      code: 'qemu.missing',
      params: { how: expect.stringContaining(how) },
    });
    await expect(ensureImageTools({ cache: '/none', arch: 'x86_64', platform })).rejects.toMatchObject({
      code: 'setup.unsupported',
    });
  });
});
