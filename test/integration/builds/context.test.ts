/** A folder on its way to a builder, with real files: what is in the archive, and what can happen while it is read. */
import { chmod, mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { IgnoreRules, readIgnoreFile } from '../../../main/core/builds/ignore.ts';
import { tarContext } from '../../../main/core/builds/tar-context.ts';
import { walkContext, type ContextEntry } from '../../../main/core/builds/walk.ts';
import { temporaryFolder } from '../engine/fixture.ts';

const never = new AbortController().signal;

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const rules = (patterns: string) =>
  new IgnoreRules(readIgnoreFile(patterns), { wildExceptions: true, file: '.dockerignore' });

async function paths(folder: string, patterns = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, kind } of walkContext(folder, rules(patterns)))
    found.push(kind === 'folder' ? `${path}/` : path);
  return found;
}

async function unpack(entries: AsyncIterable<ContextEntry>, signal = never) {
  const found: { name: string; type: string; mode: number; uid: number; link: string; text: string }[] = [];
  const reader = extract();
  reader.on('error', () => undefined);
  const archive = tarContext(entries, signal, () => undefined);
  archive.once('error', (error) => reader.destroy(error));
  archive.pipe(reader);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const { name, type, mode, uid, linkname } = entry.header;
    found.push({ name, type, mode, uid, link: linkname ?? '', text: Buffer.concat(chunks).toString() });
  }
  return found;
}

it('is in the order that BuildKit wants, each folder before what is in it', async () => {
  const folder = await folderOf({ 'a/z': '', 'a-b': '', 'a.c': '', B: '', 'ä/x': '' });
  expect(await paths(folder)).toEqual(['B', 'a/', 'a/z', 'a-b', 'a.c', 'ä/', 'ä/x'].sort(byParts));
});

function byParts(a: string, b: string): number {
  const key = (path: string) => Buffer.from(path.replace(/\/$/, '').replaceAll('/', '\0'));
  return Buffer.compare(key(a), key(b));
}

it('tells of a folder that is left out once an exception is in it', async () => {
  const folder = await folderOf({ 'a/b/keep': '', 'a/b/c': '', 'a/x': '', 'n/y': '' });
  expect(await paths(folder, 'a\nn\n!a/b/keep')).toEqual(['a/', 'a/b/', 'a/b/keep']);
  expect(await paths(folder, '*\n!**/keep')).toEqual(['a/', 'a/b/', 'a/b/keep']);
});

it('packs links as links, with modes and long names, everything root’s', async () => {
  const long = `${'d'.repeat(120)}/${'f'.repeat(120)}`;
  const folder = await folderOf({ run: '#!/bin/sh\n', [long]: 'long', empty: '' });
  await chmod(join(folder, 'run'), 0o4750);
  await symlink('../outside/ü', join(folder, 'link'));
  await utimes(join(folder, 'run'), 1000, 1000);
  const found = await unpack(walkContext(folder, undefined));
  expect(found.find(({ name }) => name === 'link')).toMatchObject({ type: 'symlink', link: '../outside/ü' });
  expect(found.find(({ name }) => name === 'run')).toMatchObject({
    mode: 0o4750,
    uid: 0,
    text: '#!/bin/sh\n',
  });
  expect(found.find(({ name }) => name === long)).toMatchObject({ text: 'long' });
  expect(found.find(({ name }) => name === 'empty')).toMatchObject({ type: 'file', text: '' });
});

it('makes everything executable that comes from Windows, as docker does', async () => {
  const folder = await folderOf({ run: '', 'd/x': '' });
  const modes: number[] = [];
  for await (const { mode } of walkContext(folder, undefined, 'win32')) modes.push(mode);
  expect(modes).toEqual([0o755, 0o755, 0o755]);
});

it('takes as many bytes as there were, and says so when some are gone', async () => {
  const folder = await folderOf({ grows: 'one', shrinks: 'x'.repeat(200_000) });
  const entries: ContextEntry[] = [];
  for await (const entry of walkContext(folder, undefined)) entries.push(entry);
  const list = async function* (name: string) {
    yield* entries.filter(({ path }) => path === name);
  };
  await writeFile(join(folder, 'grows'), 'one and more');
  expect(await unpack(list('grows'))).toMatchObject([{ text: 'one' }]);
  await truncate(join(folder, 'shrinks'), 100_000);
  await expect(unpack(list('shrinks'))).rejects.toMatchObject({
    code: 'build.shrunk',
    params: { path: 'shrinks' },
  });
});

it('names what has become unreadable, and doesn’t follow a link that took a file’s place', async () => {
  const folder = await folderOf({ 'a/b': 'x' });
  const gone = async function* () {
    for await (const entry of walkContext(folder, undefined))
      yield { ...entry, source: `${entry.source}.gone` };
  };
  await expect(unpack(gone())).rejects.toMatchObject({ code: 'build.unreadable', params: { path: 'a/b' } });
  await symlink('/etc/passwd', join(folder, 'swapped'));
  const swapped = async function* () {
    for await (const entry of walkContext(folder, undefined))
      if (entry.path === 'swapped') yield { ...entry, kind: 'file', size: 10 } as const;
  };
  await expect(unpack(swapped())).rejects.toMatchObject({ code: 'build.unreadable' });
});

it('ends with its signal', async () => {
  const folder = await folderOf({ a: 'x'.repeat(10_000_000) });
  const controller = new AbortController();
  const archive = tarContext(walkContext(folder, undefined), controller.signal, () => controller.abort());
  archive.on('error', () => undefined);
  archive.resume();
  await new Promise((resolve) => archive.once('close', resolve));
  expect(archive.readableEnded).toBe(false);
});
