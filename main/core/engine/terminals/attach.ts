/** Joining the main process of a container, as `docker attach` does, or `docker run` in the foreground. */
import { finished } from 'node:stream/promises';
import { Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../../../contract/errors.ts';
import type { AttachedSession, AttachOutcome } from '../../guest/session-handlers.ts';
import { containerOf, engineCall } from '../containers.ts';
import { request } from '../docker.ts';
import { asRecord } from '../untrusted.ts';
import { hangUpOn } from './hang-up.ts';
import { splitFrames } from './split-frames.ts';

export interface AttachOptions {
  readonly id: string;
  readonly start?: true;
  readonly columns: number;
  readonly rows: number;
}

/** Keys that leave a process with a terminal; the engine looks for them (docker attach, `--detach-keys`). */
const detachKeys = 'ctrl-p,ctrl-q';
/** Milliseconds within which the engine tells that a process whose output has ended has ended itself. */
const endingMs = 1500;

/** Throws `container.notRunning`, `container.gone`, what the engine refuses a start with, `cancelled`. */
export async function attachSession(
  docker: Docker,
  { id, start, columns, rows }: AttachOptions,
  signal: AbortSignal,
): Promise<AttachedSession> {
  const container = containerOf(docker, id);
  return engineCall(async () => {
    const { tty, stdin, running } = await look(container, signal);
    if (!running && start !== true) throw new AppError('container.notRunning');
    const connection = await connect(docker, { id, stdin }, signal);
    if (start === true) await startOrRemove(container, connection);
    const over = new AbortController();
    const exited = exitCode(container, AbortSignal.any([signal, over.signal]));
    const resize = async (width: number, height: number) => {
      // One that has just ended has no terminal any more.
      if (tty) await container.resize({ w: width, h: height }).catch(() => undefined);
    };
    // Another height first, so that a program that draws the whole screen draws it anew, as the docker program does it.
    if (start !== true) await resize(columns, rows + 1);
    await resize(columns, rows);
    return {
      ...streamsOf(connection, tty),
      ...{ tty, stdin },
      outcome: outcome(connection, exited).finally(() => over.abort()),
      resize: (width, height) => void resize(width, height),
    };
  });
}

async function look(container: Docker.Container, signal: AbortSignal) {
  const answer = asRecord(await container.inspect({ abortSignal: signal }));
  const config = asRecord(answer['Config']);
  return {
    tty: config['Tty'] === true,
    stdin: config['OpenStdin'] === true,
    running: asRecord(answer['State'])['Running'] === true,
  };
}

/** The raw connection. Its request has no body: the engine would take one for something that was typed. */
async function connect(
  docker: Docker,
  { id, stdin }: { readonly id: string; readonly stdin: boolean },
  signal: AbortSignal,
): Promise<Duplex> {
  const answer = await request(docker, {
    path: `/containers/${encodeURIComponent(id)}/attach?`,
    method: 'POST',
    hijack: true,
    isStream: true,
    file: Buffer.alloc(0),
    abortSignal: signal,
    statusCodes: { 404: 'no such container', 409: 'conflict', 500: 'server error' },
    options: { stream: true, stdin, stdout: true, stderr: true, detachKeys },
  });
  if (!(answer instanceof Duplex)) {
    throw new AppError('engine.unreachable', { params: { reason: 'it did not hand the connection over' } });
  }
  hangUpOn(signal, answer);
  return answer;
}

async function startOrRemove(container: Docker.Container, connection: Duplex): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    connection.destroy();
    await container.remove({ force: true }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** Its exit code, once it has ended; undefined when nobody knows it: it may be gone by then. */
async function exitCode(container: Docker.Container, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { StatusCode: code } = asRecord(await container.wait({ abortSignal: signal }));
    return typeof code === 'number' && Number.isSafeInteger(code) ? code : undefined;
  } catch {
    return undefined; // cancelled, or the engine is away; then there is no code to tell
  }
}

/** What the end of the connection means. The engine closes it a moment before it knows of the process's end. */
async function outcome(connection: Duplex, exited: Promise<number | undefined>): Promise<AttachOutcome> {
  await finished(connection, { writable: false }).catch(() => undefined); // broken off is an end, too
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), endingMs);
  });
  const code = await Promise.race([exited, late]);
  clearTimeout(timer);
  if (code === 'late') return { kind: 'detached' };
  return { kind: 'ended', ...(code === undefined ? {} : { code }) };
}

/** With a terminal there is one output; without, two of them in frames. */
function streamsOf(connection: Duplex, tty: boolean): Pick<AttachedSession, 'stream' | 'stderr'> {
  const stderr = new PassThrough();
  if (!tty) return splitFrames(connection, stderr);
  stderr.end();
  return { stream: connection, stderr };
}
