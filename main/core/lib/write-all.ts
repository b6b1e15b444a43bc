/** Writing to a stream at the pace of whoever reads it. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Resolves when the stream has room again, or is closed: then nobody reads it any more. Rejects when the signal aborts
 * or the stream fails.
 */
export async function writeAll(stream: Writable, data: Buffer, signal: AbortSignal): Promise<void> {
  if (stream.write(data) || stream.destroyed) return;
  // What is not waited for any more must not go on listening.
  const over = new AbortController();
  const until = { signal: AbortSignal.any([signal, over.signal]) };
  try {
    await Promise.race([once(stream, 'drain', until), once(stream, 'close', until)]);
  } finally {
    over.abort();
  }
}
