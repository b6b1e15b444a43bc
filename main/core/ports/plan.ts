/** Decides which ports of this computer lead into the guest: what is wanted, and what has to change for that. */
import { AppError } from '../../contract/errors.ts';
import type { PortForward } from '../../contract/model.ts';
import { endpointWord } from '../../contract/port-notation.ts';
import type { PortProtocol, PublishedContainer, PublishedPort } from './published.ts';
import type { PortRule } from './rules.ts';

/** Where in the guest a rule leads. */
export type RuleTarget =
  /** A port that the guest takes on its own address: published on all of them, or a program's that listens on all. */
  | { readonly kind: 'guest'; readonly port: number }
  /** An address that only the guest reaches: a container's, or its loopback. */
  | { readonly kind: 'inside'; readonly address: string; readonly port: number };

/** One port of this computer and where it leads. */
export interface Rule {
  readonly id: string;
  /** What belongs together, as the two loopback addresses of one published port, and is changed together. */
  readonly group: string;
  readonly protocol: PortProtocol;
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly target: RuleTarget;
  readonly source: PortForward['source'];
  /** What people are shown as the target. */
  readonly shown: PortForward['target'];
  /** Whose start waits for this. */
  readonly containerId?: string;
  /** What is published, where this is, or is instead of, a published port. */
  readonly published?: PublishedPort;
  readonly movedFrom?: number;
  /** It is shown and not opened. */
  readonly rest?: 'waiting' | 'closed';
  /** Why the rule can't be carried out; it is shown and not opened. */
  readonly refused?: AppError;
}

/** What to do so that what is active becomes what is desired. Close first: a port may change its owner. */
export interface Plan {
  readonly open: readonly Rule[];
  readonly close: readonly Rule[];
}

/** All that the rules follow from. */
export interface Wishes {
  readonly containers: readonly PublishedContainer[];
  readonly rules?: readonly PortRule[];
  /** What listens in the VM itself and shall be forwarded without being asked for. */
  readonly detected?: readonly DetectedProgram[];
  readonly exposeToLan?: boolean;
  /** This computer has `::1`. */
  readonly ipv6?: boolean;
}

/** A port on which a program in the VM's own network listens. */
export interface DetectedProgram {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** `127.0.0.1` when it listens on the loopback only. */
  readonly address?: string;
  readonly container?: string;
}

/** Most rules there are at once: the guest decides how many it asks for, and each costs a listener. */
export const maxRules = 8192;

const loopback = '127.0.0.1';

/**
 * The rules for all of that, in the order in which they are shown. A port published on all addresses opens on both
 * loopback addresses, or on all with `exposeToLan`; one published on an address opens on that. Of two that want the
 * same place, what a container publishes comes before the user's rules, those before what was only detected.
 */
export function desired(wishes: Wishes): Rule[] {
  const { containers, rules = [], detected = [] } = wishes;
  const ordered = [...containers].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  const owners = new Map(rules.map((rule) => [rule, ownerOf(rule, ordered)]));
  const wanted = [
    ...ordered.flatMap((container) => {
      const own = rules.filter((rule) => rule.published !== undefined && owners.get(rule) === container);
      return publishedRules(container, own, wishes);
    }),
    ...rules.flatMap((rule) =>
      rule.published === undefined ? userRules(rule, owners.get(rule), wishes) : [],
    ),
    ...detected
      .filter((program) => !rules.some((rule) => isIgnored(rule, program)))
      .flatMap((program) => detectedRules(program, wishes)),
  ];
  return placed(wanted);
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
  const { target, containerId = '', refused, rest = '' } = rule;
  const end = target.kind === 'guest' ? String(target.port) : endpointWord(target.address, target.port);
  const idle = refused !== undefined || rest !== '' ? ` ${rule.id} ${refused?.code ?? ''} ${rest}` : '';
  return `${placeOf(rule)} ${end} ${containerId}${idle}`;
}

/** Identifies what a rule occupies on this computer. */
export function placeOf({ protocol, hostAddress, hostPort }: Rule): string {
  return `${protocol} ${endpointWord(hostAddress, hostPort)}`;
}

