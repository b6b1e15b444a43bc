/** The carriers of one running VM, and how each rule gets one of them. */
import { createSocket } from 'node:dgram';
import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors.ts';
import type { GuestLink } from '../guest/link.ts';
import { connectTo } from '../lib/connect.ts';
import type { Log } from '../lib/log.ts';
import type { HostForwards, RunningVm } from '../vm/driver.ts';
import { carrierKind, type Carrier } from './carrier.ts';
import { createTcpCarrier } from './forward.ts';
import { createGuestRoutes, type GuestRoutes } from './guest-routes.ts';
import { createHypervisorCarrier } from './hypervisor-forward.ts';
import type { Rule } from './plan.ts';
import { createUdpRelay } from './udp-relay.ts';

export interface CarriersOptions {
  readonly link: GuestLink;
  readonly vm: RunningVm;
  readonly log: Log;
  readonly udpIdleMs: () => number;
}

export interface Carriers {
  carrierFor(rule: Rule): Carrier | undefined;
  /** Learns what an earlier core left open in the hypervisor. Never throws. */
  adopt(signal: AbortSignal): Promise<void>;
  /** Closes what of it nobody wants. Never throws. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Mends forwards that are dead. Never throws. */
  check(signal: AbortSignal): Promise<void>;
  /** Connections through the hypervisor's forwards. Throws `qemu.command`. */
  connections(signal: AbortSignal): Promise<ReadonlyMap<Rule, number>>;
}

/** Most milliseconds for a connection into the guest, at hardware speed, and how far the pace may stretch that. */
const dialMs = 30_000;
const mostPace = 4;

export function createCarriers({ link, vm, log, udpIdleMs }: CarriersOptions): Carriers {
  const { forwards } = vm;
  const routes = createGuestRoutes(link);
  const pace = vm.facts.pace;
  const hypervisor = forwards && createHypervisorCarrier({ forwards, routes, log, pace });
  const dial = async (rule: Rule, signal: AbortSignal): Promise<Duplex> => {
    const { target } = rule;
    // What the hypervisor leads there for IPv4 is the faster way for IPv6 as well.
    const near = hypervisor?.localPort(target);
    if (near !== undefined) return connectTo(near, signal);
    return link.dial(target.kind === 'inside' ? target : { port: target.port }, signal);
  };
  const tcp = createTcpCarrier({ dial, log, dialMs: dialMs * Math.min(pace, mostPace) });
  const relay =
    forwards &&
    createUdpRelay({
      upstream: (rule, signal) => openUpstream(rule, { forwards, routes }, signal),
      idleMs: udpIdleMs,
      log,
    });
  const talents = { forwards: forwards !== undefined, platform: process.platform };
  return {
    carrierFor(rule) {
      const kind = carrierKind(rule, talents);
      if (kind === 'hypervisor') return hypervisor;
      return kind === 'relay' ? relay : kind && tcp;
    },
    adopt: async (signal) => hypervisor?.adopt(signal),
    sweep: async (signal) => hypervisor?.sweep(signal),
    check: async (signal) => hypervisor?.check(signal),
    connections: async (signal) => (await hypervisor?.connections(signal)) ?? new Map<Rule, number>(),
  };
}

/** Attempts to find a port for a way of our own: between its choice and its use another program may take it. */
const attempts = 5;

/** A forward of the hypervisor's for our own use, from a port of 127.0.0.1 to where the rule leads. */
async function openUpstream(
  rule: Rule,
  { forwards, routes }: { readonly forwards: HostForwards; readonly routes: GuestRoutes },
  signal: AbortSignal,
): Promise<{ port: number; close(): Promise<void> }> {
  const { target } = rule;
  const route =
    target.kind === 'guest'
      ? undefined
      : await routes.open({ protocol: 'udp', address: target.address, port: target.port }, signal);
  const guestPort = target.kind === 'guest' ? target.port : (route?.guestPort ?? 0);
  for (let attempt = 1; ; attempt += 1) {
    const forward = {
      protocol: 'udp' as const,
      hostAddress: '127.0.0.1',
      hostPort: await freeUdpPort(),
      guestPort,
    };
    try {
      await forwards.add(forward, signal);
      return {
        port: forward.hostPort,
        async close() {
          // A VM that has ended has taken both with it.
          const limit = AbortSignal.timeout(10_000);
          await Promise.allSettled([forwards.remove(forward, limit), route?.close()]);
        },
      };
    } catch (error) {
      if (!(error instanceof AppError) || attempt >= attempts || signal.aborted) {
        await Promise.allSettled([route?.close()]);
        throw error;
      }
    }
  }
}

function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind({ address: '127.0.0.1', port: 0, exclusive: true }, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
