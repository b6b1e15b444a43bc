/** Carries TCP: a listener on this computer whose every connection is joined to one into the guest. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, toWire } from '../../contract/errors.ts';
import type { DialTarget } from '../guest/guest.ts';
import { dialWithin } from '../lib/dial.ts';
import type { Log } from '../lib/log.ts';
import { splice } from '../lib/splice.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import type { Carried, Carrier, ForwardState } from './carrier.ts';
import type { Rule } from './plan.ts';

export interface TcpCarrierOptions {
  readonly dial: (target: DialTarget, signal: AbortSignal) => Promise<Duplex>;
  readonly log: Log;
  /** Pause before a port that another program holds is tried again, in milliseconds; default 3000. */
  readonly retryMs?: number;
  /** Longest time that a connection into the guest may take, in milliseconds; default 30 000. */
  readonly dialMs?: number;
}

/** Makes the carrier of TCP rules. */
export function createTcpCarrier(options: TcpCarrierOptions): Carrier {
  return { carry: (rule, report) => new TcpForward(rule, report, options) };
}

class TcpForward implements Carried {
  readonly settled: Promise<void>;
  readonly #rule: Rule;
  readonly #report: (state: ForwardState) => void;
  readonly #options: TcpCarrierOptions;
  readonly #ended = new AbortController();
  readonly #clients = new Set<Socket>();
  #settle: () => void = () => undefined;
  #server: Server | undefined;
  #begun: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(rule: Rule, report: (state: ForwardState) => void, options: TcpCarrierOptions) {
    this.#rule = rule;
    this.#report = report;
    this.#options = options;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#listen();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#retry);
    this.#settle();
    // A server that is closed while it begins to listen goes on to listen all the same; so wait until it does.
    await this.#begun;
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  #listen(): void {
    const { hostAddress: host, hostPort: port } = this.#rule;
    // Small writes must not wait for one another: the other end of the connection is on this computer.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#serve(client));
    this.#server = server;
    this.#begun = new Promise((begun) => {
      server.on('error', (error) => {
        begun();
        // One connection that couldn't be taken (too many files are open) is not the end of the listener.
        if (server.listening) this.#log(systemReason(error));
        else this.#failed(error);
      });
      server.listen({ host, port }, () => {
        begun();
        if (this.#ended.signal.aborted) return;
        this.#report({ kind: 'listening' });
        this.#settle();
      });
    });
  }

  #failed(error: Error): void {
    if (this.#ended.signal.aborted) return;
    this.#report({ kind: 'failed', error: toWire(portError(error, this.#rule), () => undefined) });
    this.#settle();
    if (systemCode(error) !== 'EADDRINUSE') return;
    this.#retry = setTimeout(() => this.#listen(), this.#options.retryMs ?? 3000);
    this.#retry.unref();
  }

  #log(reason: string): void {
    this.#options.log.write('debug', 'ports', `Port ${this.#rule.hostPort}: ${reason}`);
  }

  #serve(client: Socket): void {
    this.#clients.add(client);
    client.once('close', () => this.#clients.delete(client));
    void this.#join(client);
  }

  /** Joins one client to the guest. Never rejects. */
  async #join(client: Socket): Promise<void> {
    const { guestAddress: address, guestPort: port } = this.#rule;
    const gone = new AbortController();
    const leave = () => gone.abort();
    // An error of a client (it went away) is followed by 'close'; there is nothing else to do about it.
    client.on('error', leave);
    client.once('close', leave);
    try {
      const dial = (signal: AbortSignal) => this.#options.dial({ port, address }, signal);
      const remote = await dialWithin(dial, this.#options.dialMs ?? 30_000, gone.signal);
      splice(client, remote, { breakNear: () => client.resetAndDestroy() });
    } catch (error) {
      if (client.destroyed) return;
      this.#log(systemReason(error));
      // As if nobody listened here: a client should not take this for an empty answer.
      client.resetAndDestroy();
    }
  }
}

function portError(error: Error, rule: Rule): AppError {
  const { hostPort: port, hostAddress: address } = rule;
  const code = systemCode(error);
  if (code === 'EADDRINUSE') return new AppError('port.inUse', { params: { port, address }, cause: error });
  // Windows says the same of ports that it has set aside, above 1024 too.
  if (code === 'EACCES' && port < 1024)
    return new AppError('port.privileged', { params: { port }, cause: error });
  return new AppError('port.failed', {
    params: { port, address, reason: systemReason(error) },
    cause: error,
  });
}
