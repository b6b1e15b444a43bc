/** Decides which ports of this computer lead into the guest: what is wanted, and what has to change for that. */
import { AppError } from '../../contract/errors.ts';
import type { PortProtocol, PublishedContainer, PublishedPort } from './published.ts';

/** One port of this computer and where it leads. */
export interface Rule {
  readonly protocol: PortProtocol;
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly guestAddress: string;
  readonly guestPort: number;
  readonly container: { readonly id: string; readonly name: string };
  /** Why the rule can't be carried out; it is shown and not opened. */
  readonly refused?: AppError;
}

/** What to do so that what is active becomes what is desired. Close first: a port may change its owner. */
export interface Plan {
  readonly open: readonly Rule[];
  readonly close: readonly Rule[];
}

/** Most rules there are at once: the guest decides how many it asks for, and each costs a listener. */
export const maxRules = 4096;

const loopback = '127.0.0.1';

/** How well a published port fits; of two that want the same port of this computer, the better fit gets it. */
type Fit = 'all4' | 'all6' | 'loopback' | 'unsupported';
const order: readonly Fit[] = ['all4', 'loopback', 'all6', 'unsupported'];

/**
 * Where the engine takes connections in the guest. What is published on IPv6 only, it takes nowhere else; what is
 * published on one address of the loopback, on that.
 */
const guestAddresses: Partial<Record<Fit, string>> = { all4: loopback, all6: '::1' };

/**
 * The rules for these containers. A port published on all addresses or on the loopback opens on 127.0.0.1; the entries
 * that the engine lists for IPv4 and IPv6 are one rule. What isn't supported yet becomes a rule that says so.
 */
export function desired(containers: readonly PublishedContainer[]): Rule[] {
  const wanted = containers
    .flatMap(({ id, name, ports }) =>
      ports.map((port) => ({ container: { id, name }, port, fit: fitOf(port) })),
    )
    .sort(
      (a, b) =>
        order.indexOf(a.fit) - order.indexOf(b.fit) ||
        compare(a.container.id, b.container.id) ||
        a.port.port - b.port.port ||
        compare(a.port.address, b.port.address),
    );
  const rules = new Map<string, Rule>();
  for (const { container, port, fit } of wanted) {
    if (rules.size >= maxRules) break;
    const rule = toRule(container, port, fit);
    const place = placeOf(rule);
    const taken = rules.get(place);
    if (taken === undefined) {
      rules.set(place, rule);
    } else if (taken.container.id !== container.id || needsItsOwn(taken, rule)) {
      // The guest has several addresses that could each have this port; here they all mean the same one.
      const refused = unsupportedAddress(port);
      rules.set(`${place} ${container.id} ${port.address}`, { ...rule, hostAddress: port.address, refused });
    }
  }
  return [...rules.values()];
}

/** Compares what should be with what is. Rules are the same when they lead from the same place to the same target. */
export function plan(wanted: readonly Rule[], active: readonly Rule[]): Plan {
  const wantedKeys = new Set(wanted.map(ruleKey));
  const activeKeys = new Set(active.map(ruleKey));
  return {
    open: wanted.filter((rule) => !activeKeys.has(ruleKey(rule))),
    close: active.filter((rule) => !wantedKeys.has(ruleKey(rule))),
  };
}

/** Identifies a rule. A container's name isn't part of it: renaming one breaks no connection. */
export function ruleKey(rule: Rule): string {
  const target = `${rule.guestAddress} ${rule.guestPort} ${rule.container.id}`;
  return `${placeOf(rule)} ${target} ${rule.refused?.code ?? ''}`;
}

/** Identifies what a rule occupies on this computer. */
export function placeOf(rule: Rule): string {
  return `${rule.protocol} ${rule.hostAddress} ${rule.hostPort}`;
}

function toRule(container: Rule['container'], port: PublishedPort, fit: Fit): Rule {
  const ends = { protocol: port.protocol, hostPort: port.port, guestPort: port.port, container };
  if (port.protocol !== 'tcp') {
    const params = { port: port.port, protocol: port.protocol };
    const refused = new AppError('port.protocolUnsupported', { params });
    // One rule for all addresses: it is the protocol that is missing.
    return { ...ends, hostAddress: loopback, guestAddress: loopback, refused };
  }
  if (fit === 'unsupported') {
    const refused = unsupportedAddress(port);
    return { ...ends, hostAddress: port.address, guestAddress: port.address, refused };
  }
  return { ...ends, hostAddress: loopback, guestAddress: guestAddresses[fit] ?? port.address };
}

function fitOf({ address }: PublishedPort): Fit {
  if (address === '' || address === '0.0.0.0') return 'all4';
  if (address === '::') return 'all6';
  return address.startsWith('127.') ? 'loopback' : 'unsupported';
}

/** Whether a second entry of a container means something that the first doesn't already give. */
function needsItsOwn(taken: Rule, rule: Rule): boolean {
  const isEither = (address: string) => address === loopback || address === '::1';
  return (
    rule.protocol === 'tcp' &&
    rule.refused === undefined &&
    !(isEither(taken.guestAddress) && isEither(rule.guestAddress))
  );
}

function unsupportedAddress({ address, port }: PublishedPort): AppError {
  return new AppError('port.addressUnsupported', { params: { address, port } });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
