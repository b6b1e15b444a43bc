/** The Dockerfile on the disk, folders to choose from, and the history. */
import { mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BuildRecord } from '../../../main/contract/build-model.ts';
import { readDockerfile, writeDockerfile } from '../../../main/core/builds/dockerfile-file.ts';
import { foldersLike } from '../../../main/core/builds/folders.ts';
import { openBuildHistory } from '../../../main/core/builds/history.ts';
import { temporaryFolder } from '../engine/fixture.ts';

it('writes what was read, and nothing over what somebody else has written', async () => {
  const folder = await temporaryFolder();
  const place = { folder, dockerfile: 'Dockerfile' };
  const none = await readDockerfile(place);
  expect(none).toEqual({ path: join(folder, 'Dockerfile'), text: '', version: '' });
  const version = await writeDockerfile(place, { text: 'FROM a\n', version: '' });
  expect(await readDockerfile(place)).toMatchObject({ text: 'FROM a\n', version });
  await expect(writeDockerfile(place, { text: 'x', version: '' })).rejects.toMatchObject({
    code: 'build.fileChanged',
  });
  await writeFile(join(folder, '.dockerignore'), '');
  expect(await readDockerfile(place)).toMatchObject({ ignoreFile: join(folder, '.dockerignore') });
  await writeFile(join(folder, 'Dockerfile.dockerignore'), '');
  expect(await readDockerfile(place)).toMatchObject({ ignoreFile: join(folder, 'Dockerfile.dockerignore') });
});

it('keeps a link, and the byte order mark that a file begins with', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'real'), '\ufeffFROM a\r\n');
  await symlink('real', join(folder, 'Dockerfile'));
  const place = { folder, dockerfile: 'Dockerfile' };
  const { text, version } = await readDockerfile(place);
  await writeDockerfile(place, { text: `${text}RUN b\r\n`, version });
  expect(await readlink(join(folder, 'Dockerfile'))).toBe('real');
  expect(await readFile(join(folder, 'real'), 'utf8')).toBe('\ufeffFROM a\r\nRUN b\r\n');
});

it('refuses what is no text, no file or no folder', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0]));
  await writeFile(join(folder, 'zero'), 'a\0b');
  await mkdir(join(folder, 'folder'));
  for (const dockerfile of ['binary', 'zero', 'folder', '/dev/zero'])
    await expect(readDockerfile({ folder, dockerfile })).rejects.toMatchObject({ code: 'build.notText' });
  for (const other of [join(folder, 'none'), join(folder, 'zero'), 'relative'])
    await expect(readDockerfile({ folder: other, dockerfile: 'Dockerfile' })).rejects.toMatchObject({
      code: 'build.noFolder',
    });
});

it('offers folders whose path begins so', async () => {
  const folder = await temporaryFolder();
  for (const name of ['web', 'Website', 'other', '.hidden']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'webfile'), '');
  expect(await foldersLike(join(folder, 'we'))).toEqual([join(folder, 'Website'), join(folder, 'web')]);
  expect(await foldersLike(`${folder}/`)).toHaveLength(3);
  expect(await foldersLike(join(folder, '.h'))).toEqual([join(folder, '.hidden')]);
  expect(await foldersLike(join(folder, 'none', 'x'))).toEqual([]);
  expect(await foldersLike('relative')).toEqual([]);
});

it('keeps the last hundred builds', async () => {
  const path = join(await temporaryFolder(), 'builds.json');
  const history = await openBuildHistory(path);
  const record = (n: number): BuildRecord => ({
    id: String(n),
    wish: {
      ...{ folder: '/a', dockerfile: 'Dockerfile', tags: [], args: [] },
      ...{ noCache: false, pull: false, builder: 'buildkit' },
    },
    ...{ startedAt: n, durationMs: 1, outcome: 'done', steps: 1, cached: 0, warnings: 0 },
  });
  for (let n = 0; n < 105; n += 1) await history.add(record(n));
  expect(history.list.value).toHaveLength(100);
  expect((await openBuildHistory(path)).list.value.map(({ id }) => id).slice(0, 2)).toEqual(['104', '103']);
  await history.forget(['104']);
  expect(history.list.value[0]?.id).toBe('103');
  await history.forget(null);
  expect((await openBuildHistory(path)).list.value).toEqual([]);
});
