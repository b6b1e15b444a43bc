/** Replaces a file whole: whoever reads it, at whatever moment and after whatever crash, finds the old or the new one. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { retry } from './retry.ts';
import { systemCode, writeError } from './system-error.ts';

/**
 * Writes aside, brings it to the disk, and renames it over `path`. `mode` is that of the new file, default 0o600.
 * Throws `home.diskFull`, `home.notWritable`; then the old file is untouched.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode = 0o600): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeThrough(aside, data, mode);
    await replace(aside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(aside, { force: true });
    throw writeError(error, path);
  }
}

async function writeThrough(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** On Windows a virus scanner or a reader may hold the old file for a moment. */
async function replace(from: string, to: string): Promise<void> {
  const held = new Set(['EPERM', 'EACCES', 'EBUSY']);
  await retry(() => rename(from, to), {
    firstMs: 20,
    again: (error, attempt) =>
      process.platform === 'win32' && attempt < 6 && held.has(systemCode(error) ?? ''),
  });
}

/** Makes the rename itself last through a power cut. Windows has no such call for folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
