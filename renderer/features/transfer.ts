/** Images on their way in, as state for a dialog: parts with their progress, lines, and how it ended. */
import { useEffect, useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import type { TransferItem } from '../../main/contract/engine-model.ts';
import { hasCode, type WireError } from '../../main/contract/errors.ts';
import { beginTask, useTasks, watchTask, type Part, type Task, type TaskWish } from '../stores/tasks.ts';
import { pieceBytes, toBase64 } from '../ui/bytes.ts';

export interface Transfer {
  readonly state: 'idle' | Task['state'];
  readonly parts: readonly Part[];
  readonly line: string;
  /** The last lines that were told, the newest last. */
  readonly lines: readonly string[];
  readonly error: WireError | undefined;
  /** Begins; a transfer that runs already is left alone. */
  readonly begin: (task: TaskWish) => void;
  readonly cancel: () => void;
}

/** A task that a dialog has begun and shows. It goes on when the dialog is left. */
export function useTransfer(): Transfer {
  const [id, setId] = useState<number>();
  const task = useTasks(({ tasks }) => tasks.find((one) => one.id === id));
  useEffect(() => {
    if (id === undefined) return;
    return () => watchTask(id, false);
  }, [id]);
  return {
    state: task?.state ?? 'idle',
    parts: task?.parts ?? [],
    line: task?.lines.at(-1) ?? '',
    lines: task?.lines ?? [],
    error: task?.error,
    begin(wish) {
      if (task?.state !== 'running') setId(beginTask(wish));
    },
    cancel: () => task?.cancel(),
  };
}

/** Sends a file and yields what the core says meanwhile, with a part of its own for what has been sent. */
export async function* sendFile(
  file: Blob & { readonly name: string },
  client: CoreClient,
  items: AsyncIterable<TransferItem>,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  const told: TransferItem[] = [];
  let wake: () => void = () => {};
  let ended = false;
  let answered = false;
  let failure: unknown;
  const put = (item: TransferItem) => {
    told.push(item);
    wake();
  };
  let sending: Promise<void> | undefined;
  const source = items[Symbol.asyncIterator]();
  const send = async (id: string) => {
    for (let at = 0; at < file.size; at += pieceBytes) {
      const piece = new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
      await client['upload.write']({ id, data: toBase64(piece) }, { signal });
      const done = Math.min(file.size, at + pieceBytes);
      put({ kind: 'part', id: file.name, status: '', done, total: file.size });
    }
    await client['upload.end']({ id }, { signal });
  };
  const read = async () => {
    try {
      for (let next = await source.next(); next.done !== true; next = await source.next()) {
        if (next.value.kind === 'opened') sending = send(next.value.id).catch(stop);
        else put(next.value);
      }
      answered = true;
    } catch (error) {
      answered = true;
      failure = error;
    } finally {
      ended = true;
      wake();
    }
  };
  // The engine may refuse what it gets before all is sent; then its answer is the one that counts. Else, as when the
  // file can't be read, nobody would end the upload.
  const stop = (error: unknown) => {
    if (answered || hasCode(error, 'link.invalidInput')) return;
    failure = error;
    void source.return?.();
  };
  void read();
  // oxlint-disable-next-line no-unmodified-loop-condition -- `read` sets it meanwhile
  while (!ended || told.length > 0) {
    const item = told.shift();
    if (item !== undefined) yield item;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await sending;
  if (failure !== undefined) throw failure;
}
