/** Files that are written on demand of the window: whole or not at all. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveFile } from '../../../main/core/engine/save-file.ts';

let folder: string;
const { signal } = new AbortController();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msf-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file that is saved', () => {
  it('has what was sent, and its size is told', async () => {
    const path = join(folder, 'a.tar');
    const told: number[] = [];
    const source = Readable.from([Buffer.from('one'), Buffer.from('two!')]);
    const size = await saveFile(path, source, { overwrite: false, onProgress: (n) => told.push(n), signal });
    expect(size).toBe(7);
    expect(told.at(-1)).toBe(7);
    expect(await readFile(path, 'utf8')).toBe('onetwo!');
    expect(await readdir(folder)).toEqual(['a.tar']);
  });

  it('replaces another one only on demand', async () => {
    const path = join(folder, 'a.tar');
    await writeFile(path, 'old');
    const source = () => Readable.from([Buffer.from('new')]);
    await expect(saveFile(path, source(), { overwrite: false, signal })).rejects.toMatchObject({
      code: 'file.exists',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    await saveFile(path, source(), { overwrite: true, signal });
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('is not there when the sender fails or nobody wants it any more, and an old one is left alone', async () => {
    const path = join(folder, 'a.tar');
    await writeFile(path, 'old');
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('broke');
      })(),
    );
    await expect(saveFile(path, failing, { overwrite: true, signal })).rejects.toThrow('broke');
    const end = new AbortController();
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          yield Buffer.alloc(1000);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      })(),
    );
    const saving = saveFile(path, endless, { overwrite: true, signal: end.signal });
    setTimeout(() => end.abort(), 30);
    await expect(saving).rejects.toThrow(/abort/i);
    expect(await readdir(folder)).toEqual(['a.tar']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('whose folder is missing, or which is a folder itself, is told by its name', async () => {
    const source = () => Readable.from([Buffer.from('x')]);
    await expect(
      saveFile(join(folder, 'none', 'a.tar'), source(), { overwrite: false, signal }),
    ).rejects.toMatchObject({ code: 'file.missing', params: { path: join(folder, 'none', 'a.tar') } });
    await expect(saveFile(folder, source(), { overwrite: true, signal })).rejects.toMatchObject({
      code: 'file.notWritable',
    });
  });
});
