/**
 * Files that go out and in, by the engine's own archives (Docker Engine API, "Get an archive of a filesystem resource in
 * a container" and its kin), as `docker cp` does it: they work for containers that don't run, too. Nothing is kept in
 * memory but what is under way.
 */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import type { FilePlace } from '../../contract/files-model.ts';
import { engineCall } from '../engine/containers.ts';
import { engineError, request } from '../engine/docker.ts';
import { mustBeFree, saveFile } from '../engine/save-file.ts';
import { packed, saving, type Target } from '../engine/savings.ts';
import { tellProgress } from '../engine/tell-progress.ts';
import { asRecord } from '../engine/untrusted.ts';
import type { Uploads } from '../engine/uploads.ts';
import { folder as volumeFolder, openHelper } from '../engine/volume-archive.ts';
import { queryValue } from './path-bytes.ts';

/** Bits of Go's os.FileMode, in which the engine tells modes. */
const goFolder = 2 ** 31;
const goLink = 2 ** 27;
const goOther = [2 ** 26, 2 ** 25, 2 ** 24, 2 ** 21, 2 ** 19];

/** Something with an archive: a container, or one that stands in for a volume. */
interface Holder {
  readonly id: string;
  /** Before each path. */
  readonly prefix: string;
  readonly close: () => Promise<void>;
}

async function openHolder(docker: Docker, place: FilePlace, signal: AbortSignal): Promise<Holder> {
  if (place.kind === 'container') return { id: place.id, prefix: '', close: () => Promise.resolve() };
  // A container with a volume that isn't there would make one.
  await engineCall(() => docker.getVolume(encodeURIComponent(place.name)).inspect({ abortSignal: signal }));
  const { container, close } = await openHelper(docker, place.name, signal);
  return { id: container.id, prefix: `/${volumeFolder}`, close };
}

/** Writes a file as it is, a folder as an archive. A link is followed. Throws what `saveFile` throws. */
export async function* download(
  docker: Docker,
  { place, from: path, ...target }: { readonly place: FilePlace; readonly from: string } & Target,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  if (!target.overwrite) await mustBeFree(target.path);
  const holder = await openHolder(docker, place, signal);
  try {
    const found = await followed(docker, holder, `${holder.prefix}${path}`, signal);
    const from = { path: archivePath(holder.id, found.path), options };
    if (found.folder) yield* saving((inner) => packed(docker, from, inner), target, signal);
    else
      yield* tellProgress(signal, async (onProgress, inner) => {
        const id = basename(target.path);
        const tell = (done: number) =>
          onProgress({ kind: 'part', id, status: '', done, total: Math.max(done, found.bytes) });
        const content = Readable.from(contentOf(await packed(docker, from, inner)), { objectMode: false });
        await engineCall(() =>
          saveFile(target.path, content, { overwrite: target.overwrite, signal: inner, onProgress: tell }),
        );
      });
  } finally {
    await holder.close();
  }
}

/** Unpacks what the link sends into a folder. Throws what the engine refuses. */
export async function* upload(
  docker: Docker,
  uploads: Uploads,
  { place, path }: { readonly place: FilePlace; readonly path: string },
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  const holder = await openHolder(docker, place, signal);
  const { id, body, close } = uploads.begin();
  const over = new AbortController();
  try {
    yield { kind: 'opened', id };
    await request(docker, {
      path: archivePath(holder.id, `${holder.prefix}${path}`),
      method: 'PUT',
      file: body,
      abortSignal: AbortSignal.any([signal, over.signal]),
      statusCodes: { 200: true, 400: 'bad', 403: 'read only', 404: 'not found', 500: 'server error' },
      options: { noOverwriteDirNonDir: 'true' },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw engineError(error);
  } finally {
    close();
    // An engine that answers before it has everything leaves a request that would wait for its end for ever.
    over.abort();
    await holder.close();
  }
}

/** docker-modem ends a path with a `?` by options; this one says what is so anyway. */
const options = { noOverwriteDirNonDir: 'false' };

function archivePath(id: string, path: string): string {
  return `/containers/${encodeURIComponent(id)}/archive?path=${queryValue(path)}&`;
}

interface Found {
  readonly path: string;
  readonly folder: boolean;
  readonly bytes: number;
}

/** What a path names in the end. Throws `entry.notFile` for what has no content. */
async function followed(docker: Docker, { id }: Holder, path: string, signal: AbortSignal): Promise<Found> {
  const first = await statOf(docker, id, path, signal);
  const link = has(first.mode, goLink) && first.target !== '';
  const end = link ? await statOf(docker, id, first.target, signal) : first;
  if (goOther.some((bit) => has(end.mode, bit)) || has(end.mode, goLink))
    throw new AppError('entry.notFile', { params: { path } });
  return { path: link ? first.target : path, folder: has(end.mode, goFolder), bytes: end.bytes };
}

interface Stat {
  readonly mode: number;
  readonly bytes: number;
  /** Where a link leads, from the root, as the engine has resolved it. */
  readonly target: string;
}

/** `HEAD /containers/{id}/archive`: the answer is in a header, as JSON in base64. */
async function statOf(docker: Docker, id: string, path: string, abortSignal: AbortSignal): Promise<Stat> {
  const answer = asRecord(
    await engineCall(() =>
      request(docker, {
        path: archivePath(id, path),
        method: 'HEAD',
        isStream: true,
        abortSignal,
        statusCodes: { 200: true, 400: 'bad', 404: 'not found', 500: 'server error' },
        options,
      }).catch((error: unknown) => {
        // The answer to a HEAD has no words.
        if (asRecord(error)['statusCode'] === 404) throw new AppError('entry.missing', { params: { path } });
        throw error;
      }),
    ),
  );
  const header = asRecord(answer['headers'])['x-docker-container-path-stat'];
  const { mode, size, linkTarget } = asRecord(parse(typeof header === 'string' ? header : ''));
  return {
    mode: typeof mode === 'number' ? mode : 0,
    bytes: typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : 0,
    target: typeof linkTarget === 'string' && linkTarget.startsWith('/') ? linkTarget : '',
  };
}

function parse(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString());
  } catch {
    return undefined; // garbage from the guest tells nothing
  }
}

/** Go's modes use all of 32 bits, which JavaScript's operators take for a sign. */
function has(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}

/** The content of an archive's only file. */
async function* contentOf(source: Awaited<ReturnType<typeof packed>>): AsyncGenerator<Buffer, void> {
  const archive = extract();
  source.on('error', (error: Error) => archive.destroy(error));
  source.pipe(archive);
  try {
    for await (const entry of archive) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes, but its types don't say so
      yield* entry as AsyncIterable<Buffer>;
      return;
    }
  } finally {
    source.destroy();
  }
}
