/**
 * A shorter way for a share's messages than the SSH connection: the guest's end connects to a port of this computer's
 * loopback, which QEMU's network leads to, and shows a token that it was given over SSH. What SSH would encrypt never
 * leaves this computer. Containers and other users can connect too, and without a token get nowhere.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../../lib/log.ts';
import { orAbort } from '../../lib/retry.ts';
import { systemReason } from '../../lib/system-error.ts';

/** Says to the guest's end that it shall connect, in place of the server's name; see `fuse-pump.lua`. */
const magic = Buffer.from('moorage-connect\0', 'latin1');
const tokenBytes = 32;

/** Milliseconds for the guest's end to connect. */
const openMs = 30_000;
/** Milliseconds that a connection has to show its token. */
const showMs = 5000;
/** Connections that may be about to show theirs. */
const mostUnknown = 16;

interface Expected {
  readonly token: Buffer;
  readonly arrived: (stream: Duplex) => void;
}

export class DirectWay {
  readonly #expected = new Set<Expected>();
  readonly #unknown = new Set<Socket>();
  readonly #log: Log;
  #server: Promise<Server | undefined> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Asks the guest's end, over a connection to it that is used up, to connect to us. `hostAddress` is this computer's
   * loopback as the guest sees it. Undefined when it can't. Rejects with the signal's reason.
   */
  async open(asking: Duplex, hostAddress: string, signal: AbortSignal): Promise<Duplex | undefined> {
    const address = (await this.#listening())?.address();
    if (address === undefined || address === null || typeof address === 'string') return undefined;
    const token = randomBytes(tokenBytes);
    const port = Buffer.alloc(2);
    port.writeUInt16BE(address.port);
    const ip = Buffer.from(hostAddress.split('.').map(Number));
    let expected: Expected | undefined;
    const arrived = new Promise<Duplex>((resolve) => {
      expected = { token, arrived: resolve };
      this.#expected.add(expected);
    });
    asking.on('error', () => undefined); // followed by its end
    const refused = refusal(asking);
    asking.write(Buffer.concat([magic, ip, port, token]));
    const limit = AbortSignal.timeout(openMs);
    let given: Duplex | undefined;
    try {
      given = await orAbort(Promise.race([arrived, refused]), AbortSignal.any([signal, limit]));
      return given;
    } catch (error) {
      if (signal.aborted || !limit.aborted) throw error;
      return undefined;
    } finally {
      if (expected !== undefined) this.#expected.delete(expected);
      asking.destroy();
      // One that arrives in the moment in which it is given up is nobody's.
      void arrived.then((stream) => (stream === given ? undefined : stream.destroy()));
    }
  }

  close(): void {
    for (const socket of this.#unknown) socket.destroy();
    void this.#server?.then((server) => server?.close());
  }

  /** The server; undefined if this computer gives us no port, which is tried again the next time. */
  async #listening(): Promise<Server | undefined> {
    this.#server ??= this.#listen().catch((error: unknown) => {
      this.#server = undefined;
      this.#log.write('warn', 'shares', `no port for the VM: ${systemReason(error)}`);
      return undefined;
    });
    return this.#server;
  }

  async #listen(): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => this.#take(socket));
    server.maxConnections = 4096;
    // QEMU's network leads the guest to this address and no other of the loopback (libslirp, `sotranslate_out`).
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A connection that couldn't be taken (no descriptors left) is one that doesn't come.
    server.on('error', (error) => this.#log.write('warn', 'shares', systemReason(error)));
    server.unref();
    return server;
  }

  #take(socket: Socket): void {
    socket.on('error', () => undefined); // followed by its end
    // Ours shows its token at once: who has been here for longest without one gives way.
    if (this.#unknown.size >= mostUnknown) {
      const [oldest] = this.#unknown;
      oldest?.destroy();
      if (oldest !== undefined) this.#unknown.delete(oldest);
    }
    this.#unknown.add(socket);
    const timer = setTimeout(() => socket.destroy(), showMs);
    const known = () => {
      clearTimeout(timer);
      this.#unknown.delete(socket);
    };
    socket.once('close', known);
    const look = () => {
      const shown: unknown = socket.read(tokenBytes);
      if (shown === null) return;
      socket.off('readable', look);
      known();
      const expected =
        Buffer.isBuffer(shown) && shown.length === tokenBytes
          ? [...this.#expected].find(({ token }) => timingSafeEqual(token, shown))
          : undefined;
      if (expected === undefined) {
        socket.destroy();
        return;
      }
      this.#expected.delete(expected);
      expected.arrived(socket);
    };
    socket.on('readable', look);
  }
}

/** Resolves when the guest's end says that it can't connect, or ends without a word. Once it could, never. */
function refusal(asking: Duplex): Promise<undefined> {
  return new Promise((resolve) => {
    let connected = false;
    const ended = () => {
      if (!connected) resolve(undefined);
    };
    asking.on('data', (said: Buffer) => {
      connected ||= said[0] === connectedByte;
      ended();
    });
    asking.once('end', ended);
    asking.once('close', ended);
  });
}

/** `C`. */
const connectedByte = 0x43;
