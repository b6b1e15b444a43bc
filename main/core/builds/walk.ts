/** The files of a build's folder, in the order that BuildKit wants: sorted by name, each folder before what is in it. */
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stats } from 'node:fs';
import { AppError } from '../../contract/errors.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import type { IgnoreRules, Verdict } from './ignore.ts';

export interface ContextEntry {
  /** From the folder on, with slashes. */
  readonly path: string;
  /** Where it is on this computer. */
  readonly source: string;
  readonly kind: 'file' | 'folder' | 'link' | 'pipe';
  /** Permissions with the set-id and sticky bits. */
  readonly mode: number;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where a link leads, as it is written. */
  readonly target?: string;
}

interface Place {
  readonly root: string;
  readonly rules: IgnoreRules | undefined;
  readonly platform: NodeJS.Platform;
}

/** Throws `build.unreadable`, naming what can't be read and isn't left out; `build.noFolder`. */
export async function* walkContext(
  root: string,
  rules: IgnoreRules | undefined,
  platform: NodeJS.Platform = process.platform,
): AsyncGenerator<ContextEntry, void> {
  yield* walkFolder({ root, rules, platform }, '', [], []);
}

/** `waiting`: folders that are left out and are only told of once something in them isn't. */
async function* walkFolder(
  place: Place,
  folder: string,
  parent: Verdict,
  waiting: ContextEntry[],
): AsyncGenerator<ContextEntry, void> {
  const { root, rules, platform } = place;
  const found = await names(root, folder);
  for (const name of found) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const { ignored = false, verdict = [] } = rules?.judge(path, parent) ?? {};
    const source = join(root, ...path.split('/'));
    const stats = await statOf(source, path);
    if (stats === undefined) continue;
    if (ignored && !(stats.isDirectory() && rules?.mayHoldExceptions(path) === true)) continue;
    const entry = await toEntry(path, source, stats, platform);
    if (entry === undefined) continue;
    if (!ignored) {
      yield* waiting.splice(0);
      yield entry;
    }
    if (entry.kind !== 'folder') continue;
    const pending = ignored ? [...waiting, entry] : [];
    for await (const inner of walkFolder(place, path, verdict, pending)) {
      waiting.length = 0;
      yield inner;
    }
  }
}

/** By their bytes, as Go sorts them. */
async function names(root: string, folder: string): Promise<string[]> {
  try {
    const found = await readdir(join(root, ...folder.split('/')));
    return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  } catch (error) {
    if (folder === '') throw new AppError('build.noFolder', { params: { path: root }, cause: error });
    throw unreadable(folder, error);
  }
}

/** Undefined for what has gone since its folder was read. */
async function statOf(source: string, path: string): Promise<Stats | undefined> {
  try {
    return await lstat(source);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
}

async function toEntry(
  path: string,
  source: string,
  stats: Stats,
  platform: NodeJS.Platform,
): Promise<ContextEntry | undefined> {
  const base = { path, source, mode: modeOf(stats, platform), modified: stats.mtimeMs, size: 0 };
  if (stats.isDirectory()) return { ...base, kind: 'folder' };
  if (stats.isFile()) return { ...base, kind: 'file', size: stats.size };
  if (stats.isFIFO()) return { ...base, kind: 'pipe' };
  // Sockets and devices are of this computer only.
  if (!stats.isSymbolicLink()) return undefined;
  const target = await readlink(source).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return { ...base, kind: 'link', target: platform === 'win32' ? target.replaceAll('\\', '/') : target };
}

/** Windows has no such permissions: docker makes everything executable there, and writable by its owner only. */
function modeOf(stats: Stats, platform: NodeJS.Platform): number {
  return platform === 'win32' ? 0o755 : stats.mode & 0o7777;
}

export function unreadable(path: string, error: unknown): AppError {
  return new AppError('build.unreadable', { params: { path, reason: systemReason(error) }, cause: error });
}
