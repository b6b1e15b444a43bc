/** What is done with containers: through dockerode, with the engine's refusals as our errors. */
import { finished } from 'node:stream/promises';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerAction, LogLine } from '../../contract/engine-model.ts';
import type { RunOptions } from '../../contract/run-options.ts';
import type { GuestSession } from '../guest/guest.ts';
import { createOptions } from './create-options.ts';
import { engineError, request } from './docker.ts';
import { LogLines } from './log-frames.ts';
import { logPieces } from './log-pieces.ts';
import { hangUpOn } from './terminals/hang-up.ts';
import { asRecord } from './untrusted.ts';

/** Runs a call and turns what it raises into our errors. */
export async function engineCall<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw engineError(error);
  }
}

/** A container's handle; whatever the id holds, it stays one part of the path. */
export function containerOf(docker: Docker, id: string): Docker.Container {
  return docker.getContainer(encodeURIComponent(id));
}

const acts: Record<ContainerAction, (container: Docker.Container) => Promise<unknown>> = {
  start: (one) => one.start(),
  stop: (one) => one.stop(),
  restart: (one) => one.restart(),
  kill: (one) => one.kill(),
  pause: (one) => one.pause(),
  unpause: (one) => one.unpause(),
};

/** Starts, stops, …; asking for what is so already succeeds. */
export async function actOn(docker: Docker, id: string, action: ContainerAction): Promise<void> {
  const container = containerOf(docker, id);
  try {
    await acts[action](container);
  } catch (error) {
    // 304: it is started, or stopped, already.
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 304)
      return;
    throw engineError(error);
  }
}

/** Makes a container, as a run with these options would, and doesn't start it. */
export async function createContainer(docker: Docker, options: RunOptions): Promise<Docker.Container> {
  const { query, body } = createOptions(options);
  // docker-modem sends the one in the address and the other in the request's body (its README, "Dialing").
  const parts: Docker.ContainerCreateOptions & { _query: object; _body: object } = {
    _query: query,
    _body: body,
  };
  return engineCall(() => docker.createContainer(parts));
}

/** Makes a container and, unless it is to be made only, starts it; one that can't be started is taken back. Answers its id. */
export async function runContainer(docker: Docker, options: RunOptions): Promise<string> {
  return engineCall(async () => {
    const container = await createContainer(docker, options);
    if (options.mode === 'create') return container.id;
    try {
      await container.start();
    } catch (error) {
      await container.remove({ force: true }).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
    return container.id;
  });
}

export interface LogWish {
  readonly id: string;
  readonly follow: boolean;
  /** The last lines of what there is. */
  readonly tail: number | 'all';
  /** As the engine writes times; lines from this moment on, itself included. Empty: from the beginning. */
  readonly since?: string;
}

/** Lines of a container's log, in the pieces in which they come. With `follow` it ends when the container does. */
export async function* containerLog(
  docker: Docker,
  { id, ...wish }: LogWish,
  signal: AbortSignal,
): AsyncGenerator<LogLine[], void> {
  const container = containerOf(docker, id);
  const { terminal, stream } = await engineCall(async () => {
    const config = asRecord(asRecord(await container.inspect({ abortSignal: signal }))['Config']);
    return {
      terminal: config['Tty'] === true,
      stream: await logStream(docker, id, wish, signal),
    };
  });
  yield* logPieces(stream, new LogLines(!terminal), signal);
}

/** dockerode's own `logs()` makes a stream of those that are followed only, and keeps the others in memory whole. */
async function logStream(
  docker: Docker,
  id: string,
  { follow, tail, since = '' }: Omit<LogWish, 'id'>,
  abortSignal: AbortSignal,
): Promise<Readable> {
  const stream = await request(docker, {
    path: `/containers/${encodeURIComponent(id)}/logs?`,
    method: 'GET',
    isStream: true,
    abortSignal,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: {
      ...{ follow, stdout: true, stderr: true, timestamps: true, tail },
      ...(since === '' ? {} : { since: engineTime(since) }),
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an IncomingMessage, which its type doesn't say
  return stream as Readable;
}

/** A time as the engine takes it: seconds since 1970 with a fraction, which a number would not hold whole. */
function engineTime(written: string): string {
  const fraction = /\.(\d+)/.exec(written)?.[1] ?? '0';
  return `${Math.floor(Date.parse(written) / 1000)}.${fraction.padEnd(9, '0')}`;
}

/**
 * A program in a container with a terminal of its own, in the shape of a session in the guest. `onLeft` gets what the
 * engine says of it after its asker has left.
 */
export async function execSession(
  docker: Docker,
  options: {
    readonly id: string;
    readonly command: readonly string[];
    readonly user?: string;
    readonly workdir?: string;
    readonly columns: number;
    readonly rows: number;
  },
  signal: AbortSignal,
  onLeft: (answer: unknown) => Promise<void> = () => Promise.resolve(),
): Promise<GuestSession> {
  return engineCall(async () => {
    const exec = await containerOf(docker, options.id).exec({
      Cmd: [...options.command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      Env: ['TERM=xterm-256color'],
      ...(options.user === undefined ? {} : { User: options.user }),
      ...(options.workdir === undefined ? {} : { WorkingDir: options.workdir }),
      ConsoleSize: [options.rows, options.columns],
      abortSignal: signal,
    });
    const stream: Duplex = await exec.start({ hijack: true, stdin: true, Tty: true, abortSignal: signal });
    const exited = finished(stream, { writable: false })
      .catch(() => undefined) // what broke the stream has ended the program's terminal
      .then(async () => {
        const { ExitCode: code } = asRecord(await exec.inspect({ abortSignal: signal }));
        return typeof code === 'number' ? code : lostConnection;
      })
      .catch(() => lostConnection);
    // The asker's end is the program's: its terminal is hung up.
    hangUpOn(signal, stream);
    stream.once('close', () => {
      // An engine or a VM that is away by then has taken the program with it.
      if (signal.aborted)
        exec
          .inspect()
          .then(onLeft, () => undefined)
          .catch(() => undefined);
    });
    const none = new PassThrough();
    none.end();
    return {
      stream,
      stderr: none,
      exited,
      resize: (columns: number, rows: number) => {
        // A program that has just ended has no terminal any more.
        exec.resize({ w: columns, h: rows }).catch(() => undefined);
      },
    };
  });
}

/** As for sessions in the guest. */
const lostConnection = 255;
