import { describe, expect, it } from 'vitest';
import { contract, type CoreClient, type CoreHandlers } from '../../../main/contract/contract.ts';
import type { TransferItem } from '../../../main/contract/engine-model.ts';
import { AppError } from '../../../main/contract/errors.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { connect, serve } from '../../../main/contract/rpc.ts';
import { sendFile } from '../../../renderer/features/transfer.ts';
import { fromBase64, pieceBytes } from '../../../renderer/ui/bytes.ts';

type Write = (data: Uint8Array, signal: AbortSignal) => Promise<void>;

/** A core that has uploads only. `load` may end before all has come; `done` resolves when it has. */
function fakeCore(
  load: (done: Promise<void>, signal: AbortSignal) => AsyncIterable<TransferItem>,
  write: Write = () => Promise.resolve(),
): { client: CoreClient; received: string[]; calls: string[]; cancelled: Promise<void> } {
  const calls: string[] = [];
  const received: string[] = [];
  let end = () => {};
  const done = new Promise<void>((resolve) => (end = resolve));
  let cancel = () => {};
  const cancelled = new Promise<void>((resolve) => (cancel = resolve));
  const handlers: Partial<CoreHandlers> = {
    'image.load': async function* (_input, signal) {
      signal.addEventListener('abort', () => cancel(), { once: true });
      yield { kind: 'opened', id: 'u1' };
      yield* load(done, signal);
    },
    'upload.write': async ({ id, data }, signal) => {
      calls.push(`write ${id}`);
      const bytes = fromBase64(data);
      await write(bytes, signal);
      received.push(new TextDecoder('latin1').decode(bytes));
      return null;
    },
    'upload.end': ({ id }) => {
      calls.push(`end ${id}`);
      end();
      return Promise.resolve(null);
    },
  };
  const [near, far] = memoryLinks();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what isn't there is refused
  serve(near, contract, handlers as CoreHandlers, { report: () => undefined });
  return { client: connect(far, contract), received, calls, cancelled };
}

async function* untilDone(done: Promise<void>): AsyncGenerator<TransferItem, void> {
  await done;
  yield { kind: 'line', text: 'Loaded image: x' };
}

function fileOf(size: number): File {
  return new File([new Uint8Array(size).map((_, at) => at % 251)], 'x.tar');
}

async function send(file: File, client: CoreClient, signal = new AbortController().signal) {
  const items: TransferItem[] = [];
  for await (const item of sendFile(file, client, client['image.load']({}, { signal }), signal))
    items.push(item);
  return items;
}

describe('sending a file', () => {
  it('sends every byte in order, piece by piece, then ends, and tells how far it is', async () => {
    const size = 2 * pieceBytes + 5;
    const { client, received, calls } = fakeCore(untilDone);
    const items = await send(fileOf(size), client);
    expect(calls).toEqual(['write u1', 'write u1', 'write u1', 'end u1']);
    const all = received.join('');
    expect(all).toHaveLength(size);
    const wrong = Array.from({ length: size }, (_, at) => at).filter((at) => all.charCodeAt(at) !== at % 251);
    expect(wrong).toEqual([]);
    const parts = [pieceBytes, 2 * pieceBytes, size].map((done) => ({
      ...{ kind: 'part', id: 'x.tar', status: '', total: size },
      done,
    }));
    expect(items).toEqual([...parts, { kind: 'line', text: 'Loaded image: x' }]);
  });

  it('ends an empty one at once', async () => {
    const { client, calls } = fakeCore(untilDone);
    await send(fileOf(0), client);
    expect(calls).toEqual(['end u1']);
  });

  it('waits for each piece before the next', async () => {
    let open = 0;
    let most = 0;
    const { client } = fakeCore(untilDone, async () => {
      most = Math.max(most, (open += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
    });
    await send(fileOf(5 * pieceBytes), client);
    expect(most).toBe(1);
  });

  it('stops on a cancel, here and there', async () => {
    const controller = new AbortController();
    const { client, cancelled, calls } = fakeCore(
      (done) => untilDone(done),
      (_data, signal) =>
        new Promise((_resolve, reject: (reason: unknown) => void) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          controller.abort();
        }),
    );
    await expect(send(fileOf(3 * pieceBytes), client, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    await cancelled;
    expect(calls).toEqual(['write u1']);
  });

  it("throws the engine's refusal, not what the refusal broke", async () => {
    const refusal = new AppError('engine.refused', {
      params: { message: 'archive/tar: invalid tar header' },
    });
    let refuse = () => {};
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    const { client } = fakeCore(
      // oxlint-disable-next-line require-yield -- it only refuses
      async function* () {
        await refused;
        throw refusal;
      },
      () => {
        refuse();
        return Promise.reject(
          new AppError('link.invalidInput', { params: { entry: 'upload.write', reason: 'over' } }),
        );
      },
    );
    await expect(send(fileOf(3 * pieceBytes), client)).rejects.toMatchObject({
      code: 'engine.refused',
      params: { message: 'archive/tar: invalid tar header' },
    });
  });

  it('succeeds when the engine had enough before the end', async () => {
    let enough = () => {};
    const had = new Promise<void>((resolve) => (enough = resolve));
    const { client } = fakeCore(
      async function* () {
        await had;
        yield { kind: 'line', text: 'done' };
      },
      async () => {
        enough();
        await new Promise((resolve) => setTimeout(resolve, 30));
        throw new AppError('link.invalidInput', { params: { entry: 'upload.write', reason: 'over' } });
      },
    );
    expect(await send(fileOf(3 * pieceBytes), client)).toEqual([{ kind: 'line', text: 'done' }]);
  });

  it('gives up when the file cannot be read any more', async () => {
    const { client, cancelled } = fakeCore(untilDone);
    const file = fileOf(pieceBytes);
    const gone = new DOMException('it has changed', 'NotReadableError');
    file.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(gone) });
    await expect(send(file, client)).rejects.toBe(gone);
    await cancelled;
  });
});
