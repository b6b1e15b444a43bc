/**
 * Reads the files in a .deb without dpkg. A .deb is an `ar` archive of three members, of which the last, a packed tar
 * archive, holds the files. Formats: deb(5); ar's header is that of System V and 4.4BSD, 60 bytes of text.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import xz from 'xz-decompress';
import { AppError } from '../../contract/errors.ts';

/** What every entry of a package has. */
interface EntryBase {
  /** Path from the root, without a slash at either end: `usr/bin/qemu-img`. Never leads upwards. */
  readonly path: string;
  /** Permission bits, set-user-ID, set-group-ID and sticky bit included: 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** A file of a package. A symbolic link's target is as the package has it; a hard link's is a path like `path`. */
export type DebEntry =
  | (EntryBase & { readonly type: 'file'; readonly body: Buffer })
  | (EntryBase & { readonly type: 'directory' | 'fifo' })
  | (EntryBase & { readonly type: 'symlink' | 'link'; readonly linkname: string })
  | (EntryBase & {
      readonly type: 'character-device' | 'block-device';
      readonly major: number;
      readonly minor: number;
    });

export interface DebOptions {
  /** Which paths are of interest; the others are passed over and cost no memory. By default all. */
  readonly wanted?: (path: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Yields the entries of a .deb in the archive's order, the root folder left out. Read it to its end or leave the
 * loop before reading another: xz's memory serves one archive at a time in a process, so a second one opened within
 * the loop would wait for ever. Throws `setup.archive` for what isn't a .deb, is damaged, is packed with something
 * else than xz or gzip, or has a path that leads out of its root; and the signal's reason.
 */
export async function* debEntries(
  path: string,
  options: DebOptions = {},
): AsyncGenerator<DebEntry, void, undefined> {
  const { wanted = () => true, signal } = options;
  const refuse = (reason: string, cause?: unknown) =>
    new AppError('setup.archive', { params: { name: path, reason }, cause });
  const member = await dataMember(path, refuse);
  const tar = extract();
  const packed = createReadStream(path, { start: member.start, end: member.end - 1 });
  const unpacker = member.name === 'data.tar.gz' ? createGunzip() : unxz;
  const feeding = pipeline(packed, unpacker, tar, signal === undefined ? {} : { signal }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const stream of tar) {
      signal?.throwIfAborted();
      const name = entryPath(stream.header.name, refuse);
      if (name === '' || !wanted(name)) {
        stream.resume();
        continue;
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream as AsyncIterable<unknown>) {
        if (chunk instanceof Uint8Array) chunks.push(chunk);
      }
      yield toEntry(name, stream.header, chunks, refuse);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AppError ? error : refuse(reasonOf(error), error);
  } finally {
    // Leaving early destroys `tar` and with it the pipeline, whose failure then tells nothing.
    tar.destroy();
    failure = await feeding;
  }
  signal?.throwIfAborted();
  if (failure !== undefined) throw refuse(reasonOf(failure.error), failure.error);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Unpacks xz. The decoder's memory is released when the stream ends, fails, or is left after its first chunk. */
async function* unxz(source: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  yield* new xz.XzReadableStream(Readable.toWeb(source));
}

type Refuse = (reason: string, cause?: unknown) => AppError;

interface Member {
  readonly name: string;
  /** Offsets in the file, in bytes; `end` is not included. */
  readonly start: number;
  readonly end: number;
}

const headerLength = 60;

async function dataMember(path: string, refuse: Refuse): Promise<Member> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.toString('latin1', 0, bytesRead);
    };
    if ((await read(0, 8)) !== '!<arch>\n') throw refuse('it is no Debian package');
    for (let offset = 8; offset + headerLength <= size;) {
      const header = await read(offset, headerLength);
      const length = Number(header.slice(48, 58).trim());
      if (header.slice(58) !== '`\n' || !Number.isSafeInteger(length) || length < 0)
        throw refuse('it is damaged');
      // GNU ar ends a name with a slash, dpkg doesn't.
      const name = header.slice(0, 16).trim().replace(/\/$/, '');
      const start = offset + headerLength;
      if (start + length > size) throw refuse('it is cut off');
      if (name === 'data.tar.xz' || name === 'data.tar.gz') return { name, start, end: start + length };
      if (name.startsWith('data.tar')) throw refuse(`${name} is packed in a way that is not supported`);
      // Members start at even offsets.
      offset = start + length + (length % 2);
    }
    throw refuse('it holds no files');
  } finally {
    await file.close();
  }
}

/** Makes `usr/bin/x` of `./usr/bin/x`; the root becomes the empty path. */
function entryPath(name: string, refuse: Refuse): string {
  const parts = name.split('/');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0')) {
    throw refuse(`it has the path ${JSON.stringify(name)}`);
  }
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

function toEntry(path: string, header: Header, chunks: readonly Uint8Array[], refuse: Refuse): DebEntry {
  const base = {
    path,
    mode: header.mode & 0o7777,
    uid: header.uid,
    gid: header.gid,
    mtime: Math.floor(header.mtime.getTime() / 1000),
  };
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      return { ...base, type: 'file', body: Buffer.concat(chunks) };
    case 'directory':
    case 'fifo':
      return { ...base, type: header.type };
    case 'symlink':
      return { ...base, type: 'symlink', linkname: header.linkname };
    case 'link':
      return { ...base, type: 'link', linkname: entryPath(header.linkname, refuse) };
    case 'character-device':
    case 'block-device':
      return { ...base, type: header.type, major: header.devmajor, minor: header.devminor };
    default:
      // tar knows more types than its reader's type says; a package has none of them.
      throw refuse(`${path} is neither file, folder, link nor device`);
  }
}
