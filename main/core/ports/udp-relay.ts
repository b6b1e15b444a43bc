/**
 * Carries datagrams of clients that come by IPv6, which the hypervisor's forwards don't know: each client gets a socket
 * of its own towards such a forward of ours, so that answers find their way back to the one who asked.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { toWire } from '../../contract/errors.ts';
import type { Log } from '../lib/log.ts';
import { systemReason } from '../lib/system-error.ts';
import type { Carried, Carrier, ForwardState, Traffic } from './carrier.ts';
import { explainListenError } from './listen-error.ts';
import type { Rule } from './plan.ts';

export interface UdpRelayOptions {
  /** Opens a way to where the rule leads: a port of 127.0.0.1, until it is closed. */
  readonly upstream: (rule: Rule, signal: AbortSignal) => Promise<{ port: number; close(): Promise<void> }>;
  /** Milliseconds without a datagram after which a client is forgotten. */
  readonly idleMs: () => number;
  readonly log: Log;
  readonly retryMs?: number;
}

/** Clients of one port at a time; of more, those that were silent longest are forgotten. */
const maxFlows = 1024;
/** The largest datagram is 65,507 bytes (RFC 768, RFC 791); a burst of them shall find room. */
const bufferBytes = 1 << 20;

/** Makes the carrier. */
export function createUdpRelay(options: UdpRelayOptions): Carrier {
  return { carry: (rule, report) => new UdpRelay(rule, report, options) };
}

interface Flow {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
}

class UdpRelay implements Carried {
  readonly settled: Promise<void>;
  readonly #rule: Rule;
  readonly #report: (state: ForwardState) => void;
  readonly #options: UdpRelayOptions;
  readonly #ended = new AbortController();
  readonly #flows = new Map<string, Flow>();
  #settle: () => void = () => undefined;
  #socket: Socket | undefined;
  #upstream: { port: number; close(): Promise<void> } | undefined;
  #opening: Promise<void>;
  #closing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(rule: Rule, report: (state: ForwardState) => void, options: UdpRelayOptions) {
    this.#rule = rule;
    this.#report = report;
    this.#options = options;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#opening = this.#open();
  }

  traffic(): Traffic {
    return { connections: this.#flows.size, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#retry);
    this.#settle();
    await this.#opening;
    for (const [client] of this.#flows) this.#forget(client);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(() => resolve()));
    await this.#upstream?.close();
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const { signal } = this.#ended;
    try {
      this.#upstream ??= await this.#options.upstream(this.#rule, signal);
      const socket = await this.#bind();
      if (signal.aborted) return void socket.close();
      this.#socket = socket;
      socket.on('message', (message, client) => this.#forward(message, client));
      socket.on('error', (error) => this.#log(systemReason(error)));
      this.#report({ kind: 'listening' });
    } catch (cause) {
      if (signal.aborted) return;
      const { hostAddress, hostPort } = this.#rule;
      const { error, ...rest } = await explainListenError(cause, { protocol: 'udp', hostAddress, hostPort });
      if (signal.aborted) return;
      this.#report({ kind: 'failed', error: toWire(error, () => undefined), ...rest });
      if (error.code !== 'port.inUse') return;
      this.#retry = setTimeout(() => {
        this.#opening = this.#open();
      }, this.#options.retryMs ?? 3000);
      this.#retry.unref();
    } finally {
      this.#settle();
    }
  }

  #bind(): Promise<Socket> {
    const { hostAddress: address, hostPort: port } = this.#rule;
    const ipv6 = address.includes(':');
    // IPv4 has a socket of its own.
    const socket = createSocket({
      type: ipv6 ? 'udp6' : 'udp4',
      ipv6Only: ipv6,
      recvBufferSize: bufferBytes,
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve(socket);
      });
    });
  }

  #forward(message: Buffer, client: RemoteInfo): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#bytesIn += message.length;
    const key = `${client.address} ${client.port}`;
    const known = this.#flows.get(key);
    const flow = known ?? this.#begin(key, client);
    flow.timer.refresh();
    if (known !== undefined) {
      // Put in again, so that the first is the one that was silent longest.
      this.#flows.delete(key);
      this.#flows.set(key, known);
    }
    // A datagram that can't be sent is lost, as datagrams may be.
    flow.socket.send(message, upstream.port, '127.0.0.1', (error) => {
      if (error !== null) this.#log(systemReason(error));
    });
  }

  #begin(key: string, client: RemoteInfo): Flow {
    if (this.#flows.size >= maxFlows) {
      const [oldest] = this.#flows.keys();
      if (oldest !== undefined) this.#forget(oldest);
    }
    const socket = createSocket({ type: 'udp4', recvBufferSize: bufferBytes });
    const timer = setTimeout(() => this.#forget(key), this.#options.idleMs());
    timer.unref();
    const flow = { socket, timer };
    socket.on('message', (message, from) => {
      // Only what comes from where we sent to: other programs of this computer may write to this port too.
      if (from.address !== '127.0.0.1' || from.port !== this.#upstream?.port) return;
      this.#bytesOut += message.length;
      timer.refresh();
      this.#socket?.send(message, client.port, client.address, (error) => {
        if (error !== null) this.#log(systemReason(error));
      });
    });
    socket.on('error', (error) => {
      this.#log(systemReason(error));
      this.#forget(key);
    });
    this.#flows.set(key, flow);
    return flow;
  }

  #forget(key: string): void {
    const flow = this.#flows.get(key);
    if (flow === undefined) return;
    this.#flows.delete(key);
    clearTimeout(flow.timer);
    flow.socket.close();
  }

  #log(reason: string): void {
    this.#options.log.write('debug', 'ports', `Port ${this.#rule.hostPort}/udp: ${reason}`);
  }
}
