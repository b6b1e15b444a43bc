/** A port of the loopback that somebody else has. */
import { createServer } from 'node:net';

export interface BusyPort {
  readonly port: number;
  readonly free: () => Promise<void>;
}

/** Takes one until it is freed. */
export function occupy(): Promise<BusyPort> {
  const server = createServer();
  const free = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0, free });
    });
  });
}
