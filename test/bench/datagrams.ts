/** What becomes of datagrams that several clients send to a UDP echo: who gets which answer, and what is lost. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { delay } from '../../main/core/lib/retry.ts';

export interface DatagramOptions {
  /** Of the loopback, with an echo behind it. */
  readonly port: number;
  readonly clients: number;
  /** Of all clients together; they send in turn. */
  readonly count: number;
  readonly bytes: number;
  readonly perSecond: number;
  /** Milliseconds to wait for an echo that answers at all, and after the last datagram for late answers. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** How it went. */
export interface DatagramCount {
  readonly sent: number;
  /** Answers that came back to the client that had asked, repetitions not counted. */
  readonly answered: number;
  /** Answers to somebody else's datagram. */
  readonly misdelivered: number;
}

/** Sends datagrams at an even pace and counts the answers. Throws if nothing answers even before that. */
export async function countDatagrams(options: DatagramOptions): Promise<DatagramCount> {
  const { port, clients, count, bytes, perSecond, patience, signal } = options;
  const book = new AnswerBook(clients);
  const sockets: Socket[] = [];
  try {
    for (let client = 0; client < clients; client += 1) {
      sockets.push(await openClient((message) => book.enter(client, message)));
    }
    await waitForEcho(port, patience, signal);
    const begun = performance.now();
    for (let number = 0; number < count; number += 1) {
      // By the clock and not by pauses, each of which would be somewhat too long.
      const due = begun + (number * 1000) / perSecond;
      const early = due - performance.now();
      if (early > 1) await delay(early, signal);
      sockets[number % clients]?.send(datagram(number % clients, number, bytes), port, '127.0.0.1');
    }
    const end = performance.now() + patience;
    while (book.answered < count && performance.now() < end) await delay(50, signal);
  } finally {
    for (const socket of sockets) socket.close();
  }
  return { sent: count, answered: book.answered, misdelivered: book.misdelivered };
}

/** A datagram that tells whose it is: the client's and its own number, padded. */
export function datagram(client: number, number: number, bytes: number): Buffer {
  const body = Buffer.alloc(bytes, 0x2e);
  body.writeUInt32BE(client, 0);
  body.writeUInt32BE(number, 4);
  return body;
}

/** Counts answers as they come. */
export class AnswerBook {
  readonly #clients: number;
  readonly #numbers = new Set<number>();
  misdelivered = 0;

  constructor(clients: number) {
    this.#clients = clients;
  }

  /** Datagrams that were answered to the client that sent them. */
  get answered(): number {
    return this.#numbers.size;
  }

  /** Notes what a client received. What is none of our datagrams doesn't count. */
  enter(client: number, message: Buffer): void {
    if (message.length < 8) return;
    const [owner, number] = [message.readUInt32BE(0), message.readUInt32BE(4)];
    if (owner >= this.#clients || number % this.#clients !== owner) return;
    if (owner === client) this.#numbers.add(number);
    else this.misdelivered += 1;
  }
}

async function openClient(onMessage: (message: Buffer) => void): Promise<Socket> {
  const socket = createSocket('udp4', onMessage);
  // What a system reports of a datagram that nobody took; it counts as lost.
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** Asks, as a client of its own, until there is an answer. */
async function waitForEcho(port: number, ms: number, signal: AbortSignal): Promise<void> {
  const heard = new AbortController();
  const socket = await openClient(() => heard.abort());
  try {
    const end = performance.now() + ms;
    while (!heard.signal.aborted) {
      if (performance.now() > end) throw new Error(`no datagram to port ${port} is answered`);
      socket.send('?', port, '127.0.0.1');
      await delay(200, signal);
    }
  } finally {
    socket.close();
  }
}
