import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isArchive, isGzip, ownFolder } from '../../../../main/core/engine/tar-head.ts';

describe("an archive's beginning", () => {
  let folder: string;
  const tar = (...args: string[]) => execFileSync('tar', ['-C', folder, '-c', ...args]);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moorage-tar-'));
    writeFileSync(join(folder, 'a'), 'a');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is told from what is none', () => {
    expect(isArchive(tar('.'))).toBe(true);
    expect(isArchive(Buffer.from('BZh91AY&SY'))).toBe(true);
    expect(isArchive(Buffer.alloc(0))).toBe(false);
    expect(isArchive(Buffer.alloc(1024))).toBe(false);
    expect(isArchive(Buffer.alloc(4096, 0xff))).toBe(false);
    expect(isArchive(tar('.').subarray(0, 511))).toBe(false);
    expect(isGzip(tar('-z', '.'))).toBe(true);
    expect(isGzip(Buffer.alloc(0))).toBe(false);
  });

  it.each([['--format=ustar'], ['--format=gnu'], ['--format=pax']])(
    'gives the folder itself with its owner, mode and time: %s',
    (format) => {
      const own = ownFolder(
        tar(format, '--owner=:99', '--group=:98', '--mode=2750', '--mtime=@1000000000', '.'),
        'volume',
      );
      expect(own).toBeDefined();
      const listed = execFileSync('tar', ['-tv', '--numeric-owner', '--utc', '--full-time'], { input: own });
      expect(listed.toString()).toMatch(/^drwxr-s--- 99\/98 +0 2001-09-09 01:46:40(?:\.0+)? volume\/\n$/);
    },
  );

  it('gives none where the archive begins with something else', () => {
    expect(ownFolder(tar('a'), 'volume')).toBeUndefined();
    expect(ownFolder(tar('--transform=s,^[.],data,', '.'), 'volume')).toBeUndefined();
    expect(ownFolder(Buffer.alloc(0), 'volume')).toBeUndefined();
    // More about the entry that is longer than what is there, and a size that is no number.
    const long = tar('--format=pax', '.');
    expect(ownFolder(long.subarray(0, 700), 'volume')).toBeUndefined();
    const odd = Buffer.from(long);
    odd.write('zzz', 124);
    expect(ownFolder(odd, 'volume')).toBeUndefined();
  });
});
