/**
 * Opens the channel to the guest's SSH server: a virtio-serial port, which is a wire and knows no connections. What a
 * session before left on it must not reach the next one, so each begins with an exchange of lines:
 *
 *   host:  moorage-hello NONCE      again and again, until it is answered
 *   guest: moorage-here NONCE       for each hello, skipping whatever else arrives
 *   host:  moorage-go NONCE         from here on both sides speak SSH
 *
 * A hello that went to a dying session is lost and does no harm, and everything that arrives before our own nonce is
 * somebody else's. The guest's side is `guest/root/etc/sv/link/run`.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors.ts';
import { systemReason } from '../../lib/system-error.ts';

/** Milliseconds between two hellos. */
const helloEvery = 250;
/** How much of what is not for us is kept while looking for our nonce, in bytes. */
const mostNoise = 64 * 1024;

/** The stream after the exchange. Waits until the guest answers or the signal aborts. Throws `guest.unreachable`. */
export function openChannel(path: string, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const nonce = randomBytes(12).toString('hex');
    const answer = Buffer.from(`moorage-here ${nonce}\n`);
    const socket = connect({ path, allowHalfOpen: true });
    let seen: Buffer = Buffer.alloc(0);
    // The newline ends whatever half line is still on the wire.
    const hello = () => socket.write(`\nmoorage-hello ${nonce}\n`);
    const timer = setInterval(hello, helloEvery);
    const finish = () => {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('error', onError).off('close', onClose);
    };
    const fail = (error: unknown) => {
      finish();
      socket.on('error', () => undefined); // already told
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const onError = (error: Error) => fail(unreachable(systemReason(error), error));
    const onClose = () => fail(unreachable('its channel was closed'));
    const onData = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(answer);
      if (at === -1) {
        seen = seen.subarray(-Math.max(answer.length, Math.min(seen.length, mostNoise)));
        return;
      }
      finish();
      begin(socket, nonce, seen.subarray(at + answer.length));
      resolve(socket);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', hello).on('data', onData).on('error', onError).on('close', onClose);
  });
}

/** Answers to further hellos may follow; SSH allows lines before the server's version (RFC 4253, 4.2). */
function begin(socket: Socket, nonce: string, rest: Buffer): void {
  socket.pause();
  if (rest.length > 0) socket.unshift(rest);
  socket.write(`moorage-go ${nonce}\n`);
}

function unreachable(reason: string, cause?: unknown): AppError {
  return new AppError('guest.unreachable', { params: { reason }, cause });
}