/** Gives each place to the first that wants it; who comes later is told who has it. */
function placed(wanted: readonly Rule[]): Rule[] {
  const taken = new Map<string, Rule>();
  const ids = new Set<string>();
  const all: Rule[] = [];
  for (const rule of wanted.slice(0, maxRules)) {
    const id = ids.has(rule.id) ? `${rule.id} ${ids.size}` : rule.id;
    ids.add(id);
    const own = id === rule.id ? rule : { ...rule, id };
    const owner = taken.get(placeOf(rule));
    const idle = rule.rest !== undefined || rule.refused !== undefined;
    if (owner === undefined || idle) {
      if (!idle) taken.set(placeOf(rule), own);
      all.push(own);
    } else if (rule.source !== 'detected') {
      const { shown, hostAddress: address, hostPort } = owner;
      const target = `${shown.container ?? 'VM'}:${shown.port}`;
      const refused = new AppError('port.ruleExists', { params: { address, port: hostPort, target } });
      all.push({ ...own, refused });
    }
  }
  return all;
}

/** The running container that a rule is about: the one of that name, else the first of that compose service. */
function ownerOf(rule: PortRule, containers: readonly PublishedContainer[]): PublishedContainer | undefined {
  if (rule.container === undefined) return undefined;
  const named = containers.find(({ name }) => name === rule.container);
  if (named !== undefined || rule.service === undefined) return named;
  return containers.find(({ service }) => service === rule.service);
}

/** What a container publishes, one entry for each port that was asked for: the engine lists IPv4 and IPv6 apart. */
function publishedRules(
  container: PublishedContainer,
  overrides: readonly PortRule[],
  wishes: Wishes,
): Rule[] {
  const asked = new Map<string, PublishedPort>();
  for (const port of container.ports) {
    const key = `${port.protocol} ${port.containerPort} ${port.port} ${isUnspecified(port) ? '' : port.address}`;
    // Of the two, IPv4's: the guest takes that on its own address.
    if (!asked.has(key) || port.address === '' || port.address === '0.0.0.0') asked.set(key, port);
  }
  return [...asked.values()]
    .sort((a, b) => a.port - b.port || compare(a.address, b.address))
    .flatMap((port) => {
      const override = overrides.find((rule) => isAbout(rule, port));
      return openPublished(container, port, override, wishes);
    });
}

function isAbout(rule: PortRule, port: PublishedPort): boolean {
  const { published } = rule;
  if (published === undefined || rule.protocol !== port.protocol || rule.port !== port.containerPort)
    return false;
  return published.any || published.port === port.port;
}

function openPublished(
  container: PublishedContainer,
  port: PublishedPort,
  override: PortRule | undefined,
  wishes: Wishes,
): Rule[] {
  const { protocol } = port;
  const group = `published ${container.id} ${protocol} ${port.containerPort} ${port.port} ${port.address}`;
  const target = publishedTarget(container, port);
  const hostPort = override?.hostPort ?? port.port;
  const base = {
    group,
    protocol,
    hostPort,
    target: target ?? { kind: 'inside' as const, address: '', port: port.containerPort },
    source: 'published' as const,
    shown: { container: container.name, address: container.address ?? '', port: port.containerPort },
    containerId: container.id,
    published: port,
    ...(hostPort === port.port ? {} : { movedFrom: port.port }),
    ...refusalOf(container, protocol, hostPort, target),
  };
  const lan = override?.lan ?? wishes.exposeToLan ?? false;
  const addresses = publishedAddresses(port, lan, wishes.ipv6 ?? false);
  const [first = loopback] = addresses;
  if (override?.hostPort === null)
    return [{ ...base, ...idOf(first, base), hostAddress: first, rest: 'closed' }];
  return addresses.map((hostAddress) => ({ ...base, ...idOf(hostAddress, base), hostAddress }));
}

/** Where the engine takes connections for a published port, as seen from this computer. */
function publishedTarget(container: PublishedContainer, port: PublishedPort): RuleTarget | undefined {
  const { address, protocol } = port;
  if (address === '' || address === '0.0.0.0') return { kind: 'guest', port: port.port };
  // Another address isn't one of the guest's, and IPv6 the engine forwards to containers with IPv6 only.
  if (container.address !== undefined)
    return { kind: 'inside', address: container.address, port: port.containerPort };
  return address.startsWith('127.') && protocol === 'tcp'
    ? { kind: 'inside', address, port: port.port }
    : undefined;
}

function publishedAddresses(port: PublishedPort, lan: boolean, ipv6: boolean): string[] {
  if (port.address === '::') return [lan ? '::' : '::1'];
  return isUnspecified(port) ? unspecified(lan, ipv6) : [port.address];
}

