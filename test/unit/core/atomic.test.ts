import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../main/core/lib/atomic.ts';
import { writeError } from '../../../main/core/lib/system-error.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atomic-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('writeFileAtomic', () => {
  it('replaces the file, with its mode, and leaves nothing else', async () => {
    const path = join(root, 'file');
    await writeFile(path, 'old', { mode: 0o644 });
    await writeFileAtomic(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['file']);
  });

  it('shows readers the old or the new file, never half of one', async () => {
    const path = join(root, 'file');
    const [a, b] = ['a'.repeat(300_000), 'b'.repeat(300_000)];
    await writeFileAtomic(path, a);
    const writing = Promise.all([
      writeFileAtomic(path, b),
      writeFileAtomic(path, a),
      writeFileAtomic(path, b),
    ]);
    let reads = 0;
    for (let i = 0; i < 20; i += 1) {
      const text = await readFile(path, 'utf8');
      expect(text === a || text === b).toBe(true);
      reads += 1;
    }
    await writing;
    expect(reads).toBe(20);
  });

  it('cleans up after a failure and leaves the old one', async () => {
    const path = join(root, 'folder');
    await mkdir(join(path, 'full'), { recursive: true });
    await expect(writeFileAtomic(path, 'x')).rejects.toThrow();
    expect(await readdir(root)).toEqual(['folder']);
  });

  it.runIf(process.platform === 'linux')('says why it can not write', async () => {
    await expect(writeFileAtomic('/sys/kernel/moorage', 'x')).rejects.toMatchObject({
      code: 'home.notWritable',
    });
  });
});

describe('writeError', () => {
  const system = (code: string, errno: number) => Object.assign(new Error(code), { code, errno });
  it('tells a full disk from one that may not be written', () => {
    expect(writeError(system('ENOSPC', -28), '/x')).toMatchObject({
      code: 'home.diskFull',
      params: { path: '/x' },
    });
    expect(writeError(system('EDQUOT', -122), '/x')).toMatchObject({ code: 'home.diskFull' });
    expect(writeError(system('EROFS', -30), '/x')).toMatchObject({
      code: 'home.notWritable',
      params: { reason: 'read-only file system' },
    });
    const other = system('EIO', -5);
    expect(writeError(other, '/x')).toBe(other);
  });
});
