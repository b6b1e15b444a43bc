/**
 * The wall of systems that have no paths of open files: no call follows a link that is in the place of a file, whatever
 * the guest asks for. What Windows' Node does here is tried with its links being this computer's.
 */
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duplexPair } from '../../../main/core/lib/duplex-pair.ts';
import { ShareServer } from '../../../main/core/shares/helper/share-server.ts';
import { quiet } from '../engine/fixture.ts';
import { FuseClient } from './fuse-client.ts';

const root = 1;
const [ELOOP, EINVAL, ESTALE] = [40, 22, 116];
const truncate = 0o1000;

describe.each(['win32', 'darwin'] as const)('the wall of a share on %s', (platform) => {
  let dir = '';
  let server: ShareServer | undefined;
  let client: FuseClient | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'moorage-wall-'));
    for (const name of ['host', 'outside']) await mkdir(join(dir, name));
    await writeFile(join(dir, 'outside', 'key'), 'secret');
    server = new ShareServer({
      root: join(dir, 'host'),
      readOnly: false,
      hidden: [],
      ownersFile: join(dir, 'owners'),
      platform,
      onProblem: () => undefined,
      log: quiet,
    });
    const [ours, theirs] = duplexPair();
    const serving = server.serve(theirs);
    await new Promise((resolve) => ours.once('data', resolve));
    ours.write('N');
    await serving;
    client = new FuseClient(ours);
  });

  afterEach(async () => {
    server?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const kernel = (): FuseClient => {
    if (client === undefined) throw new Error('there is no client');
    return client;
  };
  const host = (name: string) => join(dir, 'host', name);

  it('opens, makes and cuts nothing through a link', async () => {
    await symlink(join(dir, 'outside', 'key'), host('link'));
    await symlink(join(dir, 'outside', 'none'), host('dangling'));
    const { node, mode } = await kernel().lookup(root, 'link');
    expect(mode & 0o170000).toBe(0o120000);
    const looped = { errno: ELOOP };
    for (const flags of [0, 1, 2, truncate | 1, truncate])
      await expect(kernel().open(node, flags)).rejects.toMatchObject(looped);
    for (const name of ['link', 'dangling'])
      await expect(kernel().create(root, name)).rejects.toMatchObject(looped);
    await expect(kernel().setattr(node, { size: 0 })).rejects.toMatchObject(looped);
    expect(await readFile(join(dir, 'outside', 'key'), 'utf8')).toBe('secret');
    expect(await readdir(join(dir, 'outside'))).toEqual(['key']);
  });

  it('opens nothing where a link has taken the place of a file', async () => {
    await writeFile(host('file'), 'x');
    const { node } = await kernel().lookup(root, 'file');
    await rm(host('file'));
    await symlink(join(dir, 'outside', 'key'), host('file'));
    await expect(kernel().open(node, truncate | 1)).rejects.toMatchObject({ errno: ELOOP });
    await expect(kernel().setattr(node, { size: 0 })).rejects.toMatchObject({ errno: ELOOP });
    expect(await readFile(join(dir, 'outside', 'key'), 'utf8')).toBe('secret');
  });

  it('reaches nothing below a folder that has become a link', async () => {
    await mkdir(host('folder'));
    const { node } = await kernel().lookup(root, 'folder');
    await rename(host('folder'), host('moved'));
    await symlink(join(dir, 'outside'), host('folder'));
    for (const call of [
      () => kernel().lookup(node, 'key'),
      () => kernel().create(node, 'made'),
      () => kernel().unlink(node, 'key'),
      () => kernel().list(node),
    ])
      await expect(call()).rejects.toMatchObject({ errno: ESTALE });
    expect(await readdir(join(dir, 'outside'))).toEqual(['key']);
  });

  it('shows where the host’s own links lead', async () => {
    const target = platform === 'win32' ? 'D:\\Work\\a' : '/Work/a';
    await symlink(target, host('link'));
    const { node } = await kernel().lookup(root, 'link');
    expect(await kernel().readlink(node)).toBe(platform === 'win32' ? '/d/Work/a' : target);
  });

  it('makes links as this system has them', async () => {
    const made = await kernel().symlink(root, 'link', '../a');
    expect(await kernel().readlink(made.node)).toBe('../a');
    const find = platform === 'win32' ? readFile(host('link'), 'utf8') : readlink(host('link'));
    expect(await find).toBe('../a');
  });

  it.runIf(platform === 'win32')('takes no content for a target that is longer than any', async () => {
    const { node } = await kernel().symlink(root, 'link', '../a');
    await writeFile(host('link'), 'x'.repeat(4096));
    await expect(kernel().readlink(node)).rejects.toMatchObject({ errno: EINVAL });
  });
});
