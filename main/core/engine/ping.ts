/** Asks an engine whether it is there: a socket that exists is not readiness, an answered `/_ping` is. */
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GuestLink } from '../guest/link.ts';
import { hasCode } from '../../contract/errors.ts';

/** True if the engine answered 200; false if nothing listens there yet. Throws `guest.unreachable`, the signal's reason. */
export async function pingOver(link: GuestLink, signal: AbortSignal): Promise<boolean> {
  let stream: Duplex;
  try {
    stream = await link.dial({ socket: '/run/docker.sock' }, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (hasCode(error, 'guest.refused') || hasCode(error, 'guest.unreachable')) return false;
    throw error;
  }
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    // With `createConnection` and no `agent` there is none, so nobody keeps the stream for a next request.
    const asked = request({
      createConnection: () => stream,
      path: '/_ping',
      headers: { host: 'docker' },
      signal,
    });
    asked.once('response', (response) => {
      response.resume();
      response.once('error', () => resolve(false));
      response.once('end', () => {
        stream.destroy();
        resolve(response.statusCode === 200);
      });
    });
    asked.once('error', () => {
      stream.destroy();
      if (signal.aborted) reject(signal.reason);
      else resolve(false);
    });
    asked.end();
  });
}
