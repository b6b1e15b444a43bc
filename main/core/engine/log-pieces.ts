/**
 * Lines of a log's stream in pieces: those that came while the piece before was on its way. The engine writes each line
 * as an HTTP chunk of its own, and a piece for each would cost a fast log more than its lines.
 */
import { finished, type Readable } from 'node:stream';
import type { LogLine } from '../../contract/engine-model.ts';
import { delay } from '../lib/retry.ts';
import { engineError } from './docker.ts';
import type { LogLines } from './log-frames.ts';

/** Milliseconds between two pieces at least: more of them than a screen shows pictures are of no use. */
const restMs = 10;
/** Characters that wait before the engine has to. */
const mostCharacters = 1024 * 1024;

/** Ends with the stream, which it destroys. Throws `engine.unreachable` where that breaks off unless `signal` did it. */
export async function* logPieces(
  stream: Readable,
  lines: LogLines,
  signal: AbortSignal,
): AsyncGenerator<LogLine[], void> {
  let waiting: LogLine[] = [];
  let characters = 0;
  let wake: (() => void) | undefined;
  const end: { over: boolean; failure?: unknown } = { over: false };
  const put = (more: readonly LogLine[]) => {
    for (const line of more) {
      waiting.push(line);
      characters += line.time.length + line.text.length;
    }
    if (characters > mostCharacters) stream.pause();
    wake?.();
  };
  stream.on('data', (chunk: Buffer) => put(lines.take(chunk)));
  finished(stream, { writable: false }, (error) => {
    end.failure = error ?? undefined;
    end.over = true;
    put(lines.end());
  });
  try {
    while (!end.over || waiting.length > 0) {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const piece = waiting;
      waiting = [];
      characters = 0;
      stream.resume();
      yield piece;
      if (!end.over) await delay(restMs);
    }
  } finally {
    stream.destroy();
  }
  if (end.failure !== undefined && !signal.aborted) throw engineError(end.failure);
}
