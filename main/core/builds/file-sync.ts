/**
 * BuildKit's own way to get files from whoever builds (moby/buildkit, `session/filesync`; tonistiigi/fsutil, `send.go` and
 * `types/wire.proto`): we tell of every file, it asks for those that it hasn't got from the last time.
 */
import type { GrpcCall } from './grpc.ts';
import { MessageWriter, readFields } from './protobuf.ts';
import { readPieces } from './read-file.ts';
import type { ContextEntry } from './walk.ts';

const packet = { stat: 0, request: 1, data: 2, end: 3, error: 4 } as const;
/** Go's `os.FileMode`. */
const goMode = {
  folder: 2 ** 31,
  link: 2 ** 27,
  pipe: 2 ** 25,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  sticky: 2 ** 20,
};

export interface SyncOptions {
  readonly entries: AsyncIterable<ContextEntry>;
  readonly signal: AbortSignal;
  /** Hears of each file that was asked for, and of its bytes. */
  readonly onSent: (files: number, bytes: number) => void;
}

/** Serves one transfer to its end. Throws what reading the files throws; the builder is told. */
export async function syncFiles(call: GrpcCall, { entries, signal, onSent }: SyncOptions): Promise<void> {
  /** Files that may be asked for, by their place in the list: each once. */
  const files = new Map<number, ContextEntry>();
  const asked: number[] = [];
  let [ended, failure]: [boolean, unknown] = [false, undefined];
  let wake: () => void = () => {};

  const tell = async () => {
    let index = 0;
    for await (const entry of entries) {
      signal.throwIfAborted();
      if (entry.kind === 'file') files.set(index, entry);
      index += 1;
      await call.send(new MessageWriter().message(2, statOf(entry)).finish());
    }
    await call.send(Buffer.alloc(0));
  };
  const give = async () => {
    for (;;) {
      const index = asked.shift();
      if (index === undefined) {
        // oxlint-disable-next-line no-unmodified-loop-condition -- who listens sets it meanwhile
        if (ended || failure !== undefined) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const entry = files.get(index);
      if (entry === undefined) throw new RangeError('the builder asked for a file that was not told of');
      files.delete(index);
      onSent(1, 0);
      for await (const piece of readPieces(entry, signal)) {
        onSent(0, piece.length);
        await call.send(dataPacket(index, piece));
      }
      await call.send(dataPacket(index, Buffer.alloc(0)));
    }
  };
  const listen = async () => {
    for await (const message of call.messages) {
      const { kind, index } = readPacket(message);
      if (kind === packet.request) asked.push(index);
      if (kind === packet.error) throw new Error('the builder took no more files');
      if (kind === packet.end) break;
      wake();
    }
    ended = true;
    wake();
  };
  const fail = async (error: unknown) => {
    if (failure !== undefined) return;
    failure = error;
    wake();
    const words = error instanceof Error ? error.message : 'failed';
    try {
      await call.send(new MessageWriter().number(1, packet.error).bytes(4, words).finish());
    } catch {
      // Whoever is gone needs not be told.
    }
  };
  const giving = give();
  giving.catch(fail);
  await Promise.all([tell(), giving, listen()]).catch(async (error: unknown) => {
    await fail(error);
    throw error;
  });
  await call.send(new MessageWriter().number(1, packet.end).finish());
}

function readPacket(message: Buffer): { readonly kind: number; readonly index: number } {
  let [kind, index] = [0, 0];
  for (const [field, value] of readFields(message)) {
    if (field === 1 && typeof value === 'number') kind = value;
    if (field === 3 && typeof value === 'number') index = value;
  }
  return { kind, index };
}

function dataPacket(index: number, data: Buffer): Buffer {
  return new MessageWriter().number(1, packet.data).number(3, index).bytes(4, data).finish();
}

/** Owners are left out: they become root, as docker has them. */
function statOf({ path, kind, mode, size, modified, target = '' }: ContextEntry): Buffer {
  const bits =
    (mode & 0o777) +
    ((mode & 0o4000) === 0 ? 0 : goMode.setuid) +
    ((mode & 0o2000) === 0 ? 0 : goMode.setgid) +
    ((mode & 0o1000) === 0 ? 0 : goMode.sticky) +
    (kind === 'file' ? 0 : goMode[kind]);
  return new MessageWriter()
    .bytes(1, path)
    .number(2, bits)
    .number(5, kind === 'link' ? Buffer.byteLength(target) : size)
    .number(6, Math.round(modified * 1e6))
    .bytes(7, target)
    .finish();
}
