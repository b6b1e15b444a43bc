/** A client of QEMU's control protocol: JSON lines over a local socket (QEMU's docs, "QEMU Machine Protocol Specification"). */
import { connect, type Socket } from 'node:net';
import { AppError } from '../../../contract/errors.ts';
import { orAbort } from '../../lib/retry.ts';
import { isRecord } from '../../engine/untrusted.ts';

/** An event that QEMU sent on its own: name and data. */
export type QmpListener = (event: string, data: Readonly<Record<string, unknown>>) => void;

export interface Qmp {
  /** Runs a command. Throws `qemu.command` with QEMU's own words, or when the connection is lost. */
  execute(command: string, args?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<unknown>;
  onEvent(listener: QmpListener): () => void;
  /** Resolves when the connection is gone; never rejects. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Most bytes of one answer: far above any that we ask for. */
const mostBytes = 4 * 1024 * 1024;

/** Connects and leaves the negotiation mode. Throws Node's error when nobody answers, or the signal's reason. */
export async function connectQmp(path: string, signal: AbortSignal): Promise<Qmp> {
  const socket = connect(path);
  const client = new QmpClient(socket);
  const abandon = () => socket.destroy();
  signal.addEventListener('abort', abandon, { once: true });
  try {
    await orAbort(client.greeted, signal);
    await client.execute('qmp_capabilities', {}, signal);
    return client;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

interface Waiting {
  readonly command: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

class QmpClient implements Qmp {
  readonly closed: Promise<void>;
  /** QEMU speaks first. */
  readonly greeted: Promise<void>;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<QmpListener>();
  #greet: () => void = () => {};
  #nextId = 1;
  #rest = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    let failure: Error | undefined;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const { command, reject } of this.#waiting.values())
          reject(refused(command, 'the connection was lost', failure));
        this.#waiting.clear();
        resolve();
      });
    });
    this.greeted = new Promise((resolve, reject) => {
      this.#greet = resolve;
      socket.once('close', () => reject(failure ?? refused('connect', 'the connection was lost')));
    });
    // Who awaits `greeted` hears of it; where nobody does any more there is nothing to tell.
    this.greeted.catch(() => undefined);
    socket.on('error', (error) => (failure = error));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#take(text));
  }

  execute(
    command: string,
    args: Readonly<Record<string, unknown>> = {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(refused(command, 'the connection was lost'));
        return;
      }
      this.#waiting.set(id, { command, resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
    return signal === undefined ? answer : orAbort(answer, signal);
  }

  onEvent(listener: QmpListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#rest += text;
    if (this.#rest.length > mostBytes) {
      this.#socket.destroy(new Error('QEMU sent an endless line'));
      return;
    }
    for (let end = this.#rest.indexOf('\n'); end !== -1; end = this.#rest.indexOf('\n')) {
      const line = this.#rest.slice(0, end).trim();
      this.#rest = this.#rest.slice(end + 1);
      if (line !== '') this.#message(line);
    }
  }

  #message(line: string): void {
    const message = parse(line);
    if (message === undefined) return;
    if ('QMP' in message) this.#greet();
    const event = message['event'];
    if (typeof event === 'string') {
      const data = isRecord(message['data']) ? message['data'] : {};
      for (const listener of this.#listeners) listener(event, data);
      return;
    }
    const id = message['id'];
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (typeof id !== 'number' || waiting === undefined) return;
    this.#waiting.delete(id);
    const error = message['error'];
    if (isRecord(error)) waiting.reject(refused(waiting.command, String(error['desc'])));
    else waiting.resolve(message['return']);
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refused(command: string, reason: string, cause?: unknown): AppError {
  return new AppError('qemu.command', { params: { command, reason }, cause });
}
