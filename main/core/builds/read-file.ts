/** A file of a build's folder, read in pieces: exactly as many bytes as were promised, whatever is done to it meanwhile. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { ContextEntry } from './walk.ts';
import { unreadable } from './walk.ts';

const pieceBytes = 64 * 1024;

/** What was added since is left out. Throws `build.unreadable`, and `build.shrunk` where bytes are missing. */
export async function* readPieces(
  { path, source, size }: Pick<ContextEntry, 'path' | 'source' | 'size'>,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  // Not through a link that stands there now, and not waiting at a pipe.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(source, flags).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    for (let left = size; left > 0;) {
      signal.throwIfAborted();
      // A new one each time: who gets it may still be sending it.
      const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, left));
      const { bytesRead } = await file.read(buffer, 0, buffer.length).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (bytesRead === 0) throw new AppError('build.shrunk', { params: { path } });
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
