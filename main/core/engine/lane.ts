/**
 * The fast way to the engine: TLS connections straight to it, made ahead of time. A stream through the guest's SSH
 * server costs two more processes' wake-ups in the guest for each request; this one costs none, and its handshake is
 * over before anybody asks. There are few of them and they may be missing: then the SSH connection serves as ever.
 */
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { engineServerName, type EngineCertificates } from '../guest/certificates.ts';
import type { Log } from '../lib/log.ts';
import { backoffMs, delay } from '../lib/retry.ts';
import { systemReason } from '../lib/system-error.ts';

export interface EngineLaneOptions {
  /** Opens a TCP connection to the engine's TLS port; undefined where this VM has none. */
  readonly connect: (signal: AbortSignal) => Promise<Socket | undefined>;
  readonly certificates: EngineCertificates;
  readonly log: Log;
  /** Ends the lane and what waits in it; streams that were taken go on. */
  readonly signal: AbortSignal;
  /** Milliseconds that a handshake may take. */
  readonly handshakeMs: number;
  /** Connections that are kept ready; default 3. */
  readonly size?: number;
  /** Milliseconds after which an unused one is replaced; default two minutes. */
  readonly maxAgeMs?: number;
}

export interface EngineLane {
  /** A connection that is ready, or undefined. */
  take(): TLSSocket | undefined;
}

/** dockerd ends a connection on which no request began within five minutes (its server's ReadHeaderTimeout). */
const defaultMaxAge = 120_000;
/** Milliseconds without a new connection after which the next ones are made ready. */
const quietMs = 250;

/** Starts to fill the lane, in the background. */
export function openEngineLane(options: EngineLaneOptions): EngineLane {
  return new Lane(options);
}

class Lane implements EngineLane {
  readonly #options: EngineLaneOptions;
  readonly #ready = new Map<TLSSocket, NodeJS.Timeout>();
  #wake: () => void = () => {};
  #asked = -Infinity;
  /** The other side has ended a connection that nobody had used: with TLS 1.3, its refusal comes after the handshake. */
  #hungUp = false;
  #failures = 0;

  constructor(options: EngineLaneOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#clear(), { once: true });
    this.#keepFull().catch((error: unknown) => {
      if (!options.signal.aborted) options.log.failure('engine', error);
    });
  }

  take(): TLSSocket | undefined {
    this.#asked = performance.now();
    // The newest: the one least likely to be about to end.
    const socket = [...this.#ready.keys()].at(-1);
    if (socket === undefined) return undefined;
    this.#forget(socket);
    this.#wake();
    return socket;
  }

  async #keepFull(): Promise<void> {
    const { signal, size = 3, log } = this.#options;
    while (!signal.aborted) {
      if (this.#ready.size >= size) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      // A handshake takes the guest longer than what it saves: not while somebody opens connection after connection.
      const quiet = this.#asked + quietMs - performance.now();
      if (quiet > 0) {
        await delay(quiet, signal);
        continue;
      }
      if (this.#hungUp) {
        this.#hungUp = false;
        await this.#pause();
        continue;
      }
      try {
        // One at a time: QEMU's forward takes connections one by one, and a burst would wait for retransmissions.
        const socket = await this.#open();
        if (socket === undefined) return;
        this.#keep(socket);
      } catch (error) {
        signal.throwIfAborted();
        log.write('debug', 'engine', `no direct connection: ${systemReason(error)}`);
        await this.#pause();
      }
    }
  }

  /** Longer after each failure, until a connection was of use or grew old. */
  #pause(): Promise<void> {
    const pause = backoffMs(this.#failures, { firstMs: 500, maxMs: 30_000 });
    this.#failures += 1;
    return delay(pause, this.#options.signal);
  }

  async #open(): Promise<TLSSocket | undefined> {
    const { connect, certificates, signal, handshakeMs } = this.#options;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(handshakeMs)]);
    const socket = await connect(limit);
    if (socket === undefined) return undefined;
    return new Promise((resolve, reject: (reason: unknown) => void) => {
      const { client, server } = certificates;
      const tls = connectTls({
        socket,
        // Half-closing works if it does for the socket below. Pinned: the engine's own certificate is the authority.
        ca: server.certificate,
        cert: client.certificate,
        key: client.key,
        servername: engineServerName,
        minVersion: 'TLSv1.3',
      });
      const abort = () => tls.destroy(new Error('it took too long'));
      if (limit.aborted) abort();
      limit.addEventListener('abort', abort, { once: true });
      tls.once('error', reject);
      tls.once('close', () => reject(new Error('it hung up')));
      tls.once('secureConnect', () => {
        limit.removeEventListener('abort', abort);
        tls.off('error', reject);
        resolve(tls);
      });
    });
  }

  #keep(socket: TLSSocket): void {
    if (this.#options.signal.aborted) return void socket.destroy();
    const timer = setTimeout(() => {
      this.#failures = 0;
      this.#drop(socket);
    }, this.#options.maxAgeMs ?? defaultMaxAge);
    timer.unref();
    this.#ready.set(socket, timer);
    // Whoever takes it listens for himself; until then an end means that it is of no use any more.
    socket.on('error', this.#dropped);
    socket.on('end', this.#dropped);
    socket.on('close', this.#dropped);
  }

  readonly #dropped = (): void => {
    for (const socket of this.#ready.keys()) {
      if (!socket.destroyed && !socket.readableEnded && socket.errored === null) continue;
      this.#hungUp = true;
      this.#drop(socket);
    }
  };

  #drop(socket: TLSSocket): void {
    this.#forget(socket);
    socket.on('error', () => undefined); // nobody uses it any more
    socket.destroy();
    this.#wake();
  }

  #forget(socket: TLSSocket): void {
    clearTimeout(this.#ready.get(socket));
    this.#ready.delete(socket);
    socket.off('error', this.#dropped).off('end', this.#dropped).off('close', this.#dropped);
  }

  #clear(): void {
    for (const socket of this.#ready.keys()) this.#drop(socket);
    this.#wake();
  }
}
