/** Clients of published ports. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { limit } from './pace.ts';

/** Connects. Throws what the system says. */
export async function dial(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends all of it, ends its own side, and returns all that came back until the other side ended. */
export async function exchange(socket: Socket, body: Buffer): Promise<Buffer> {
  socket.setTimeout(limit(20), () => socket.destroy(new Error('nothing came for too long')));
  const answer = buffer(socket);
  socket.end(body);
  return answer;
}

/**
 * Each client sends its datagrams, one after the other, and gets what comes to it until `patience` is over or all is
 * there. Datagrams say whose they are.
 */
export async function exchangeDatagrams(options: {
  readonly port: number;
  readonly host?: string;
  readonly clients: number;
  readonly each: number;
  readonly bytes: number;
}): Promise<{ readonly answered: number; readonly astray: number }> {
  const { port, host = '127.0.0.1', clients, each, bytes } = options;
  const results = await Promise.all(
    Array.from({ length: clients }, (_, client) => oneClient(client, { port, host, each, bytes })),
  );
  return {
    answered: results.reduce((sum, one) => sum + one.answered, 0),
    astray: results.reduce((sum, one) => sum + one.astray, 0),
  };
}

async function oneClient(
  client: number,
  { port, host, each, bytes }: { port: number; host: string; each: number; bytes: number },
): Promise<{ answered: number; astray: number }> {
  const type = host.includes(':') ? ('udp6' as const) : ('udp4' as const);
  const socket = createSocket({ type, recvBufferSize: 1 << 20 });
  const waiting = new Set<string>();
  let answered = 0;
  let astray = 0;
  let wake = () => {};
  socket.on('message', (message) => {
    const whole = message.length === bytes;
    if (whole && waiting.delete(message.toString('latin1', 0, 16))) answered += 1;
    else astray += 1;
    wake();
  });
  try {
    for (let number = 0; number < each; number += 1) {
      const mark = `${client}.${number}.`.padEnd(16, '-');
      waiting.add(mark);
      socket.send(Buffer.alloc(bytes, mark), port, host);
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
        new Promise<void>((resolve) => {
          setTimeout(resolve, limit(0.3)).unref();
        }),
      ]);
    }
    return { answered, astray };
  } finally {
    socket.close();
  }
}
