/**
 * Who carries a rule out. There are three ways, and `carrierKind` chooses one for each rule: the hypervisor's own
 * forward, which costs this process nothing; a listener of ours whose connections are dialled from inside the guest;
 * and a relay of ours for datagrams of IPv6 clients.
 */
import type { WireError } from '../../contract/errors.ts';
import type { Rule } from './plan.ts';

/** How carrying a rule goes. */
export type ForwardState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'failed'; readonly error: WireError; readonly nextFree?: number };

/** What has gone through a rule; without bytes where others carry it. */
export interface Traffic {
  readonly connections: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

/** A rule that is being carried out. */
export interface Carried {
  /** Resolves when the rule first listens or first failed, or was closed before; never rejects. */
  readonly settled: Promise<void>;
  /** Ends the listener and its connections. Resolves when the port is free again; never rejects; may be called twice. */
  close(): Promise<void>;
  /** What goes through it now; for those whose listener is ours. */
  traffic?(): Traffic;
}

export interface Carrier {
  /** Begins to carry a rule out and reports each change of its state, until it is closed. Throws nothing. */
  carry(rule: Rule, report: (state: ForwardState) => void): Carried;
}

export type CarrierKind = 'hypervisor' | 'dial' | 'relay';

/** What the choice depends on. */
export interface CarrierTalents {
  /** The hypervisor has forwards of its own (for IPv4). */
  readonly forwards: boolean;
  readonly platform: NodeJS.Platform;
}

/** The way that a rule is carried; undefined when there is none here, as for datagrams without a hypervisor's help. */
export function carrierKind(rule: Rule, { forwards, platform }: CarrierTalents): CarrierKind | undefined {
  const { protocol, hostAddress, hostPort, target } = rule;
  const ipv4 = !hostAddress.includes(':');
  if (protocol === 'udp') {
    if (!forwards) return undefined;
    return ipv4 ? 'hypervisor' : 'relay';
  }
  if (!forwards || !ipv4 || (target.kind === 'inside' && target.address.includes(':'))) return 'dial';
  return needsWildcard(hostAddress, hostPort, platform) ? 'dial' : 'hypervisor';
}

/**
 * macOS lets anybody listen on ports under 1024, but on all addresses only (since 10.14). There a listener of ours takes
 * all of them and turns away whoever doesn't come from this computer.
 */
export function needsWildcard(address: string, port: number, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && port < 1024 && (address.startsWith('127.') || address === '::1');
}
