/**
 * One process at a time: a file that names its holder. It is linked into place whole, so it is never seen half
 * written, and of several at once exactly one wins. Node has no lock that the system would release by itself; a file
 * whose process is gone is therefore taken over.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { delay } from './retry.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';
import { systemCode, writeError } from './system-error.ts';

export type LockResult =
  | { readonly kind: 'taken'; readonly release: () => Promise<void> }
  /** `pid` of the holder, 0 when the file doesn't say. */
  | { readonly kind: 'held'; readonly pid: number };

interface Holder extends ProcessIdentity {
  /** Tells this holding from any other, also by the same process. */
  readonly nonce: string;
}

/** A file that names nobody is a crash's leftover once it is this old: writing it takes no such time. */
const unreadableIsStaleAfterMs = 5_000;
/** Attempts at a lock whose stale file others keep breaking; far more than can be needed. */
const maxAttempts = 200;

/** Takes the lock, or says who holds it. Throws `home.notWritable`, `home.diskFull`. */
export async function takeLock(path: string): Promise<LockResult> {
  const own = await identifyProcess(process.pid);
  const holder: Holder = {
    pid: process.pid,
    startedAt: own?.startedAt ?? '',
    nonce: randomBytes(8).toString('hex'),
  };
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (await create(path, holder)) return { kind: 'taken', release: () => remove(path, holder.nonce) };
    const found = await look(path);
    if (found.kind === 'held') return found;
    if (found.kind === 'stale' && !(await breakStale(path, found.nonce))) await delay(10);
  }
  return { kind: 'held', pid: 0 };
}

/** False when the file is there already. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const aside = `${path}.${holder.nonce}`;
  try {
    await writeFile(aside, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    await link(aside, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // Some file systems (exFAT, network shares) have no links; there the file may be seen unfinished for a moment.
    const unlinkable = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM'].includes(systemCode(error) ?? '');
    if (unlinkable) return createInPlace(path, holder);
    throw writeError(error, path);
  } finally {
    await rm(aside, { force: true });
  }
}

async function createInPlace(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeError(error, path);
  }
}

type Found =
  | { readonly kind: 'held'; readonly pid: number }
  | { readonly kind: 'stale'; readonly nonce: string }
  | { readonly kind: 'gone' };

async function look(path: string): Promise<Found> {
  try {
    const holder = parseHolder(await readFile(path, 'utf8'));
    if (holder !== undefined) {
      return (await isRunning(holder))
        ? { kind: 'held', pid: holder.pid }
        : { kind: 'stale', nonce: holder.nonce };
    }
    const age = Date.now() - (await stat(path)).mtimeMs;
    return age > unreadableIsStaleAfterMs ? { kind: 'stale', nonce: '' } : { kind: 'held', pid: 0 };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'gone' };
    throw writeError(error, path);
  }
}

/**
 * Removes a stale file under a lock of its own: between seeing that a file is stale and removing it, somebody else may
 * have removed it and put a good one in its place. That lock may itself be a crash's leftover, hence the recursion.
 */
async function breakStale(path: string, nonce: string): Promise<boolean> {
  const breaking = await takeLock(`${path}~`);
  if (breaking.kind === 'held') return false;
  try {
    const found = await look(path);
    if (found.kind === 'stale' && found.nonce === nonce) await rm(path, { force: true });
    return true;
  } finally {
    await breaking.release();
  }
}

/** Releasing removes the file only if it is still ours. */
async function remove(path: string, nonce: string): Promise<void> {
  try {
    if (parseHolder(await readFile(path, 'utf8'))?.nonce === nonce) await rm(path, { force: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startedAt, nonce } = value as { pid?: unknown; startedAt?: unknown; nonce?: unknown };
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof startedAt !== 'string' || typeof nonce !== 'string') return undefined;
  return { pid, startedAt, nonce };
}
