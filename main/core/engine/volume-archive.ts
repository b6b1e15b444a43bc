/**
 * A volume's content as an archive, both ways. The engine itself packs and unpacks it, through a container that is never
 * started, of an image with nothing in it: that keeps owners, modes, links, hard links, times, devices and capabilities,
 * works for every driver, and needs no program (Docker Engine API, "Get an archive of a filesystem resource in a
 * container" and "Extract an archive"). BusyBox's tar in the VM would lose capabilities.
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type Docker from 'dockerode';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError, isCancel } from '../../contract/errors.ts';
import { engineCall } from './containers.ts';
import { engineError } from './docker.ts';
import { packed, saving, type Target } from './savings.ts';
import { isArchive, isGzip, ownFolder } from './tar-head.ts';
import { progress } from './transfers.ts';
import { cleanText } from './untrusted.ts';
import type { Uploads } from './uploads.ts';

/** Where the volume is in the container. */
export const folder = 'volume';
/** Bytes at an archive's beginning that are looked at. */
const headBytes = 4096;

export interface Helper {
  readonly container: Docker.Container;
  readonly close: () => Promise<void>;
}

/** Writes the content of a volume to a file of this computer. Throws `engine.refused`, and what `saveFile` throws. */
export async function* exportVolume(
  docker: Docker,
  { name, ...target }: { readonly name: string } & Target,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  await engineCall(() => volumeOf(docker, name).inspect({ abortSignal: signal }));
  const { container, close } = await openHelper(docker, name, signal);
  try {
    const from = { path: `/containers/${container.id}/archive?`, options: { path: `/${folder}/.` } };
    yield* saving((inner) => packed(docker, from, inner), target, signal);
  } finally {
    await close();
  }
}

/**
 * Unpacks what the link sends into a volume; a new one that doesn't get everything is taken back. Throws
 * `volume.exists`, `volume.notArchive`, and `volume.partial` where an existing one has got a part.
 */
export async function* importVolume(
  docker: Docker,
  uploads: Uploads,
  { name, existing }: { readonly name: string; readonly existing: boolean },
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  if (existing) await engineCall(() => volumeOf(docker, name).inspect({ abortSignal: signal }));
  else await createNew(docker, name, signal);
  let whole = false;
  const { id, body, close } = uploads.begin();
  const over = new AbortController();
  try {
    yield { kind: 'opened', id };
    await unpack(docker, { name, existing }, body, AbortSignal.any([signal, over.signal]));
    whole = true;
  } finally {
    close();
    // An engine that answers before it has everything leaves a request that would wait for its end for ever.
    over.abort();
    // The first error is the one to tell.
    if (!whole && !existing)
      await volumeOf(docker, name)
        .remove()
        .catch(() => undefined);
  }
}

async function createNew(docker: Docker, name: string, signal: AbortSignal): Promise<void> {
  const there = await volumeOf(docker, name)
    .inspect({ abortSignal: signal })
    .then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw engineError(error);
      },
    );
  if (there) throw new AppError('volume.exists', { params: { name } });
  await engineCall(() => docker.createVolume({ Name: name }));
}

async function unpack(
  docker: Docker,
  { name, existing }: { readonly name: string; readonly existing: boolean },
  body: Readable,
  signal: AbortSignal,
): Promise<void> {
  const { head, source } = await openArchive(body);
  const broken = new AbortController();
  // What is piped into a request doesn't take its errors along.
  source.once('error', (error) => broken.abort(error));
  const { container, close } = await openHelper(docker, name, signal);
  try {
    const abortSignal = AbortSignal.any([signal, broken.signal]);
    await container.putArchive(source, { path: `/${folder}`, abortSignal });
    const own = ownFolder(head, folder);
    if (own !== undefined) await container.putArchive(own, { path: '/', abortSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw partial(
      name,
      existing,
      broken.signal.aborted ? asNoArchive(broken.signal.reason) : engineError(error),
    );
  } finally {
    source.destroy();
    await close();
  }
}

function asNoArchive(reason: unknown): AppError {
  return new AppError('volume.notArchive', { cause: reason });
}

/** What was in the volume before is mixed with a part of the archive. */
function partial(name: string, existing: boolean, error: AppError): AppError {
  if (!existing || isCancel(error)) return error;
  const { cause } = error;
  const said = error.params['message'] ?? (cause instanceof Error ? cause.message : error.message);
  return new AppError('volume.partial', { params: { name, message: cleanText(String(said)) }, cause: error });
}

/** The archive without gzip around it, and its first bytes. Throws `volume.notArchive` for anything else. */
async function openArchive(body: Readable): Promise<{ readonly head: Buffer; readonly source: Readable }> {
  const raw = await withHead(body, 2);
  try {
    const opened = isGzip(raw.head)
      ? await withHead(unzipped(raw.source), headBytes)
      : await withHead(raw.source, headBytes);
    if (isArchive(opened.head)) return opened;
  } catch (error) {
    throw asNoArchive(error);
  }
  throw new AppError('volume.notArchive');
}

function unzipped(source: Readable): Readable {
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}

/** A stream's first bytes, and all of it; fewer where it ends before. */
async function withHead(
  stream: Readable,
  bytes: number,
): Promise<{ readonly head: Buffer; readonly source: Readable }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const reader: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  while (size < bytes) {
    const next = await reader.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  const head = Buffer.concat(chunks);
  async function* all() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => reader };
  }
  return { head, source: Readable.from(all(), { objectMode: false }) };
}

/** A container with the volume, and the image for it; `close` takes both away. */
export async function openHelper(docker: Docker, name: string, signal: AbortSignal): Promise<Helper> {
  const image = await emptyImage(docker, signal);
  // The first error is the one to tell, and after a success nothing is missed.
  const removeImage = () =>
    docker
      .getImage(image)
      .remove()
      .catch(() => undefined);
  try {
    const container = await engineCall(() =>
      docker.createContainer({
        name: `moorage-volume-${randomBytes(6).toString('hex')}`,
        Image: image,
        Cmd: ['-'],
        NetworkDisabled: true,
        HostConfig: { Mounts: [{ Type: 'volume', Source: name, Target: `/${folder}`, ReadOnly: false }] },
      }),
    );
    const close = async () => {
      await container.remove({ force: true }).catch(() => undefined);
      await removeImage();
    };
    return { container, close };
  } catch (error) {
    await removeImage();
    throw error;
  }
}

/** The id of a new image, made of an archive without entries: two empty blocks. */
async function emptyImage(docker: Docker, signal: AbortSignal): Promise<string> {
  const answer = await engineCall(() =>
    docker.importImage(Readable.from([Buffer.alloc(1024)]), { abortSignal: signal }),
  );
  for await (const item of progress(answer)) {
    const id = item.kind === 'line' ? /^sha256:[0-9a-f]{64}$/.exec(item.text)?.[0] : undefined;
    if (id !== undefined) return id;
  }
  throw new AppError('engine.unreachable', { params: { reason: 'its answer was not understood' } });
}

function volumeOf(docker: Docker, name: string): Docker.Volume {
  return docker.getVolume(encodeURIComponent(name));
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404;
}