function unspecified(lan: boolean, ipv6: boolean): string[] {
  if (lan) return ipv6 ? ['0.0.0.0', '::'] : ['0.0.0.0'];
  return ipv6 ? [loopback, '::1'] : [loopback];
}

function userRules(rule: PortRule, owner: PublishedContainer | undefined, wishes: Wishes): Rule[] {
  const { id: group, protocol, port, hostPort } = rule;
  if (hostPort === null || hostPort === undefined) return [];
  const waiting = rule.container !== undefined && owner === undefined;
  const target = waiting ? undefined : userTarget(rule, owner);
  const container = owner?.name ?? rule.container;
  const address = rule.container === undefined ? (rule.address ?? loopback) : (owner?.address ?? '');
  const base = {
    group,
    protocol,
    hostPort,
    target: target ?? { kind: 'inside' as const, address: '', port },
    source: 'rule' as const,
    shown: { ...(container === undefined ? {} : { container }), address, port },
    ...(owner === undefined ? {} : { containerId: owner.id }),
    ...(waiting ? { rest: 'waiting' as const } : refusalOf(owner, protocol, hostPort, target)),
  };
  return userAddresses(rule, wishes.ipv6 ?? false).map((hostAddress) => ({
    ...base,
    id: `${group} ${hostAddress}`,
    hostAddress,
  }));
}

function userAddresses({ hostAddress, lan }: PortRule, ipv6: boolean): string[] {
  if (hostAddress === undefined) return unspecified(lan ?? false, ipv6);
  if (hostAddress === '0.0.0.0' || hostAddress === '::') return unspecified(true, ipv6);
  return [hostAddress];
}

function userTarget(rule: PortRule, owner: PublishedContainer | undefined): RuleTarget | undefined {
  const { protocol, port } = rule;
  if (owner === undefined || owner.hostNetwork) return programTarget(protocol, port, rule.address);
  // The engine has it on the guest's own address already: the shortest way.
  const open = owner.ports.find(
    (one) =>
      one.protocol === protocol &&
      one.containerPort === port &&
      (one.address === '' || one.address === '0.0.0.0'),
  );
  if (open !== undefined) return { kind: 'guest', port: open.port };
  return owner.address === undefined ? undefined : { kind: 'inside', address: owner.address, port };
}

/** A program of the VM: from inside, its loopback reaches whatever listens there or on all addresses. */
function programTarget(protocol: PortProtocol, port: number, address: string | undefined): RuleTarget {
  if (address !== undefined) return { kind: 'inside', address, port };
  return protocol === 'udp' ? { kind: 'guest', port } : { kind: 'inside', address: loopback, port };
}

/** The user has closed a forward that nobody had asked for. */
function isIgnored(rule: PortRule, { protocol, port, container }: DetectedProgram): boolean {
  if (rule.hostPort !== null || rule.published !== undefined) return false;
  return rule.protocol === protocol && rule.port === port && rule.container === container;
}

function detectedRules(program: DetectedProgram, wishes: Wishes): Rule[] {
  const { protocol, port, address, container } = program;
  const group = `detected ${protocol} ${port}`;
  const target =
    address === undefined ? { kind: 'guest' as const, port } : programTarget(protocol, port, address);
  const shown = { ...(container === undefined ? {} : { container }), address: address ?? loopback, port };
  return unspecified(false, wishes.ipv6 ?? false).map((hostAddress) => {
    const base = { group, protocol, hostPort: port, target, source: 'detected' as const, shown };
    return { ...base, ...idOf(hostAddress, base), hostAddress };
  });
}

function refusalOf(
  container: PublishedContainer | undefined,
  protocol: PortProtocol,
  port: number,
  target: RuleTarget | undefined,
): { refused?: AppError } {
  if (protocol === 'sctp')
    return { refused: new AppError('port.protocolUnsupported', { params: { port, protocol } }) };
  if (target !== undefined) return {};
  return {
    refused: new AppError('port.unreachable', { params: { port, container: container?.name ?? '' } }),
  };
}

function idOf(
  address: string,
  { hostPort, protocol }: { hostPort: number; protocol: string },
): { id: string } {
  return { id: `${endpointWord(address, hostPort)}/${protocol}` };
}

function isUnspecified({ address }: PublishedPort): boolean {
  return address === '' || address === '0.0.0.0' || address === '::';
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
