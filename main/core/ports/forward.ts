/** Carries TCP by ourselves: a listener on this computer whose every connection is joined to one into the guest. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { toWire } from '../../contract/errors.ts';
import { dialWithin } from '../lib/dial.ts';
import type { Log } from '../lib/log.ts';
import { splice } from '../lib/splice.ts';
import { systemReason } from '../lib/system-error.ts';
import { needsWildcard, type Carried, type Carrier, type ForwardState, type Traffic } from './carrier.ts';
import { explainListenError } from './listen-error.ts';
import type { Rule } from './plan.ts';

export interface TcpCarrierOptions {
  /** Opens a stream to where the rule leads. */
  readonly dial: (rule: Rule, signal: AbortSignal) => Promise<Duplex>;
  readonly log: Log;
  /** Pause before a port that another program holds is tried again, in milliseconds; default 3000. */
  readonly retryMs?: number;
  /** Longest time that a connection into the guest may take, in milliseconds; default 30 000. */
  readonly dialMs?: number;
  /** The system that this runs on; default this one. */
  readonly platform?: NodeJS.Platform;
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
  /** Of connections that have ended. */
  #bytesIn = 0;
  #bytesOut = 0;

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

  traffic(): Traffic {
    const clients = [...this.#clients];
    return {
      connections: clients.length,
      bytesIn: clients.reduce((sum, client) => sum + client.bytesRead, this.#bytesIn),
      bytesOut: clients.reduce((sum, client) => sum + client.bytesWritten, this.#bytesOut),
    };
  }

  #listen(): void {
    const { hostAddress, hostPort: port } = this.#rule;
    const wildcard = needsWildcard(hostAddress, port, this.#options.platform ?? process.platform);
    const ipv6 = hostAddress.includes(':');
    const host = wildcard ? (ipv6 ? '::' : '0.0.0.0') : hostAddress;
    // Small writes must not wait for one another: the other end of the connection is on this computer.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      if (wildcard && !isLoopback(client.remoteAddress)) client.resetAndDestroy();
      else this.#serve(client);
    });
    this.#server = server;
    this.#begun = new Promise((begun) => {
      server.on('error', (error) => {
        begun();
        // One connection that couldn't be taken (too many files are open) is not the end of the listener.
        if (server.listening) this.#log(systemReason(error));
        else void this.#failed(error);
      });
      // IPv4 has a listener of its own.
      server.listen({ host, port, ...(ipv6 && { ipv6Only: true }) }, () => {
        begun();
        if (this.#ended.signal.aborted) return;
        this.#report({ kind: 'listening' });
        this.#settle();
      });
    });
  }

  /** Never rejects. */
  async #failed(cause: Error): Promise<void> {
    if (this.#ended.signal.aborted) return;
    const { protocol, hostAddress, hostPort } = this.#rule;
    const place = {
      protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const),
      hostAddress,
      hostPort,
    };
    const { error, ...rest } = await explainListenError(cause, place);
    if (this.#ended.signal.aborted) return;
    this.#report({ kind: 'failed', error: toWire(error, () => undefined), ...rest });
    this.#settle();
    if (error.code !== 'port.inUse') return;
    this.#retry = setTimeout(() => this.#listen(), this.#options.retryMs ?? 3000);
    this.#retry.unref();
  }

  #log(reason: string): void {
    this.#options.log.write('debug', 'ports', `Port ${this.#rule.hostPort}: ${reason}`);
  }

  #serve(client: Socket): void {
    this.#clients.add(client);
    client.once('close', () => {
      this.#clients.delete(client);
      this.#bytesIn += client.bytesRead;
      this.#bytesOut += client.bytesWritten;
    });
    void this.#join(client);
  }

  /** Joins one client to the guest. Never rejects. */
  async #join(client: Socket): Promise<void> {
    const gone = new AbortController();
    const leave = () => gone.abort();
    // An error of a client (it went away) is followed by 'close'; there is nothing else to do about it.
    client.on('error', leave);
    client.once('close', leave);
    try {
      const dial = (signal: AbortSignal) => this.#options.dial(this.#rule, signal);
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

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:127\.|::1$|::ffff:127\.)/.test(address);
}
