/** One byte to an echo and back, over a connection that stays or over one of its own. */
import { connect, type Socket } from 'node:net';
import { retry, withDeadline } from '../../main/core/lib/retry.ts';

/** A connection to an echo. */
export interface KeptEcho {
  /** Milliseconds from the question to the answer. */
  ask(): Promise<number>;
  close(): void;
}

/** Milliseconds after which no answer will come. */
const patience = 15_000;

/** Opens a connection to a port of the loopback; what fails shows when it is used. */
export function openEcho(port: number): KeptEcho {
  const socket = openSocket(port);
  // Each question tells of a failure by itself; one between two questions is told by the next.
  socket.on('error', () => undefined);
  return {
    async ask() {
      const begun = performance.now();
      await answer(socket);
      return performance.now() - begun;
    },
    close: () => socket.destroy(),
  };
}

/** Asks over a new connection, which is closed afterwards. Throws if no answer comes. */
export async function echoAnew(port: number): Promise<void> {
  const socket = openSocket(port);
  try {
    await answer(socket);
  } finally {
    socket.destroy();
  }
}

/** Resolves when the echo behind a port first answers. Throws after `ms` milliseconds without an answer. */
export function firstEcho(port: number, ms: number, signal: AbortSignal): Promise<void> {
  const late = () => new Error(`nothing answers at port ${port} within ${ms / 1000} s`);
  return withDeadline(signal, ms, late, (limit) =>
    retry(() => echoAnew(port), { firstMs: 100, maxMs: 1000, signal: limit }),
  );
}

function openSocket(port: number): Socket {
  return connect({ host: '127.0.0.1', port, noDelay: true });
}

function answer(socket: Socket): Promise<void> {
  return new Promise((resolve, reject: (reason: Error) => void) => {
    const settle = (error?: Error) => {
      clearTimeout(timer);
      socket.off('data', onData).off('error', settle).off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onData = () => settle();
    const onClose = () => settle(new Error('the connection was closed'));
    const timer = setTimeout(() => settle(new Error(`no answer within ${patience / 1000} s`)), patience);
    socket.on('data', onData).once('error', settle).once('close', onClose);
    if (socket.destroyed) onClose();
    else socket.write('?');
  });
}
