/**
 * Fetches files whose hash and size are known beforehand into the cache. A cut connection costs only what was on its
 * way: what was received stays in a `.part` file and the next attempt, or the next run, asks for the rest.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../contract/errors.ts';
import { abandonedParts, asDiskFull, blobPath, errorCode, fileSize, temporaryName } from './cache.ts';
import { get, networkError, NetworkError, usualPatience, withPatience, type Patience } from './http.ts';
import { mapLimited } from './limit.ts';
import type { OnProgress } from './progress.ts';

/** A file to fetch: where it is and what it must be. */
export interface Download {
  readonly url: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** What a person knows it by; also the step's name. */
  readonly name: string;
}

export interface DownloadOptions {
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly patience?: Patience;
}

/**
 * Makes sure that the file is in the cache and returns its path there. One that is there already with the right size
 * is not fetched again (a file gets its name only after its hash was checked).
 * Throws `setup.hash` if the server has something else, `setup.network`, `setup.diskFull`, or the signal's reason.
 */
export async function fetchVerified(options: Download & DownloadOptions): Promise<string> {
  const { url, sha256, size, name, cache, signal, onProgress, patience = usualPatience } = options;
  const path = blobPath(cache, sha256);
  const report = (done: number) => onProgress?.({ step: name, done, total: size });
  signal?.throwIfAborted();
  if ((await fileSize(path)) === size) {
    report(size);
    return path;
  }
  try {
    await mkdir(dirname(path), { recursive: true });
    const part = await claimPart(path);
    const state: State = { inherited: (await fileSize(part)) !== undefined, furthest: 0 };
    try {
      await withPatience(url, patience, signal, (gained) =>
        receive({ url, sha256, size, name, part, state, signal, silence: patience.silence, report, gained }),
      );
      await rename(part, path);
    } catch (error) {
      await releasePart(part, path, error);
      throw error;
    }
  } catch (error) {
    throw asDiskFull(error, cache);
  }
  return path;
}

/**
 * Fetches several files, a few at a time, and returns their paths in the same order. Progress is the sum over all
 * files, under the name of `step`. The first failure stops the rest. Throws what `fetchVerified` throws.
 */
export function fetchAll(
  files: readonly Download[],
  options: DownloadOptions & { step: string; parallel?: number },
): Promise<string[]> {
  const { step, parallel = 6, onProgress, ...rest } = options;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  return mapLimited(files, parallel, options.signal, (file, signal) => {
    let own = 0;
    const onOwn: OnProgress = (event) => {
      done += event.done - own;
      own = event.done;
      onProgress?.({ step, done, total });
    };
    return fetchVerified({ ...rest, ...file, signal, onProgress: onOwn });
  });
}

/**
 * Takes over what an earlier run left, or names a new part. Renaming is what makes it ours: of two processes that
 * want the same left-over only one can rename it, and a part in use bears its process's id.
 */
async function claimPart(path: string): Promise<string> {
  const own = temporaryName(path);
  for (const left of await abandonedParts(path)) {
    try {
      await rename(left, own);
      return own;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return own;
}

/** After a failure: keeps what can be resumed as `NAME.part`, unless it is wrong or the disk needs the space. */
async function releasePart(part: string, path: string, error: unknown): Promise<void> {
  const useless = error instanceof AppError && error.code === 'setup.hash';
  if (useless || asDiskFull(error, part) !== error || !(await fileSize(part))) {
    await rm(part, { force: true });
    return;
  }
  await rename(part, `${path}.part`);
}

/** What the attempts at one download know of each other. */
interface State {
  /** The part was begun by an earlier run. */
  inherited: boolean;
  /** The most bytes that any attempt had. Only more than that counts as a gain, so that attempts come to an end. */
  furthest: number;
}

interface Attempt extends Download {
  readonly part: string;
  readonly state: State;
  readonly signal: AbortSignal | undefined;
  readonly silence: number;
  readonly report: (done: number) => void;
  readonly gained: () => void;
}

/** One attempt: continues the part, checks it whole, and leaves it synced to disk. */
async function receive(attempt: Attempt): Promise<void> {
  const { part, size, sha256, name, report, state } = attempt;
  const file = await open(part, 'a', 0o644);
  try {
    let hash = createHash('sha256');
    let have = await hashFile(part, hash);
    if (have > size) {
      await file.truncate(0);
      hash = createHash('sha256');
      have = 0;
    }
    report(have);
    state.furthest = Math.max(state.furthest, have);
    if (have < size) {
      const result = await append(attempt, file, hash, have);
      hash = result.hash;
      have = result.have;
    }
    if (have < size) throw new NetworkError(`the connection ended after ${have} of ${size} bytes`);
    const actual = hash.digest('hex');
    if (actual !== sha256) {
      await file.truncate(0);
      if (state.inherited) {
        // What an earlier run left may itself be the damage, so the whole is fetched before the server is blamed.
        state.inherited = false;
        throw new NetworkError('what an earlier run left did not fit');
      }
      throw new AppError('setup.hash', { params: { name, expected: sha256, actual } });
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function append(
  attempt: Attempt,
  file: FileHandle,
  hashed: Hash,
  from: number,
): Promise<{ hash: Hash; have: number }> {
  const { url, size, name, state, signal, silence, report, gained } = attempt;
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  const answer = await get(url, { headers, signal, silence }).catch(async (error: unknown) => {
    // 416: the part does not fit what the server has. Start over at the next attempt.
    if (!(error instanceof NetworkError) || error.status !== 416 || from === 0) throw error;
    await file.truncate(0);
    throw new NetworkError(error.message, { cause: error });
  });
  let hash = hashed;
  let have = from;
  try {
    if (from > 0 && answer.statusCode !== 206) {
      await file.truncate(0);
      hash = createHash('sha256');
      have = 0;
    } else if (from > 0 && !answer.headers['content-range']?.startsWith(`bytes ${from}-`)) {
      throw new NetworkError('the server sent another range than was asked for');
    }
    const promised = Number(answer.headers['content-length'] ?? size - have);
    if (have + promised !== size) throw wrongSize(name, size, have + promised);
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (have + chunk.length > size) throw wrongSize(name, size, have + chunk.length);
      await file.appendFile(chunk);
      hash.update(chunk);
      have += chunk.length;
      if (have > state.furthest) {
        state.furthest = have;
        gained();
      }
      report(have);
    }
  } catch (error) {
    if (error instanceof AppError || isDiskError(error)) throw error;
    throw networkError(error, signal);
  } finally {
    answer.destroy();
  }
  return { hash, have };
}

function wrongSize(name: string, expected: number, actual: number): AppError {
  return new AppError('setup.hash', {
    params: { name, expected: `${expected} bytes`, actual: `${actual} bytes` },
  });
}

/** Errors of the file that is written, as opposed to those of the connection that is read. */
function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS'].includes(errorCode(error) ?? '');
}

/** Feeds a file into a hash and returns its length in bytes. */
async function hashFile(path: string, hash: Hash): Promise<number> {
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  return length;
}
