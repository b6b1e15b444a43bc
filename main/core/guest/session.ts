/** Programs in the guest: run to their end with bounded output, or attached to somebody's terminal. */
import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '../../contract/errors.ts';
import { orAbort } from '../lib/retry.ts';
import type { ExecOptions, ExecResult, Guest, GuestSession } from './guest.ts';
import { shellWords } from './shell-words.ts';

type Begin = (client: Client, done: (error: Error | undefined, channel: ClientChannel) => void) => void;

const defaultMaxBytes = 1 << 20;
const mostComplaint = 64 * 1024;

/** Numbers of the signals that end programs, for the shell's 128 + n (RFC 4254, 6.10, names them). */
const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  SEGV: 11,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
};
/** What is told when the connection broke before the program ended, as ssh(1) does. */
const lostConnection = 255;

/** The exit code of a channel's program, once it has ended. */
export function exitCode(channel: ClientChannel): Promise<number> {
  return new Promise((resolve) => {
    let code = lostConnection;
    channel.on('exit', (status: number | null, signal?: string) => {
      code = status ?? 128 + (signalNumbers[signal?.replace(/^SIG/, '') ?? ''] ?? 0);
    });
    channel.once('close', () => resolve(code));
  });
}

/** Feeds a program its input and collects what it says. Throws `guest.tooLarge`, `guest.unreachable`, the signal's reason. */
export async function collect(
  channel: ClientChannel,
  name: string,
  options: ExecOptions,
): Promise<ExecResult> {
  const { signal, input, maxBytes = defaultMaxBytes } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  let stderr = '';
  let failure: AppError | undefined;
  const abort = () => channel.close();
  signal?.addEventListener('abort', abort, { once: true });
  channel.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else if (failure === undefined) {
      failure = new AppError('guest.tooLarge', { params: { what: name, limit: maxBytes } });
      channel.close();
    }
  });
  channel.stderr.on(
    'data',
    (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(0, mostComplaint)),
  );
  channel.on('error', () => undefined); // followed by 'close'
  const exited = exitCode(channel);
  channel.end(input);
  try {
    // A guest that hangs never answers to the closing either.
    const code = await (signal === undefined ? exited : orAbort(exited, signal));
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure;
    if (code === lostConnection && stderr === '' && size === 0) {
      throw new AppError('guest.unreachable', { params: { reason: 'the connection broke' } });
    }
    return { exitCode: code, stdout: Buffer.concat(chunks), stderr };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Opens a session; `open` makes a channel in the connection that stands. */
export async function openSession(
  options: Parameters<Guest['session']>[0],
  open: (begin: Begin) => Promise<ClientChannel>,
): Promise<GuestSession> {
  const { argv, pty, signal } = options;
  const terminal =
    pty === undefined
      ? undefined
      : { term: pty.term, cols: pty.columns, rows: pty.rows, width: 0, height: 0 };
  const channel = await open((client, done) => {
    if (argv !== undefined)
      client.exec(shellWords(argv), terminal === undefined ? {} : { pty: terminal }, done);
    else if (terminal === undefined) client.shell(false, done);
    else client.shell(terminal, done);
  });
  const exited = exitCode(channel);
  channel.on('error', () => undefined); // followed by 'close', which `exited` tells
  signal?.addEventListener('abort', () => channel.close(), { once: true });
  return {
    stream: channel,
    stderr: channel.stderr,
    exited,
    resize: (columns, rows) => channel.setWindow(rows, columns, 0, 0),
  };
}
