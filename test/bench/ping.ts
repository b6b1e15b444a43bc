/**
 * `GET /_ping`, the engine's shortest question, in several ways. The few bytes of HTTP are written by hand, so that the
 * same code works over any stream and no client library's time is in the figures.
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { delay } from '../../main/core/lib/retry.ts';

/** Where an engine listens. */
export type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** A stream that pings are sent over, one after another. */
export interface KeptConnection {
  /** Milliseconds from the question to the whole answer. */
  ping(): Promise<number>;
  close(): void;
}

const question = 'GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n';

/** Opens a stream to an address; what fails shows when it is used. */
export function openStream(address: Address): Duplex {
  if ('socketPath' in address) return connect(address.socketPath);
  return connect({ ...address, noDelay: true });
}

/** Pings over a connection of its own; the milliseconds are those of all of it, the connecting included. */
export async function pingAnew(address: Address, signal?: AbortSignal): Promise<number> {
  const begun = performance.now();
  const stream = openStream(address);
  const abort = () => stream.destroy(new Error('given up'));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await exchange(stream);
    return performance.now() - begun;
  } finally {
    signal?.removeEventListener('abort', abort);
    stream.destroy();
  }
}

/** A connection that stays open over a stream that leads to an engine. */
export function keepConnection(stream: Duplex): KeptConnection {
  // Each ping tells of a failure by itself; one between two pings is told by the next.
  stream.on('error', () => undefined);
  return {
    async ping() {
      const begun = performance.now();
      await exchange(stream);
      return performance.now() - begun;
    },
    close: () => stream.destroy(),
  };
}

/** Milliseconds after which no answer will come. */
const pingDeadline = 60_000;

/** Asks and waits for the whole answer. Throws if it is another than the engine's, or none. */
function exchange(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject: (reason: Error) => void) => {
    let answer = '';
    const settle = (error?: Error) => {
      clearTimeout(timer);
      stream.off('data', onData).off('error', settle).off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onData = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const state = pingAnswer(answer);
      if (state !== 'incomplete')
        settle(state === 'ok' ? undefined : new Error(`no answer to a ping: ${answer}`));
    };
    const onClose = () => settle(new Error('the connection was closed'));
    const timer = setTimeout(
      () => settle(new Error(`no answer to a ping within ${pingDeadline / 1000} s`)),
      pingDeadline,
    );
    stream.on('data', onData).once('error', settle).once('close', onClose);
    if (stream.destroyed) onClose();
    else stream.write(question);
  });
}

/** Whether the answer so far is the engine's to a ping: status 200 and the body `OK`. */
export function pingAnswer(text: string): 'ok' | 'incomplete' | 'wrong' {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return 'incomplete';
  const head = text.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
  if (!head.startsWith('HTTP/1.1 200 ') || !Number.isFinite(length)) return 'wrong';
  const body = text.slice(end + 4);
  if (body.length < length) return 'incomplete';
  return body === 'OK' ? 'ok' : 'wrong';
}

/** How to wait for an engine's first answer. Times in milliseconds. */
export interface Waiting {
  /** Between the beginnings of two attempts. */
  readonly every: number;
  /** Attempts that may be under way at the same time. */
  readonly most: number;
  /** After which an attempt is given up. */
  readonly patience: number;
}

/** For a local socket: refused at once while nobody listens. */
export const localWaiting: Waiting = { every: 20, most: 1, patience: 60_000 };

/**
 * For QEMU's forwards: those accept at once and then knock at the guest, ever more rarely, so that a single attempt
 * made too early would be answered late. A few overlapping ones are cheap, and each that has reached the guest waits
 * there for the engine, so the interval doesn't show in the result.
 */
export const forwardWaiting: Waiting = { every: 500, most: 20, patience: 10_000 };

/** Resolves when the engine first answers. Rejects with the signal's reason. */
export async function firstAnswer(address: Address, waiting: Waiting, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const pending = new Set<Promise<void>>();
  const attempt = async () => {
    const patience = AbortSignal.timeout(waiting.patience);
    try {
      await pingAnew(address, AbortSignal.any([over.signal, patience]));
      over.abort();
    } catch (error) {
      // An attempt that fails is what waiting means; only a mistake of ours must not go on for ever.
      if (error instanceof TypeError) over.abort(error);
    }
  };
  const stop = () => over.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!over.signal.aborted) {
      signal.throwIfAborted();
      if (pending.size < waiting.most) {
        const own: Promise<void> = attempt().finally(() => pending.delete(own));
        pending.add(own);
      }
      await delay(waiting.every, over.signal).catch(() => undefined);
    }
    await Promise.all(pending);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (over.signal.reason instanceof TypeError) throw over.signal.reason;
}
