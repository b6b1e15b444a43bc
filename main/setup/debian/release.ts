/**
 * The signed table of contents of a suite, `InRelease`: everything that is fetched from a mirror is checked against
 * it, directly or through an index that it lists. Format: <https://wiki.debian.org/DebianRepository/Format>.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from 'openpgp';
import { AppError } from '../../contract/errors.ts';
import { errorCode, writeAtomic } from '../cache.ts';
import { fetchVerified, type DownloadOptions } from '../download.ts';
import { fetchSmall, type Patience } from '../http.ts';
import { readIndex, type PackageIndex } from './packages.ts';
import { readArchiveKeys, verifiedText } from './signature.ts';

/** The mirror in use, without a slash at its end: `MOORAGE_DEBIAN_MIRROR`, else Debian's own. */
export function debianMirror(env: NodeJS.ProcessEnv = process.env): string {
  return (env['MOORAGE_DEBIAN_MIRROR'] || 'http://deb.debian.org/debian').replace(/\/+$/, '');
}

/** What a verified `InRelease` says. */
export interface Release {
  readonly mirror: string;
  readonly suite: string;
  readonly date: Date;
  /** When it should have been replaced by a newer one, if it says so. */
  readonly validUntil: Date | undefined;
  /** Whether files can be had under the name of their hash, which stays right while the mirror is being updated. */
  readonly byHash: boolean;
  /** Path below `dists/SUITE` to what the file there must be. */
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;
}

export interface ReleaseOptions {
  /** Suite or code name, such as `trixie`. */
  readonly suite: string;
  readonly cache: string;
  readonly mirror?: string;
  /** Whose signature counts; by default Debian's keys. */
  readonly keys?: readonly Key[];
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
}

/** The largest `InRelease` in the archive has about 200 KB. */
const mostBytes = 8 * 1024 * 1024;

/**
 * Fetches and verifies a suite's `InRelease`, and remembers its date. A past `validUntil` is no error here: the mirror
 * may be a frozen snapshot; `isExpired` tells. Throws `setup.network`; `setup.signature`, also for the index of
 * another suite; `setup.rollback` for one that is older than one seen before, from whichever mirror.
 */
export async function fetchRelease(options: ReleaseOptions): Promise<Release> {
  const { suite, cache, signal, patience, mirror = debianMirror(), keys = await readArchiveKeys() } = options;
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(suite)) throw new TypeError(`not the name of a suite: ${suite}`);
  const url = `${mirror}/dists/${suite}/InRelease`;
  const signed = await fetchSmall(url, { limit: mostBytes, signal, patience });
  const release = parseRelease(await verifiedText(signed.toString('utf8'), keys, url), {
    mirror,
    suite,
    url,
  });
  await refuseRollback(release, cache, url);
  return release;
}

/** Whether the mirror should have a newer index by now. Worth a warning, no more. */
export function isExpired(release: Release, now: Date = new Date()): boolean {
  return release.validUntil !== undefined && release.validUntil < now;
}

/**
 * Parses the verified text of a `Release`. Throws `setup.signature` if it is another suite's or lacks what we need:
 * a signature by Debian under the wrong index is worth nothing.
 */
export function parseRelease(text: string, origin: { mirror: string; suite: string; url: string }): Release {
  const { mirror, suite, url } = origin;
  const refuse = (reason: string) => new AppError('setup.signature', { params: { url, reason } });
  const fields = new Map<string, string>();
  const files = new Map<string, { sha256: string; size: number }>();
  let field = '';
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith(' ')) {
      const match = field === 'SHA256' ? /^ +([0-9a-f]{64}) +(\d+) +(\S+)$/.exec(line) : null;
      if (match?.[1] && match[2] && match[3])
        files.set(match[3], { sha256: match[1], size: Number(match[2]) });
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    field = line.slice(0, colon);
    fields.set(field, line.slice(colon + 1).trim());
  }
  const names = [fields.get('Suite'), fields.get('Codename')];
  if (!names.includes(suite)) throw refuse(`it is the index of ${fields.get('Codename') ?? 'another suite'}`);
  const date = toDate(fields.get('Date'));
  if (date === undefined) throw refuse('it has no date');
  if (files.size === 0) throw refuse('it lists no files by SHA-256');
  const byHash = fields.get('Acquire-By-Hash') === 'yes';
  return { mirror, suite, date, validUntil: toDate(fields.get('Valid-Until')), byHash, files };
}

function toDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Compares with the newest date seen for this suite, which is kept in the cache, and keeps a newer one. */
async function refuseRollback(release: Release, cache: string, url: string): Promise<void> {
  const path = join(cache, 'debian', `${release.suite}.json`);
  const seen = await readSeen(path);
  if (seen !== undefined && release.date < seen) {
    const params = { url, date: release.date.toISOString(), seen: seen.toISOString() };
    throw new AppError('setup.rollback', { params });
  }
  if (seen?.getTime() === release.date.getTime()) return;
  await writeAtomic(path, `${JSON.stringify({ date: release.date.toISOString() })}\n`);
}

async function readSeen(path: string): Promise<Date | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  // Written whole or not at all; what is not ours to read counts as nothing seen rather than blocking set-up for good.
  const match = /"date":"([^"]+)"/.exec(text);
  return toDate(match?.[1]);
}

export interface IndexOptions extends DownloadOptions {
  /** Debian's name of the architecture. */
  readonly architecture: 'amd64' | 'arm64';
  readonly component?: string;
}

/**
 * Fetches (or finds in the cache) and reads the list of a suite's packages for one architecture, those for all
 * architectures included. Throws `setup.packageMissing` if the suite has no such list, and what `fetchVerified` and
 * `readIndex` throw.
 */
export async function fetchIndex(release: Release, options: IndexOptions): Promise<PackageIndex> {
  const { architecture, component = 'main', ...download } = options;
  const { mirror, suite } = release;
  const folder = `${component}/binary-${architecture}`;
  const entry = release.files.get(`${folder}/Packages.gz`);
  if (entry === undefined) {
    throw new AppError('setup.packageMissing', { params: { name: `${folder}/Packages.gz`, architecture } });
  }
  const base = `${mirror}/dists/${suite}/${folder}`;
  const url = release.byHash ? `${base}/by-hash/SHA256/${entry.sha256}` : `${base}/Packages.gz`;
  const path = await fetchVerified({ ...download, ...entry, url, name: `package list of ${suite}` });
  return readIndex(path, { mirror, suite, architecture });
}
