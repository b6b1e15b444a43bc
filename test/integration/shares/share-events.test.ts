/** The guest's agent for file events, in folders of this computer: what was changed here is not made known again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { link, mkdir, mkdtemp, rename, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delay } from '../../../main/core/lib/retry.ts';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureLuajit } from '../../fixtures/luajit.ts';

const program = fileURLToPath(
  new URL('../../../vm-images/guest/root/usr/lib/moorage/share-events.lua', import.meta.url),
);
let luajit: readonly string[] = [];
let folder = '';
let child: ChildProcess;
let ask: (call: string, path: string, other?: string) => Promise<number>;

beforeAll(async () => {
  luajit = await ensureLuajit({ cache: cacheFolder() });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorage-events-'));
  const [command, ...args] = [...luajit, program];
  const started = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child = started;
  const waiting = new Map<string, (errno: number) => void>();
  createInterface({ input: started.stdout }).on('line', (line) => {
    const [number, errno] = line.split(' ');
    if (number === undefined) return;
    waiting.get(number)?.(Number(errno));
  });
  let count = 0;
  ask = (call, path, other) => {
    count += 1;
    const number = String(count);
    const found = lstatSync(join(folder, path), { bigint: true, throwIfNoEntry: false });
    const state = found === undefined ? undefined : `${found.ctimeNs} ${Date.now()}000000 ${found.mtimeNs}`;
    const second = call === 'seen' ? state : other === undefined ? undefined : join(folder, other);
    const hex = [join(folder, path), ...(second === undefined ? [] : [second])].map((text) =>
      Buffer.from(text).toString('hex'),
    );
    const answered = new Promise<number>((resolve) => waiting.set(number, resolve));
    started.stdin.write(`${number} ${call} ${hex.join(' ')}\n`);
    return answered;
  };
});

afterEach(async () => {
  child.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Names that a watcher of the folder hears of while something is done. */
async function heard(path: string, act: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const end = new AbortController();
  const listening = (async () => {
    for await (const { filename } of watch(join(folder, path), { signal: end.signal }))
      names.push(filename ?? '');
  })().catch((error: unknown) => {
    if (!end.signal.aborted) throw error;
  });
  await delay(20);
  await act();
  await delay(100);
  end.abort();
  await listening;
  return names;
}

describe('a change of the host', () => {
  it('is made known to those who watch, and leaves the folder as it is', async () => {
    await writeFile(join(folder, 'file'), 'x');
    expect(await ask('watch', '')).toBe(0);
    expect(await heard('', () => ask('seen', 'file'))).toContain('file');
    expect(await heard('', () => ask('gone', 'another'))).toContain('another');
    expect(await ask('seen', 'another')).toBe(2);
  });

  it('is made known once: what making it known does to the file is not told again', async () => {
    await writeFile(join(folder, 'file'), 'x');
    await ask('watch', '');
    expect(await heard('', () => ask('seen', 'file'))).toContain('file');
    for (let time = 0; time < 3; time += 1) expect(await heard('', () => ask('seen', 'file'))).toEqual([]);
  });
});

describe('a change that was made here', () => {
  it('is not made known again, be it a new file, a removal or a move', async () => {
    await ask('watch', '');
    await writeFile(join(folder, 'file'), 'x');
    expect(await heard('', () => ask('seen', 'file'))).toEqual([]);
    await rename(join(folder, 'file'), join(folder, 'moved'));
    expect(await heard('', () => ask('moved', 'file', 'moved'))).toEqual([]);
    await rm(join(folder, 'moved'));
    expect(await heard('', () => ask('gone', 'moved'))).toEqual([]);
  });

  it('is not made known however often the host looks, and what the host does after it is made known', async () => {
    await ask('watch', '');
    await writeFile(join(folder, 'file'), 'x');
    for (let time = 0; time < 3; time += 1) expect(await heard('', () => ask('seen', 'file'))).toEqual([]);
    // By another way to the same file, where nothing is watched: as if it were the host's.
    await mkdir(join(folder, 'elsewhere'));
    await link(join(folder, 'file'), join(folder, 'elsewhere/file'));
    await ask('unwatch', 'elsewhere');
    await delay(100);
    await writeFile(join(folder, 'elsewhere/file'), 'y');
    expect(await heard('', () => ask('seen', 'file'))).toContain('file');
  });

  it('is known in folders that are new, and under the new name of a folder that was moved', async () => {
    await ask('watch', '');
    await mkdir(join(folder, 'sub'));
    await delay(100);
    await writeFile(join(folder, 'sub/file'), 'x');
    expect(await heard('sub', () => ask('seen', 'sub/file'))).toEqual([]);
    await rename(join(folder, 'sub'), join(folder, 'renamed'));
    await delay(100);
    await rm(join(folder, 'renamed/file'));
    expect(await heard('renamed', () => ask('gone', 'renamed/file'))).toEqual([]);
  });

  it('is not known where nothing is watched any more', async () => {
    await ask('watch', '');
    await ask('unwatch', '');
    await writeFile(join(folder, 'file'), 'x');
    expect(await heard('', () => ask('seen', 'file'))).toContain('file');
  });
});
