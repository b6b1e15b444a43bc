/** A build's folder as one tar archive, made while it is read: what the classic builder takes. */
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { readPieces } from './read-file.ts';
import type { ContextEntry } from './walk.ts';

/**
 * Owners become root, as docker has them. `onSent` hears of each file, and of bytes. The archive fails with what its
 * source throws, and ends with the signal.
 */
export function tarContext(
  entries: AsyncIterable<ContextEntry>,
  signal: AbortSignal,
  onSent: (files: number, bytes: number) => void,
): Readable {
  const archive = pack();
  // Whoever reads hears of it; without a listener it would be nobody's.
  archive.on('error', () => undefined);
  const stop = () => archive.destroy();
  signal.addEventListener('abort', stop, { once: true });
  archive.once('close', () => signal.removeEventListener('abort', stop));
  const fill = async () => {
    for await (const entry of entries) {
      signal.throwIfAborted();
      onSent(entry.kind === 'folder' ? 0 : 1, 0);
      await put(archive, entry, signal, (bytes) => onSent(0, bytes));
    }
    archive.finalize();
  };
  fill().catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(archive, { objectMode: false });
}

const types = { file: 'file', folder: 'directory', link: 'symlink', pipe: 'fifo' } as const;

async function put(
  archive: Pack,
  entry: ContextEntry,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { path, kind, mode, size, modified, target } = entry;
  const header = {
    name: kind === 'folder' ? `${path}/` : path,
    type: types[kind],
    mode,
    size,
    mtime: new Date(modified),
    uid: 0,
    gid: 0,
    ...(target === undefined ? {} : { linkname: target }),
  };
  if (kind !== 'file') {
    archive.entry(header, '');
    return;
  }
  let failure: Error | undefined;
  let wake: () => void = () => {};
  const woken = () => wake();
  const into = archive.entry(header, (error) => {
    failure = error ?? undefined;
    wake();
  });
  // The archive's own end is told by the archive.
  into.on('error', woken);
  into.on('drain', woken);
  into.on('close', woken);
  const waiting = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  for await (const piece of readPieces(entry, signal)) {
    onBytes(piece.length);
    if (!into.write(piece)) await waiting();
    if (failure !== undefined) throw failure;
  }
  const written = waiting();
  into.end(undefined);
  await written;
}
