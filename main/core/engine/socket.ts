/**
 * The engine socket: what `docker` and the app's own calls talk to. Each connection is piped to the engine's socket
 * in the guest. The proxy holds the answer to a container's start until the container's ports are open on this
 * computer, so that `docker run -p 80:80 …; curl localhost` works. And it reads what is to be mounted into a container:
 * a folder that isn't in the VM is refused, as the engine would make an empty one, and a path of Windows becomes what it
 * is in the VM. All other bytes go as they come.
 *
 * Where that ends: what isn't HTTP/1.1 in its usual form (HTTP/2 from its first byte on, lines that end in a bare line
 * feed) goes through unread. A body that isn't JSON goes to the engine, which refuses it; one of more than 4 MiB, and
 * one that breaks off, are refused here. For `Expect: 100-continue` the go-ahead comes from here. A refusal is the
 * connection's last answer; requests that the client has sent after the refused one are not answered.
 */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors.ts';
import { dialWithin } from '../lib/dial.ts';
import type { Log } from '../lib/log.ts';
import { splice } from '../lib/splice.ts';
import type { Hold } from '../lib/splice.ts';
import { systemReason } from '../lib/system-error.ts';
import type { BindSource } from '../shares/paths.ts';
import { Exchange } from './exchange.ts';
import { lastAnswer } from './last-answer.ts';
import { listenPrivately } from './local-socket.ts';
import { answerUnavailable } from './unavailable.ts';

export interface EngineSocketOptions {
  /** Path of the socket, or name of the pipe on Windows. */
  readonly path: string;
  /** Opens a stream to the engine; may wait for the guest until `signal` aborts. */
  readonly dial: (signal: AbortSignal) => Promise<Duplex>;
  /**
   * Called when the engine says that this container (id or name, as the client wrote it) has started; the answer
   * flows on when it resolves. Has its own deadline and never rejects; `signal` aborts when the connection is.
   */
  readonly held: (container: string, signal: AbortSignal) => Promise<void>;
  /** What becomes of a folder that a container wants to have mounted. */
  readonly judge: (source: string) => BindSource;
  /** The error for one that isn't shared; the client gets its English text. */
  readonly notShared: (path: string) => AppError;
  readonly log: Log;
  /** How long a client waits for the engine to be reachable before it gets an error, in milliseconds. */
  readonly waitMs: number;
}

export interface EngineSocket {
  readonly path: string;
  /** Connections that are open now. */
  readonly connections: number;
  /** Ends the listener and every connection, and removes the socket's file if it is still ours. */
  close(): Promise<void>;
}

/** Opens the engine socket with mode 0600. Throws `engine.socketBusy` when the path is somebody else's. */
export async function openEngineSocket(options: EngineSocketOptions): Promise<EngineSocket> {
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    void serveClient(client, options);
  });
  const remove = await listenPrivately(server, options.path);
  server.on('error', (error) =>
    options.log.write('warn', 'engine', `The engine socket: ${systemReason(error)}`),
  );
  let closing: Promise<void> | undefined;
  return {
    path: options.path,
    get connections() {
      return clients.size;
    },
    close: () => (closing ??= closeAll(server, clients, remove)),
  };
}

async function closeAll(server: Server, clients: Set<Socket>, remove: () => Promise<void>): Promise<void> {
  await remove();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const client of clients) client.destroy();
  await closed;
}

const goAhead = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** Joins one client to the engine, or tells it why not. Never rejects. */
async function serveClient(client: Socket, options: EngineSocketOptions): Promise<void> {
  const gone = new AbortController();
  // An error of a client (it went away) is followed by 'close'; there is nothing else to do about it.
  client.on('error', () => gone.abort());
  client.once('close', () => gone.abort());
  try {
    const engine = await dialWithin(options.dial, options.waitMs, gone.signal);
    joinClient(client, engine, options, gone.signal);
  } catch (error) {
    if (client.destroyed) return;
    const reason = systemReason(error);
    options.log.write('warn', 'engine', `No connection to the engine: ${reason}`);
    answerUnavailable(
      client,
      error instanceof AppError
        ? error
        : new AppError('engine.unreachable', { params: { reason }, cause: error }),
    );
  }
}

function joinClient(client: Socket, engine: Duplex, options: EngineSocketOptions, signal: AbortSignal): void {
  const exchange = new Exchange({
    judge: options.judge,
    notShared: options.notShared,
    refuse: ({ status, message }) => wire.part(() => lastAnswer(client, status, { message })),
    proceed: () => wire.insert(goAhead),
  });
  const inbound = (chunk: Buffer): Hold | undefined => {
    const started = exchange.answer(chunk);
    if (started === undefined) return undefined;
    const all = started.containers.map((container) => options.held(container, signal));
    return { from: started.from, until: Promise.all(all).then(() => undefined) };
  };
  engine.once('error', (error) =>
    options.log.write('warn', 'engine', `A connection to the engine broke: ${systemReason(error)}`),
  );
  const outbound = {
    push: (chunk: Buffer) => exchange.request(chunk),
    end: () => exchange.requestsEnd(),
  };
  const wire = splice(client, engine, { outbound, inbound });
}
