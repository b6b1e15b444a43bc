/**
 * Reads the names and sizes in an image's layers from what `docker save` writes: a tar archive with an archive for each
 * layer in it, `blobs/sha256/DIGEST` (OCI image layout). Nothing of the files' content is kept. The engine has read the
 * layers itself before, and its reader (Go's archive/tar) lets no header be longer than a megabyte.
 */
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { AppError } from '../../contract/errors.ts';
import { engineError } from './docker.ts';
import type { LayerEntry } from './layer-plan.ts';

/** Most entries of an image that are looked at, and most characters of their names together. */
export const archiveLimits = { entries: 200_000, characters: 16_000_000 };

export interface ReadLayers {
  /** The entries of each layer, in the order that was asked for. */
  readonly layers: readonly (readonly LayerEntry[])[];
  /** There was more than the limits allow. */
  readonly cut: boolean;
}

export interface ReadOptions {
  /** Digests of the layers' content, the oldest first: `sha256:…`. */
  readonly diffIds: readonly string[];
  /** Hears how many bytes have come. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
  readonly limits?: typeof archiveLimits;
}

/** Throws `image.unreadable`, `cancelled`, and what the source throws. */
export async function readLayers(
  source: AsyncIterable<Buffer>,
  { diffIds, onProgress, signal, limits = archiveLimits }: ReadOptions,
): Promise<ReadLayers> {
  const found = new Map<string, LayerEntry[]>();
  const budget = { ...limits, cut: false };
  const wanted = new Set(diffIds);
  let bytes = 0;
  let broken: unknown;
  const counted = async function* () {
    try {
      for await (const chunk of source) {
        signal.throwIfAborted();
        bytes += chunk.length;
        onProgress(bytes);
        yield chunk;
      }
    } catch (error) {
      broken = error;
      throw error;
    }
  };
  const outer = extract();
  try {
    for await (const entry of feed(Readable.from(counted()), outer)) {
      const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(entry.header.name)?.[1];
      const id = `sha256:${digest}`;
      if (wanted.has(id)) found.set(id, await readLayer(entry, budget));
      else entry.resume();
    }
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    if (broken !== undefined) throw engineError(broken);
    throw new AppError('image.unreadable', { cause: error });
  }
  return { layers: diffIds.map((id) => found.get(id) ?? []), cut: budget.cut };
}

type Extract = ReturnType<typeof extract>;
type Entry = Extract extends AsyncIterable<infer T> ? T : never;

/** The entries of an archive while it comes. An error of the source ends them with it. */
function feed(from: Readable | Entry, into: Extract): Extract {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- streamx and Node's streams pipe into each other
  const source = from as Readable;
  source.on('error', (error: Error) => into.destroy(error));
  source.pipe(into);
  return into;
}

async function readLayer(
  source: Entry,
  budget: { entries: number; characters: number; cut: boolean },
): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for await (const entry of feed(source, extract())) {
    const { name, size, type } = entry.header;
    entry.resume();
    if (budget.entries < 1 || budget.characters < name.length) {
      budget.cut = true;
      continue;
    }
    budget.entries -= 1;
    budget.characters -= name.length;
    const bytes = Number.isSafeInteger(size) && size > 0 ? size : 0;
    entries.push({ path: name, bytes, directory: type === 'directory' });
  }
  return entries;
}
