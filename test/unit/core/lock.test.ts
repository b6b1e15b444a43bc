import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../../main/core/lib/lock.ts';
import { identifyProcess } from '../../../main/core/lib/process-identity.ts';

let root = '';
let path = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(root, 'lock');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The number of a process that has ended and been reaped. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

const leave = async (holder: object) =>
  writeFile(path, JSON.stringify({ startedAt: '', nonce: 'old', ...holder }));

describe('takeLock', () => {
  it('is held until it is released, and leaves nothing behind', async () => {
    const first = await takeLock(path);
    if (first.kind !== 'taken') throw new Error('not taken');
    expect(await takeLock(path)).toEqual({ kind: 'held', pid: process.pid });
    await first.release();
    expect(await readdir(root)).toEqual([]);
    expect((await takeLock(path)).kind).toBe('taken');
  });

  it('takes over from a process that is gone', async () => {
    await leave({ pid: await deadPid() });
    expect((await takeLock(path)).kind).toBe('taken');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await readdir(root)).toEqual(['lock']);
  });

  it.runIf(process.platform === 'linux')(
    'is not fooled by a number that another process got since',
    async () => {
      await leave({ pid: process.pid, startedAt: 'another boot:12345' });
      expect((await takeLock(path)).kind).toBe('taken');
    },
  );

  it('respects a holder of the same number and start', async () => {
    const own = await identifyProcess(process.pid);
    await leave({ ...own });
    expect(await takeLock(path)).toEqual({ kind: 'held', pid: process.pid });
  });

  it('lets exactly one of many win, also over a stale file', async () => {
    for (let round = 0; round < 20; round += 1) {
      await leave({ pid: await deadPid() });
      const results = await Promise.all(Array.from({ length: 8 }, () => takeLock(path)));
      const taken = results.filter((result) => result.kind === 'taken');
      expect(taken).toHaveLength(1);
      for (const lock of taken) await lock.release();
    }
  });

  it('gets past a breaker that crashed too', async () => {
    const pid = await deadPid();
    await leave({ pid });
    await writeFile(`${path}~`, JSON.stringify({ pid, startedAt: '', nonce: 'breaker' }));
    expect((await takeLock(path)).kind).toBe('taken');
    expect(await readdir(root)).toEqual(['lock']);
  });

  it.each(['', 'garbage', '{"pid":-1}', 'null'])(
    'takes over an old file that names nobody (%s), but no fresh one',
    async (text) => {
      await writeFile(path, text);
      expect(await takeLock(path)).toEqual({ kind: 'held', pid: 0 });
      const old = new Date(Date.now() - 60_000);
      await utimes(path, old, old);
      expect((await takeLock(path)).kind).toBe('taken');
    },
  );

  it("does not remove another's lock on release", async () => {
    const first = await takeLock(path);
    if (first.kind !== 'taken') throw new Error('not taken');
    await leave({ pid: process.pid, nonce: 'another' });
    await first.release();
    expect(await readFile(path, 'utf8')).toContain('another');
  });
});
