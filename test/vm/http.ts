/** Looks at ports of this computer, once and without patience. */
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemCode } from '../../main/core/lib/system-error.ts';
import { limit } from './pace.ts';

/** The body that is served at this port. Throws what the connection throws; nothing is tried again. */
export function page(port: number, path = '/', host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get({ host, port, path, agent: false, timeout: limit(5) }, (answer) => {
      text(answer).then(resolve, reject);
    });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`no answer from port ${port}`)));
  });
}

/** Whether somebody takes a connection at this port. */
export function isOpen(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      if (systemCode(error) === 'ECONNREFUSED') resolve(false);
      else reject(error);
    });
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const holder = await occupy(0);
  await holder.close();
  return holder.port;
}

/** Takes a port of 127.0.0.1 (0 for any), and says `occupied` to who connects. */
export function occupy(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // Read to its end, or else the connection would never be over.
      socket.on('error', () => undefined).resume();
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\noccupied');
    });
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('no TCP server');
      resolve({ port: address.port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}
