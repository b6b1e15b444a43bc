import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  readdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentOf, makePair, until, type Pair } from './sync-fixture.ts';

let pair: Pair;
beforeEach(() => {
  pair = makePair();
});
afterEach(() => pair.close());

function same(): Record<string, string> {
  const host = contentOf(pair.host);
  expect(contentOf(pair.guest)).toEqual(host);
  return host;
}

describe('a first copy', () => {
  it('goes both ways and keeps modes and times', async () => {
    mkdirSync(join(pair.host, 'src/deep'), { recursive: true });
    writeFileSync(join(pair.host, 'src/deep/a.txt'), 'from the host', { mode: 0o640 });
    writeFileSync(join(pair.host, 'empty'), '');
    symlinkSync('src/deep/a.txt', join(pair.host, 'link'));
    writeFileSync(join(pair.host, 'large'), Buffer.alloc(3_000_001, 7));
    utimesSync(join(pair.host, 'empty'), 1_000_000_000, 1_000_000_000.5);
    mkdirSync(join(pair.guest, 'built'));
    writeFileSync(join(pair.guest, 'built/b.bin'), Buffer.alloc(2_000_003, 9), { mode: 0o755 });
    writeFileSync(join(pair.guest, 'built/run.sh'), 'echo', { mode: 0o751 });
    pair.start();
    await pair.settle();
    const all = same();
    expect(Object.keys(all)).toEqual([
      'built',
      'built/b.bin',
      'built/run.sh',
      'empty',
      'large',
      'link',
      'src',
      'src/deep',
      'src/deep/a.txt',
    ]);
    expect(statSync(join(pair.guest, 'src/deep/a.txt')).mode & 0o777).toBe(0o640);
    expect(statSync(join(pair.host, 'built/run.sh')).mode & 0o777).toBe(0o751);
    const times = (name: string) =>
      [pair.host, pair.guest].map((side) => lstatSync(join(side, name), { bigint: true }).mtimeNs);
    for (const name of ['src/deep/a.txt', 'empty', 'large']) {
      const [host, guest] = times(name);
      expect(guest).toBe(host);
    }
    const [host = 0n, guest = 0n] = times('built/run.sh');
    expect(Number(guest - host)).toBeLessThan(1000);
    expect(pair.errors).toEqual([]);
    // Told at most five times a second.
    await until(() => pair.progress.at(-1)?.phase === 'watching');
  });

  it('transfers nothing that both have', async () => {
    for (const side of [pair.host, pair.guest]) writeFileSync(join(side, 'same'), 'x'.repeat(100_000));
    const before = statSync(join(pair.guest, 'same')).ino;
    pair.start();
    await pair.settle();
    expect(statSync(join(pair.guest, 'same')).ino).toBe(before);
    same();
    expect(readdirSync(pair.guest)).toEqual(['same']);
  });
});

describe('changes', () => {
  it.each(['host', 'guest'] as const)('of the %s arrive on the other side by themselves', async (side) => {
    const from = pair[side];
    const to = side === 'host' ? pair.guest : pair.host;
    mkdirSync(join(from, 'd/e'), { recursive: true });
    for (const name of ['a', 'd/b', 'd/e/c', 'gone']) writeFileSync(join(from, name), name);
    pair.start();
    await pair.settle();
    same();
    writeFileSync(join(from, 'd/b'), 'edited');
    await until(() => contentOf(to)['d/b'] === 'edited');
    renameSync(join(from, 'd/e'), join(from, 'moved'));
    await until(() => contentOf(to)['moved/c'] === 'd/e/c' && contentOf(to)['d/e'] === undefined);
    writeFileSync(join(from, 'moved/c'), 'after the move');
    await until(() => contentOf(to)['moved/c'] === 'after the move');
    rmSync(join(from, 'gone'));
    await until(() => contentOf(to)['gone'] === undefined);
    chmodSync(join(from, 'a'), 0o600);
    await until(() => (statSync(join(to, 'a')).mode & 0o777) === 0o600);
    mkdirSync(join(from, 'new/er/est'), { recursive: true });
    writeFileSync(join(from, 'new/er/est/file'), 'deep');
    await until(() => contentOf(to)['new/er/est/file'] === 'deep');
    rmSync(join(from, 'd'), { recursive: true });
    writeFileSync(join(from, 'd'), 'a file now');
    await until(() => contentOf(to)['d'] === 'a file now');
    rmSync(join(from, 'a'));
    symlinkSync('moved', join(from, 'a'));
    await until(() => contentOf(to)['a'] === '-> moved');
    await pair.settle();
    same();
    expect(pair.errors).toEqual([]);
  });

  it('that were made while nothing ran are told from what is new', async () => {
    for (const name of ['keep', 'gone-here', 'gone-there', 'edited'])
      writeFileSync(join(pair.host, name), name);
    pair.start();
    await pair.settle();
    await pair.stop();
    rmSync(join(pair.host, 'gone-here'));
    rmSync(join(pair.guest, 'gone-there'));
    writeFileSync(join(pair.guest, 'edited'), 'changed');
    pair.start();
    await pair.settle();
    expect(same()).toEqual({ keep: 'keep', edited: 'changed' });
  });

  it('on both sides keep both contents', async () => {
    writeFileSync(join(pair.host, 'a.txt'), 'old');
    pair.start();
    await pair.settle();
    await pair.stop();
    writeFileSync(join(pair.host, 'a.txt'), 'of the host');
    writeFileSync(join(pair.guest, 'a.txt'), 'of the VM');
    pair.start();
    await pair.settle();
    const all = same();
    expect(all['a.txt']).toBe('of the host');
    const copy = Object.keys(all).find((name) => name !== 'a.txt') ?? '';
    expect(copy).toMatch(/^a\.conflict-\d{8}-\d{6}\.txt$/);
    expect(all[copy]).toBe('of the VM');
    await until(() => pair.progress.at(-1)?.conflicts.length === 1);
    expect(pair.progress.at(-1)?.conflicts).toEqual([{ path: 'a.txt', copy }]);
  });
});
