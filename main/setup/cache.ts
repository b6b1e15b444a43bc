/**
 * The cache: a folder that all homes of a user share. What is in `blobs/sha256` is named after its own hash, so it
 * never changes and needs no locks; everything else is written aside and renamed into place.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../contract/errors.ts';

/**
 * Where the cache is: `MOORAGE_CACHE` if set, else the system's usual place for caches. The folder may not exist yet.
 * Linux: XDG Base Directory Specification, `XDG_CACHE_HOME`, which counts only if it is absolute.
 */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env['MOORAGE_CACHE']) return resolve(env['MOORAGE_CACHE']);
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Moorage');
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Moorage', 'Cache');
  }
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'moorage');
}

/** What a JSON file of ours holds; undefined if there is none, or if it is damaged, for then it is written anew. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The path under which the file with this SHA-256 (64 lower-case hex digits) is or will be kept. */
export function blobPath(cache: string, sha256: string): string {
  // The hash becomes a path, so it must be nothing but a hash.
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`not a SHA-256: ${sha256}`);
  return join(cache, 'blobs', 'sha256', sha256);
}

/** The size of a file in bytes, or undefined if there is no such file. Throws what `stat` throws otherwise. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file so that a reader sees the old or the new content, never a part. Makes its folder. */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = temporaryName(path);
  try {
    await writeSynced(aside, content, 0o644);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

/** Writes a new file and waits until the disk has it. Throws if the file exists. `mode` is subject to the umask. */
export async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name beside `path` that says which process uses it: `NAME.PID-RANDOM.part`. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
}

/** How old an unfinished file must be, in milliseconds, to be nobody's even if its process id is in use again. */
const abandonedAfter = 60 * 60 * 1000;

/**
 * Unfinished files or folders beside `path` that no running process works on: `NAME.part`, left on purpose, and those
 * made by `temporaryName` whose process has ended. A missing folder counts as empty.
 */
export async function abandonedParts(path: string): Promise<string[]> {
  const folder = dirname(path);
  const start = path.slice(folder.length + 1);
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const found: string[] = [];
  for (const name of names.sort()) {
    if (!name.startsWith(`${start}.`)) continue;
    const match = /^\.(?:(\d+)-[0-9a-f]{8}\.)?part$/.exec(name.slice(start.length));
    if (match === null) continue;
    const full = join(folder, name);
    if (match[1] === undefined || !isRunning(Number(match[1])) || (await isOld(full))) found.push(full);
  }
  return found;
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > abandonedAfter;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** The `code` of a Node error, such as `ENOENT`, or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a full disk or quota into `setup.diskFull`; returns every other error as it is. */
export function asDiskFull(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new AppError('setup.diskFull', { params: { path }, cause: error });
}
