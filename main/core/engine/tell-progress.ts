/** Work that tells how far it has come by a function, as a stream: the newest item only, since each replaces the one before. */
import type { TransferItem } from '../../contract/engine-model.ts';

/** Milliseconds between two items. */
const pause = 100;

/** Leaving the stream ends the work. Throws what the work throws. */
export async function* tellProgress(
  signal: AbortSignal,
  work: (onProgress: (item: TransferItem) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<TransferItem, void> {
  const over = new AbortController();
  let newest: TransferItem | undefined;
  let ended = false;
  const keep = (item: TransferItem) => {
    newest = item;
  };
  const working = work(keep, AbortSignal.any([signal, over.signal])).finally(() => {
    ended = true;
  });
  // A failure is told below; until then nobody listens.
  const settled = working.catch(() => undefined);
  try {
    // oxlint-disable-next-line no-unmodified-loop-condition -- the work sets it meanwhile
    while (!ended) {
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, pause);
      });
      await Promise.race([settled, waited]);
      clearTimeout(timer);
      const item = newest;
      newest = undefined;
      if (item !== undefined) yield item;
    }
    await working;
  } finally {
    over.abort();
    await settled;
  }
}
