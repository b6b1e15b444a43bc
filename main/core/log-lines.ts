/** Lines of a log for those who ask: of our own files on the host, or of the engine's in the guest. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Guest } from './guest/guest.ts';
import type { HomePaths } from './home.ts';
import { oldLogPath } from './lib/log.ts';
import { delay } from './lib/retry.ts';
import { systemCode } from './lib/system-error.ts';

export interface LogQuestion {
  readonly source: 'app' | 'vm' | 'engine';
  readonly follow: boolean;
  readonly lines: number;
}

interface LogSources {
  readonly paths: Pick<HomePaths, 'appLog' | 'vmLog'>;
  /** Throws `vm.notRunning` when there is no guest. */
  readonly guest: () => Guest;
}

/** Milliseconds between two looks at a file that is followed. */
const lookEvery = 300;
const engineLogs = ['/run/log/dockerd/current', '/run/log/containerd/current'];

/** The last lines, then the later ones if asked for, until the signal aborts. */
export function logLines(
  question: LogQuestion,
  sources: LogSources,
  signal: AbortSignal,
): AsyncIterable<{ line: string }> {
  if (question.source === 'engine') return engineLines(question, sources.guest(), signal);
  return fileLines(question.source === 'app' ? sources.paths.appLog : sources.paths.vmLog, question, signal);
}

async function* engineLines(
  { follow, lines }: LogQuestion,
  guest: Guest,
  signal: AbortSignal,
): AsyncGenerator<{ line: string }> {
  const argv = ['tail', '-q', '-n', String(lines), ...(follow ? ['-F'] : []), ...engineLogs];
  const session = await guest.session({ argv, signal });
  session.stderr.resume();
  try {
    for await (const line of createInterface({ input: session.stream, signal })) yield { line };
  } finally {
    session.stream.destroy();
  }
}

async function* fileLines(
  path: string,
  { follow, lines }: LogQuestion,
  signal: AbortSignal,
): AsyncGenerator<{ line: string }> {
  const last: string[] = [];
  let position = 0;
  for (const part of [oldLogPath(path), path]) {
    position = 0;
    for await (const chunk of readFrom(part, 0)) {
      position += chunk.bytes;
      last.push(chunk.line);
      if (last.length > lines) last.shift();
    }
  }
  for (const line of last) yield { line };
  if (!follow) return;
  while (!signal.aborted) {
    // The log was turned over: the new one begins anew.
    if ((await sizeOf(path)) < position) position = 0;
    for await (const chunk of readFrom(path, position)) {
      position += chunk.bytes;
      yield { line: chunk.line };
    }
    await delay(lookEvery, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function* readFrom(path: string, start: number): AsyncGenerator<{ line: string; bytes: number }> {
  if ((await sizeOf(path)) <= start) return;
  for await (const line of createInterface({ input: createReadStream(path, { start }) })) {
    yield { line, bytes: Buffer.byteLength(line) + 1 };
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
