/** Connections to ports of this computer. */
import { connect, type Socket } from 'node:net';

/** Connects to a port of one of this computer's addresses. Throws what the system says, or the signal's reason. */
export function connectTo(port: number, signal: AbortSignal, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    signal.throwIfAborted();
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    const finish = (end: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('connect', onConnect);
      end();
    };
    const onAbort = () => {
      socket.destroy();
      finish(() => reject(signal.reason));
    };
    const onError = (error: Error) => finish(() => reject(error));
    const onConnect = () => finish(() => resolve(socket));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError).once('connect', onConnect);
  });
}
