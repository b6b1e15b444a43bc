/**
 * Writes what the engine sends to a file of this computer: what isn't whole never has the file's name, and a file that
 * is there already is only replaced on demand.
 */
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../contract/errors.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';

export interface SaveOptions {
  /** Replace a file that is there. */
  readonly overwrite: boolean;
  /** Hears how many bytes are written, now and then. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Resolves with the file's size. Throws `file.exists`, `file.notWritable`, `file.diskFull`, what the source throws, and the signal's reason. */
export async function saveFile(
  path: string,
  source: NodeJS.ReadableStream,
  { overwrite, onProgress, signal }: SaveOptions,
): Promise<number> {
  if (!overwrite) await mustBeFree(path);
  const part = `${path}.part`;
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onProgress?.(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, counting, createWriteStream(part, { mode: 0o600, flush: true }), { signal });
    await rename(part, path);
    return bytes;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw fileError(error, path);
  }
}

/** Throws `file.exists` if there is something, so that nobody waits for what will be refused. */
export async function mustBeFree(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw new AppError('file.exists', { params: { path } });
}

/** What reading or writing a file of the user's has raised, in words that name the file. */
export function fileError(error: unknown, path: string): unknown {
  switch (systemCode(error) ?? '') {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('file.diskFull', { params: { path }, cause: error });
    case 'ENOENT':
      return new AppError('file.missing', { params: { path }, cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return new AppError('file.notWritable', {
        params: { path, reason: systemReason(error) },
        cause: error,
      });
    default:
      return error;
  }
}
