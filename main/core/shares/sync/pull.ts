/** Files from the guest to the host. Each is complete and on the disk before it takes its place. */
import type { Exchange } from './exchange.ts';
import { chunkBytes } from './frames.ts';
import { readFiles, type GuestResult } from './guest.ts';
import { HostWriter } from './host-files.ts';
import { allDone, inLanes, portions } from './lanes.ts';
import { chunksAtOnce, framesAtOnce, frameShare, smallBytes, type PutAction } from './push.ts';

export async function pullFiles(exchange: Exchange, puts: readonly PutAction[]): Promise<void> {
  const small = puts.filter((put) => put.source.size <= smallBytes);
  const large = puts.filter((put) => put.source.size > smallBytes);
  const frames = portions(small, frameShare, { items: 256, bytes: chunkBytes });
  await allDone([
    inLanes(framesAtOnce, frames, (portion) => pullSmall(exchange, portion)),
    inLanes(1, large, (put) => pullLarge(exchange, put)),
  ]);
}

async function pullSmall(exchange: Exchange, puts: readonly PutAction[]): Promise<void> {
  exchange.signal.throwIfAborted();
  if (exchange.full.has('host')) return;
  const items = puts.map(({ path, source }) => ({ path, node: source, offset: 0, length: source.size }));
  const results = await readFiles(exchange.agent, items);
  const flushed = puts.map(async (put, index) => {
    const result = results[index];
    if (result?.kind === 'done') await writeSmall(exchange, put, result.content, result.racy);
    else if (result !== undefined) exchange.refused('guest', put.path, result);
  });
  await allDone(flushed);
  await exchange.checkpoint();
}

async function writeSmall(exchange: Exchange, put: PutAction, content: Buffer, racy: boolean): Promise<void> {
  if (exchange.full.has('host')) return;
  await writing(exchange, put, async (writer) => {
    writer.write(content);
    await writer.flush(put.source.mode, put.source.mtime);
    commit(exchange, put, writer, racy);
    exchange.progress.bytes(content.length);
  });
}

/** Begins a file on the host, and takes it away again if it does not come to be; notes why. */
async function writing(
  exchange: Exchange,
  put: PutAction,
  use: (writer: HostWriter) => Promise<void>,
): Promise<void> {
  const aside = exchange.temporary();
  exchange.writing.add(aside);
  let writer: HostWriter | undefined;
  try {
    writer = new HostWriter(exchange.root, put.path, aside);
    await use(writer);
  } catch (error) {
    if (exchange.signal.aborted || exchange.agent.over.aborted) throw error;
    if (error instanceof RefusedRead) exchange.refused('guest', put.path, error.result);
    else exchange.threw(put.path, error);
  } finally {
    writer?.discard();
    exchange.writing.delete(aside);
  }
}

function commit(exchange: Exchange, put: PutAction, writer: HostWriter, racy: boolean): void {
  const host = writer.commit(put.target);
  exchange.file(put.path, host, { ...put.source, racy }, host.digest);
  exchange.progress.files(1);
}

type Read = GuestResult<{ content: Buffer; racy: boolean }>;

class RefusedRead extends Error {
  readonly result: Exclude<Read, { kind: 'done' }>;

  constructor(result: Exclude<Read, { kind: 'done' }>) {
    super(`the agent in the VM refused: ${result.kind}`);
    this.name = 'RefusedRead';
    this.result = result;
  }
}

async function pullLarge(exchange: Exchange, put: PutAction): Promise<void> {
  exchange.signal.throwIfAborted();
  if (exchange.full.has('host')) return;
  await writing(exchange, put, async (writer) => {
    const underWay: Promise<Read | undefined>[] = [];
    let asked = 0;
    let racy = false;
    const { path, source } = put;
    try {
      for (let written = 0; written < source.size;) {
        exchange.signal.throwIfAborted();
        while (asked < source.size && underWay.length < chunksAtOnce) {
          const length = Math.min(chunkBytes, source.size - asked);
          const read = readFiles(exchange.agent, [{ path, node: source, offset: asked, length }]);
          // It may fail while an earlier one is waited for; whoever waits for it still learns of it.
          void Promise.allSettled([read]);
          underWay.push(read.then(([result]) => result));
          asked += length;
        }
        const result = await underWay.shift();
        if (result?.kind !== 'done') throw new RefusedRead(result ?? { kind: 'changed' });
        writer.write(result.content);
        racy ||= result.racy;
        written += result.content.length;
        exchange.progress.bytes(result.content.length);
      }
    } finally {
      await Promise.allSettled(underWay);
    }
    await writer.flush(source.mode, source.mtime);
    commit(exchange, put, writer, racy);
  });
  await exchange.checkpoint();
}
