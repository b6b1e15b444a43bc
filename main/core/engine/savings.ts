/** What the engine packs into an archive, and how that is written to a file of this computer, with its progress. */
import { basename } from 'node:path';
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import { engineCall } from './containers.ts';
import { request, type EngineRequest } from './docker.ts';
import { mustBeFree, saveFile } from './save-file.ts';
import { tellProgress } from './tell-progress.ts';

type Entries = 'container.export' | 'image.save';

export function savingHandlers(docker: Docker): Pick<CoreHandlers, Entries> {
  return {
    'container.export': ({ id, ...file }, signal) => {
      const path = `/containers/${encodeURIComponent(id)}/export`;
      return saving((inner) => packed(docker, { path }, inner), file, signal);
    },
    'image.save': ({ references, ...file }, signal) =>
      saving((inner) => imageArchive(docker, references, inner), file, signal),
  };
}

type Archive = NodeJS.ReadableStream & AsyncIterable<Buffer> & { destroy(): void };

/** The archive of `docker save`, as it comes. Throws what the engine refuses. */
export function imageArchive(
  docker: Docker,
  references: readonly string[],
  signal: AbortSignal,
): Promise<Archive> {
  // docker-modem writes an array as JSON; the engine wants each name by itself, so it is given the last one only.
  const others = references.slice(0, -1).map((name) => `names=${encodeURIComponent(name)}&`);
  const from = { path: `/images/get?${others.join('')}`, options: { names: references.at(-1) } };
  return packed(docker, from, signal);
}

/** An archive that the engine makes, as it comes. Throws what the engine refuses. */
export function packed(
  docker: Docker,
  from: Pick<EngineRequest, 'path' | 'options'>,
  abortSignal: AbortSignal,
): Promise<Archive> {
  return engineCall(async () => {
    const answer = await request(docker, {
      ...from,
      method: 'GET',
      isStream: true,
      abortSignal,
      statusCodes: { 200: true, 404: 'not found', 500: 'server error' },
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an IncomingMessage, which its type doesn't say
    return answer as Archive;
  });
}

export interface Target {
  readonly path: string;
  readonly overwrite: boolean;
}

/** Writes an archive to a file, and tells how much is written. */
export async function* saving(
  open: (signal: AbortSignal) => Promise<Archive>,
  { path, overwrite }: Target,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  // Before the engine packs what would be refused.
  if (!overwrite) await mustBeFree(path);
  yield* tellProgress(signal, async (onProgress, inner) => {
    const tell = (done: number) => onProgress({ kind: 'part', id: basename(path), status: '', done });
    const source = await open(inner);
    await engineCall(() => saveFile(path, source, { overwrite, signal: inner, onProgress: tell }));
  });
}
