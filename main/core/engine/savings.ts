/** What the engine packs into an archive, written to a file of this computer, with its progress. */
import { basename } from 'node:path';
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import type { AppError } from '../../contract/errors.ts';
import { engineError, request, type EngineRequest } from './docker.ts';
import { mustBeFree, saveFile } from './save-file.ts';

type Entries = 'container.export' | 'image.save';

/** Milliseconds between two tellings of how much is written. */
const tellEvery = 200;

export function savingHandlers(docker: Docker): Pick<CoreHandlers, Entries> {
  return {
    'container.export': ({ id, ...file }, signal) =>
      saving(docker, { path: `/containers/${encodeURIComponent(id)}/export` }, file, signal),
    'image.save': ({ references, ...file }, signal) => {
      // docker-modem writes an array as JSON; the engine wants each name by itself, so it is given the last one only.
      const others = references.slice(0, -1).map((name) => `names=${encodeURIComponent(name)}&`);
      const from = { path: `/images/get?${others.join('')}`, options: { names: references.at(-1) } };
      return saving(docker, from, file, signal);
    },
  };
}

/** What is asked for, as `request` takes it. */
type Source = Pick<EngineRequest, 'path' | 'options'>;

export interface Target {
  readonly path: string;
  readonly overwrite: boolean;
}

/** Writes an answer of the engine to a file, and tells how much is written. */
export async function* saving(
  docker: Docker,
  from: Source,
  { path, overwrite }: Target,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  // Before the engine packs what would be refused.
  if (!overwrite) await mustBeFree(path);
  const left = new AbortController();
  const either = AbortSignal.any([signal, left.signal]);
  let bytes = 0;
  const outcome: { done: boolean; failure?: AppError } = { done: false };
  let wake: () => void = () => undefined;
  const onProgress = (written: number) => {
    bytes = written;
  };
  const write = async () => {
    const source = await packed(docker, from, either);
    bytes = await saveFile(path, source, { overwrite, onProgress, signal: either });
    outcome.done = true;
  };
  const writing = write()
    .catch((error: unknown) => {
      outcome.failure = engineError(either.aborted ? either.reason : error);
    })
    .finally(() => wake());
  const told = (): TransferItem => ({ kind: 'part', id: basename(path), status: '', done: bytes });
  try {
    for (;;) {
      if (outcome.failure !== undefined) throw outcome.failure;
      const { done } = outcome;
      yield told();
      if (done) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, tellEvery);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    left.abort();
    await writing;
  }
}

/** The archive as it comes. Throws what the engine refuses. */
async function packed(
  docker: Docker,
  from: Source,
  abortSignal: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  const answer = await request(docker, {
    ...from,
    method: 'GET',
    isStream: true,
    abortSignal,
    statusCodes: { 200: true, 404: 'not found', 500: 'server error' },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an IncomingMessage, which its type doesn't say
  return answer as NodeJS.ReadableStream;
}
