/** Looks at what listens in the VM, over one channel that is open only while somebody reads. */
import { AppError } from '../../contract/errors.ts';
import type { Guest } from '../guest/guest.ts';
import { delay } from '../lib/retry.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import { lookEnd, lookScript, maxLookLength, parseLook, type ListeningSocket } from './detect.ts';

export interface DetectorOptions {
  /** Throws `vm.notRunning`. */
  readonly guest: () => Pick<Guest, 'session'>;
  /** Seconds between two looks. */
  readonly everySeconds: number;
}

export interface Detector {
  /** What was seen last; undefined before the first look, and while nobody reads. */
  readonly seen: ReadableTopic<readonly ListeningSocket[] | undefined>;
  /** Keeps looking until the signal aborts. Throws `vm.notRunning`, `guest.unreachable`, `guest.tooLarge`. */
  look(signal: AbortSignal): Promise<void>;
}

/** Milliseconds after which a look that others have asked for is tried again. */
const retryMs = 1000;

/** Makes the detector; all who look share one channel. */
export function createDetector(options: DetectorOptions): Detector {
  const seen = new Topic<readonly ListeningSocket[] | undefined>(undefined);
  let readers = 0;
  let running: { done: Promise<void>; controller: AbortController } | undefined;
  const begin = () => {
    const controller = new AbortController();
    const done = read(options, seen, controller.signal).finally(() => {
      if (running?.controller === controller) running = undefined;
      if (readers === 0) seen.set(undefined);
    });
    done.catch(() => undefined); // told to those who look
    running = { done, controller };
    return running;
  };
  return {
    seen,
    async look(signal) {
      readers += 1;
      try {
        while (!signal.aborted) {
          const { done } = running ?? begin();
          const left = new AbortController();
          const leave = () => left.abort();
          signal.addEventListener('abort', leave, { once: true });
          await Promise.race([done, delay(2 ** 30, left.signal).catch(() => undefined)]);
          signal.removeEventListener('abort', leave);
          left.abort();
          // The guest's loop has ended: the link broke, or somebody ended it.
          if (!signal.aborted) await delay(retryMs, signal).catch(() => undefined);
        }
      } finally {
        readers -= 1;
        if (readers === 0) running?.controller.abort();
      }
    },
  };
}

async function read(
  { guest, everySeconds }: DetectorOptions,
  seen: Topic<readonly ListeningSocket[] | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const argv = ['sh', '-c', lookScript, 'sh', String(everySeconds)];
  const { stream, stderr } = await guest().session({ argv, signal });
  stderr.resume();
  let text = '';
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a channel's chunks are bytes
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      text += chunk.toString('latin1');
      if (text.length > maxLookLength)
        throw new AppError('guest.tooLarge', { params: { what: 'ports', limit: maxLookLength } });
      for (let end = text.indexOf(`\n${lookEnd}\n`); end !== -1; end = text.indexOf(`\n${lookEnd}\n`)) {
        seen.set(parseLook(text.slice(0, end)));
        text = text.slice(end + lookEnd.length + 2);
      }
    }
    // A guest without such a loop, as the fake driver's, shall not keep those who read waiting.
    if (!signal.aborted && seen.value === undefined) seen.set([]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stream.destroy();
  }
}
