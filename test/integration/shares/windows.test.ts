/**
 * The server of shares in Windows' own Node on a folder of a drive of Windows. Wine stands for Windows, which tells
 * most of what its system calls are like, but not all: it has no links, and events only of what is directly in a folder.
 */
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureWindowsNode, type WindowsNode } from '../../fixtures/windows-node.ts';
import { FuseClient, Refused } from './fuse-client.ts';
import { openWindowsShare, packProgram, prefixOf, type WindowsShare } from './windows-share.ts';

const canRun = process.platform === 'linux' && process.arch === 'x64';
const root = 1;
const [EPERM, EEXIST, EINVAL, EROFS, ENOTEMPTY] = [1, 17, 22, 30, 39];
const kinds = 0o170000;
const append = 0o2000;

// On a busy computer wine loses a call about once in some thousand: a folder that was just made is not there.
describe.skipIf(!canRun)('a share of a folder of Windows', { retry: 2 }, () => {
  let windows: WindowsNode | undefined;
  let folder = '';
  let folders = 0;
  let program = '';
  let share: WindowsShare | undefined;

  beforeAll(async () => {
    windows = await ensureWindowsNode({ cache: cacheFolder() });
    folder = await mkdtemp(join(tmpdir(), 'moorage-windows-'));
    program = await packProgram(folder);
    share = await openWindowsShare(windows, program);
  }, 10 * 60_000);

  afterAll(async () => {
    await share?.stop();
    await share?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** The client, and a folder of the test's own, another one each time, with its node. */
  const at = async (
    what: string,
  ): Promise<{ client: FuseClient; node: number; host: string; name: string }> => {
    if (share === undefined) throw new Error('there is no share');
    folders += 1;
    const name = `${what}-${folders}`;
    const { node } = await share.client.mkdir(root, name);
    return { client: share.client, node, host: join(share.host, name), name };
  };

  it('is served by Windows', () => {
    expect(share?.told[0]).toEqual({ platform: 'win32' });
  });

  it('makes, writes, reads, lists, renames and removes what is then on the drive', async () => {
    const { client, node, host } = await at('files');
    const made = await client.create(node, 'hellö.txt');
    expect(await client.write(made.node, made.handle, 0, 'hello')).toBe(5);
    expect(await client.write(made.node, made.handle, 5, ' world')).toBe(6);
    expect(await client.read(made.node, made.handle, 3, 100)).toBe('lo world');
    await client.fsync(made.node, made.handle);
    await client.release(made.node, made.handle);
    expect(await readFile(join(host, 'hellö.txt'), 'utf8')).toBe('hello world');
    expect((await client.getattr(made.node)).size).toBe(11);
    const inner = await client.mkdir(node, 'inner');
    await client.rename(node, 'hellö.txt', inner.node, 'moved');
    expect(await readFile(join(host, 'inner', 'moved'), 'utf8')).toBe('hello world');
    const listed = await client.list(node);
    expect(listed.map(({ name, type }) => ({ name, type }))).toEqual([{ name: 'inner', type: 4 }]);
    const [found] = await client.list(inner.node);
    expect(found).toMatchObject({ name: 'moved', type: 8, entry: { node: made.node, size: 11 } });
    await expect(client.rmdir(node, 'inner')).rejects.toMatchObject({ errno: ENOTEMPTY });
    await client.unlink(inner.node, 'moved');
    await client.rmdir(node, 'inner');
    expect(await readdir(host)).toEqual([]);
    expect((await client.lookup(node, 'inner')).node).toBe(0);
  });

  it('lists more than fits into one answer', async () => {
    const { client, node, host } = await at('many');
    const names = Array.from({ length: 200 }, (_, index) => `file-${String(index).padStart(3, '0')}`);
    for (const name of names) await writeFile(join(host, name), name);
    expect((await client.list(node)).map(({ name }) => name)).toEqual(names);
  });

  it('shows everything as root’s and to be run, and remembers owners and special bits beside', async () => {
    const { client, node, host } = await at('owners');
    await writeFile(join(host, 'theirs'), 'x');
    const theirs = await client.lookup(node, 'theirs');
    expect(theirs).toMatchObject({ uid: 0, gid: 0, mode: 0o100777, nlink: 1 });
    await client.setattr(theirs.node, { uid: 1000, gid: 1001, mode: 0o4640 });
    expect(await client.getattr(theirs.node)).toMatchObject({ uid: 1000, gid: 1001, mode: 0o104777 });
    const pipe = await client.mknod(node, 'pipe', 0o010644);
    expect(pipe.mode & kinds).toBe(0o010000);
    expect((await stat(join(host, 'pipe'))).isFile()).toBe(true);
  });

  it('never marks a file read-only, for no chmod would take that away again', async () => {
    const { client, node, host } = await at('modes');
    const made = await client.create(node, 'object', { mode: 0o444 });
    await client.write(made.node, made.handle, 0, 'one');
    await client.release(made.node, made.handle);
    await client.setattr(made.node, { mode: 0o400 });
    const plain = await client.mknod(node, 'plain', 0o100400);
    for (const one of [made.node, plain.node]) {
      const again = await client.open(one, 1);
      await client.write(one, again, 0, 'two');
      await client.release(one, again);
    }
    expect(await readFile(join(host, 'object'), 'utf8')).toBe('two');
    // Wine keeps the mark in the bits for writing; to root, who may write in spite of it, that is the only sign.
    for (const name of ['object', 'plain']) expect((await stat(join(host, name))).mode & 0o222).not.toBe(0);
  });

  it('sets sizes and times', async () => {
    const { client, node, host } = await at('sizes');
    await writeFile(join(host, 'f'), 'abcdef');
    const file = await client.lookup(node, 'f');
    expect((await client.setattr(file.node, { size: 2 })).size).toBe(2);
    expect((await client.setattr(file.node, { mtime: 1_000_000_000 })).mtime).toBe(1_000_000_000);
    expect((await stat(join(host, 'f'))).mtimeMs).toBe(1e12);
    expect(await readFile(join(host, 'f'), 'utf8')).toBe('ab');
    const open = await client.open(file.node, 1 | append);
    await client.write(file.node, open, 2, 'cd');
    expect((await client.setattr(file.node, { size: 1, handle: open })).size).toBe(1);
    await client.write(file.node, open, 1, 'z');
    await client.release(file.node, open);
    expect(await readFile(join(host, 'f'), 'utf8')).toBe('az');
    const { blocks, blockBytes } = await client.statfs();
    expect(blocks > 0n && blockBytes > 0).toBe(true);
  });

  it('flushes for who has a file open for reading only', async () => {
    const { client, node, host } = await at('flush');
    await writeFile(join(host, 'f'), 'x');
    const { node: file } = await client.lookup(node, 'f');
    const open = await client.open(file, 0);
    await client.fsync(file, open);
    expect(await client.read(file, open, 0, 10)).toBe('x');
    await client.release(file, open);
  });

  it.each([
    ...['a:b', 'a:b:$DATA', 'CON', 'con.txt', 'nul', 'Aux .c', 'COM1', 'LPT¹', 'CONIN$', 'dot.', 'blank '],
    ...['back\\slash', '..\\up', 'C:\\x', 'q?', 'st*r', '<', 'p|pe', '"', 'tab\t'],
  ])('has nothing of the name %j, and makes nothing', async (name) => {
    const client = share?.client;
    if (client === undefined || share === undefined) throw new Error('there is no share');
    const before = await readdir(share.host);
    // What Windows would take some of them for.
    await writeFile(join(share.host, 'dot'), 'x');
    await writeFile(join(share.host, 'blank'), 'x');
    expect((await client.lookup(root, name)).node).toBe(0);
    const refused = { errno: EINVAL };
    await expect(client.create(root, name)).rejects.toMatchObject(refused);
    await expect(client.mkdir(root, name)).rejects.toMatchObject(refused);
    await expect(client.symlink(root, name, 'x')).rejects.toMatchObject(refused);
    await expect(client.rename(root, 'dot', root, name)).rejects.toMatchObject(refused);
    await expect(client.unlink(root, name)).rejects.toMatchObject(refused);
    for (const made of ['dot', 'blank']) await rm(join(share.host, made));
    expect(await readdir(share.host)).toEqual(before);
  });

  it('has nothing of a name that is no text', async () => {
    const { client, node } = await at('bytes');
    expect((await client.lookup(node, Buffer.from([0x61, 0xff]))).node).toBe(0);
    expect((await client.call(1, node, Buffer.from([0xc3, 0xa9, 0]))).readBigUInt64LE(0)).toBe(0n);
  });

  it('makes links that any user may make, which lead where they were told to', async () => {
    const { client, node, host } = await at('links');
    for (const target of ['../a/b', '/etc/hosts', 'C:\\x', 'ünder']) {
      const link = await client.symlink(node, 'l', target);
      expect(link.mode & kinds).toBe(0o120000);
      expect(link.size).toBe(Buffer.byteLength(target));
      expect(await client.readlink(link.node)).toBe(target);
      expect((await client.list(node)).map(({ name, type }) => [name, type])).toEqual([['l', 10]]);
      expect(await readFile(join(host, 'l'), 'utf8')).toBe(target);
      await expect(client.symlink(node, 'l', 'other')).rejects.toMatchObject({ errno: EEXIST });
      await client.rename(node, 'l', node, 'm');
      const moved = await client.lookup(node, 'm');
      expect(await client.readlink(moved.node)).toBe(target);
      await client.unlink(node, 'm');
    }
  });

  it('has several names for a file, and one file for names that differ in case only', async () => {
    const { client, node, host } = await at('names');
    await writeFile(join(host, 'Case'), 'x');
    const one = await client.lookup(node, 'Case');
    const other = await client.lookup(node, 'cASE');
    expect(other.node).toBe(one.node);
    const hard = await client.link(one.node, node, 'hard');
    expect(hard).toMatchObject({ node: one.node, nlink: 2 });
    await client.rename(node, 'hard', node, 'HARD');
    expect((await client.lookup(node, 'hard')).node).toBe(one.node);
    await client.unlink(node, 'cASE');
    expect((await client.lookup(node, 'Case')).node).toBe(0);
    expect(await readFile(join(host, (await readdir(host))[0] ?? ''), 'utf8')).toBe('x');
  });

  it('goes deeper than the 260 characters that a path of Windows has by itself', async () => {
    const { client, node } = await at('deep');
    let deepest = node;
    for (let depth = 0; depth < 12; depth += 1)
      deepest = (await client.mkdir(deepest, `${depth}-${'x'.repeat(40)}`)).node;
    const made = await client.create(deepest, 'f');
    await client.write(made.node, made.handle, 0, 'deep');
    expect((await client.list(deepest)).map(({ name }) => name)).toEqual(['f']);
    await client.release(made.node, made.handle);
  });

  it('goes on with a file that was removed while it is open', async () => {
    const { client, node } = await at('removed');
    const made = await client.create(node, 'f');
    await client.write(made.node, made.handle, 0, 'one');
    await client.unlink(node, 'f');
    await client.write(made.node, made.handle, 3, 'two');
    expect(await client.read(made.node, made.handle, 0, 10)).toBe('onetwo');
    await client.release(made.node, made.handle);
    expect(await client.list(node)).toEqual([]);
  });

  it('refuses to put a file in the place of one that is open, as Windows does', async () => {
    const { client, node, host } = await at('replaced');
    const old = await client.create(node, 'old');
    await writeFile(join(host, 'new'), 'new');
    await expect(client.rename(node, 'new', node, 'old')).rejects.toMatchObject({ errno: EPERM });
    await client.release(old.node, old.handle);
    await client.rename(node, 'new', node, 'old');
    expect(await readFile(join(host, 'old'), 'utf8')).toBe('new');
  });

  it('hides what is hidden, however its name is written', async () => {
    if (share === undefined) throw new Error('there is no share');
    const { client } = share;
    for (const name of ['secret', 'SECRET', 'Secret']) {
      expect((await client.lookup(root, name)).node).toBe(0);
      await expect(client.rename(root, name, root, 'found')).rejects.toBeInstanceOf(Refused);
      await expect(client.rmdir(root, name)).rejects.toBeInstanceOf(Refused);
    }
    expect((await client.list(root)).map(({ name }) => name)).not.toContain('secret');
  });

  it('tells of what is made, changed, renamed and removed directly in it, by others', async () => {
    if (share === undefined) throw new Error('there is no share');
    const { host, told } = share;
    await expect.poll(() => told).toContainEqual({ ready: true });
    const changes = () => told.flatMap((one) => (Array.isArray(one['changes']) ? one['changes'] : []));
    const hears = (change: object) => expect.poll(changes, { timeout: 5000 }).toContainEqual(change);
    await writeFile(join(host, 'event'), 'x');
    await hears({ kind: 'created', path: 'event', type: 'file' });
    await writeFile(join(host, 'event'), 'longer');
    await hears({ kind: 'modified', path: 'event', type: 'file' });
    await rename(join(host, 'event'), join(host, 'évent'));
    await hears({ kind: 'renamed', from: 'event', path: latin1('évent'), type: 'file' });
    await mkdir(join(host, 'made'));
    await hears({ kind: 'created', path: 'made', type: 'dir' });
    await rm(join(host, 'évent'));
    await hears({ kind: 'deleted', path: latin1('évent'), type: 'file' });
    await rm(join(host, 'secret'), { recursive: true });
    await writeFile(join(host, 'after'), 'x');
    await hears({ kind: 'created', path: 'after', type: 'file' });
    expect(JSON.stringify(changes())).not.toContain('"secret"');
  });

  it('remembers what was said of files when it is served anew, and reports nothing strange', async () => {
    if (share === undefined || windows === undefined) throw new Error('there is no share');
    const { client, node, name } = await at('again');
    await client.symlink(node, 'l', '../x');
    expect(await share.stop()).toBe(0);
    expect(share.told.filter((one) => 'failure' in one)).toEqual([]);
    share = await openWindowsShare(windows, program, { prefix: prefixOf(share), readOnly: true });
    const folderNow = await share.client.lookup(root, name);
    const link = await share.client.lookup(folderNow.node, 'l');
    expect(await share.client.readlink(link.node)).toBe('../x');
    await expect(share.client.mkdir(root, 'no')).rejects.toMatchObject({ errno: EROFS });
    await expect(share.client.unlink(folderNow.node, 'l')).rejects.toMatchObject({ errno: EROFS });
  });
});

/** A name as the watch has it: a character a byte. */
function latin1(name: string): string {
  return Buffer.from(name).toString('latin1');
}
