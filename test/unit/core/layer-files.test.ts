/** What layers do to files: from an archive as `docker save` writes it, honest and hostile. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { layersOf } from '../../../main/core/engine/image-details.ts';
import { archiveLimits, readLayers } from '../../../main/core/engine/layer-archive.ts';
import { planLayers } from '../../../main/core/engine/layer-plan.ts';

type Files = Readonly<Record<string, string>>;

function tarOf(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) tar.entry({ name, type: 'directory' });
    else tar.entry({ name }, content);
  }
  tar.finalize();
  return buffer(tar);
}

async function saved(layers: readonly (Files | Buffer)[]) {
  const blobs = await Promise.all(layers.map(async (one) => (Buffer.isBuffer(one) ? one : await tarOf(one))));
  const hashes = blobs.map((blob) => createHash('sha256').update(blob).digest('hex'));
  const tar = pack();
  const order = hashes.map((_, n) => n).toSorted((a, b) => (hashes[a] ?? '').localeCompare(hashes[b] ?? ''));
  for (const n of order) tar.entry({ name: `blobs/sha256/${hashes[n]}` }, blobs[n] ?? Buffer.of());
  tar.entry({ name: 'manifest.json' }, '[]');
  tar.finalize();
  return { archive: await buffer(tar), diffIds: hashes.map((hash) => `sha256:${hash}`) };
}

async function* inPieces(archive: Buffer) {
  for (let at = 0; at < archive.length; at += 700) {
    await Promise.resolve();
    yield archive.subarray(at, at + 700);
  }
}

async function filesOf(layers: readonly (Files | Buffer)[], limits = archiveLimits) {
  const { archive, diffIds } = await saved(layers);
  const { signal } = new AbortController();
  const read = await readLayers(inPieces(archive), { diffIds, signal, limits, onProgress: () => undefined });
  return { ...read, planned: planLayers(read.layers) };
}

test('parity I11 tells what layers add, change and remove, and what that hides', async () => {
  const { planned, cut } = await filesOf([
    { 'etc/': '', 'etc/one': '12345', 'etc/two': '12', 'var/a/x': '1234567', 'var/a/y': '1' },
    { 'etc/': '', 'etc/one': '123', 'etc/.wh.two': '', new: 'n' },
    { 'var/a/z': '1', 'var/a/.wh..wh..opq': '', '.wh.nothing': '', '.wh..wh.plnk': '' },
    { '.wh.var': '' },
  ]);
  const told = planned.map(({ files }) =>
    files.map(({ kind, path, bytes, wastedBytes }) => `${kind} ${path} ${bytes} ${wastedBytes}`),
  );
  expect(cut).toBe(false);
  expect(told).toEqual([
    [
      'added /etc 0 0',
      'added /etc/one 5 0',
      'added /etc/two 2 0',
      'added /var/a/x 7 0',
      'added /var/a/y 1 0',
    ],
    ['removed /etc/two 0 2', 'changed /etc/one 3 5', 'added /new 1 0'],
    ['removed /var/a/x 0 7', 'removed /var/a/y 0 1', 'added /var/a/z 1 0'],
    ['removed /var 0 1'],
  ]);
  expect(planned.map(({ wastedBytes }) => wastedBytes)).toEqual([0, 7, 8, 1]);
});

test('parity I11 hostile names stay names, and there is an end to them', async () => {
  const { planned } = await filesOf([{ '../../etc/passwd': 'x', __proto__x: 'y', 'a\u001B[2Jb': 'z' }]);
  const paths = planned[0]?.files.map(({ path }) => path);
  expect(paths).toEqual(['/../../etc/passwd', '/__proto__x', '/a [2Jb']);
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, '']));
  const few = await filesOf([many], { entries: 10, characters: 1000 });
  expect([few.layers[0]?.length, few.cut]).toEqual([10, true]);
  const deep = await filesOf([{ [`${'d/'.repeat(1500)}f`]: 'x' }, { '.wh.d': '' }]);
  expect(deep.planned[1]?.wastedBytes).toBe(1);
});

test('a layer that is no archive, or says a size that never comes, is an error and no crash', async () => {
  await expect(filesOf([Buffer.alloc(5000, '?')])).rejects.toMatchObject({ code: 'image.unreadable' });
  const short = (await tarOf({ big: 'x'.repeat(5000) })).subarray(0, 1024);
  await expect(filesOf([short])).rejects.toMatchObject({ code: 'image.unreadable' });
});

test('a cancelled reading ends as such', async () => {
  const { archive, diffIds } = await saved([{ a: 'x'.repeat(5000) }]);
  const controller = new AbortController();
  const options = { diffIds, signal: controller.signal, onProgress: () => controller.abort() };
  await expect(readLayers(inPieces(archive), options)).rejects.toMatchObject({ code: 'cancelled' });
});

test('parity I11 steps without files are told from layers, and layers that others share', () => {
  const history = [
    { CreatedBy: 'CMD ["sh"]', Created: 3, Size: 0 },
    { CreatedBy: 'RUN true # buildkit', Created: 2, Size: 0 },
    { CreatedBy: 'ADD rootfs.tar / # buildkit', Created: 1, Size: 10 },
  ];
  const others = [
    { name: 'same', diffIds: ['a', 'b', 'c'] },
    { name: 'base', diffIds: ['a'] },
    { name: 'else', diffIds: ['x', 'b'] },
  ];
  const layers = layersOf(history, ['a', 'b'], others);
  expect(layers.map(({ diffId, empty, sharedWith }) => [diffId, empty, sharedWith])).toEqual([
    ['a', false, ['same', 'base']],
    ['b', false, ['same']],
    [undefined, true, []],
  ]);
  expect(layersOf(history, ['a', 'b', 'c', 'd'], others).map(({ diffId }) => diffId)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
