/** What a person's wish does to the list of rules. Pure: the lists are small, and each wish is one new list. */
import { AppError } from '../../contract/errors.ts';
import { endpointWord } from '../../contract/port-notation.ts';
import { placeOf, type Rule } from './plan.ts';
import type { PublishedContainer } from './published.ts';
import type { PortRule } from './rules.ts';

export interface AddWish {
  readonly hostAddress?: string;
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp';
  readonly container?: string;
  readonly port: number;
  /** Where a program of the VM listens, when that isn't all of its addresses. */
  readonly address?: string;
}

/** The rules of the host, and the list that they come from. */
export interface Present {
  readonly active: readonly Rule[];
  readonly containers: readonly PublishedContainer[];
  readonly rules: readonly PortRule[];
  /** The engine chose the published port that this is about. */
  readonly chosen?: boolean;
}

/**
 * Adds a forward; the id is that of the rule that does it. Asking for what is there already changes nothing; asking for
 * a published port that was closed opens it again. Throws `port.ruleExists`.
 */
export function addRule(wish: AddWish, present: Present, id: string): { rules: PortRule[]; id: string } {
  const { hostPort, protocol, container, port, hostAddress, address } = wish;
  const owner = present.containers.find(({ name }) => name === container);
  const closed = present.rules.filter(
    (rule) =>
      rule.hostPort === null &&
      rule.protocol === protocol &&
      rule.port === port &&
      rule.container === container &&
      (rule.published?.port ?? port) === hostPort,
  );
  const rules = present.rules.filter((rule) => !closed.includes(rule));
  const reopened = closed.find(({ published }) => published !== undefined);
  if (reopened !== undefined) return { rules, id: reopened.id };
  const same = present.rules.find(
    (rule) =>
      rule.published === undefined &&
      rule.protocol === protocol &&
      rule.port === port &&
      rule.container === container &&
      rule.hostPort === hostPort &&
      rule.hostAddress === hostAddress,
  );
  if (same !== undefined) return { rules, id: same.id };
  assertFree(present, { protocol, hostPort, hostAddress }, undefined);
  const rule: PortRule = {
    id,
    protocol,
    port,
    hostPort,
    ...(container === undefined ? {} : { container }),
    ...(owner?.service === undefined ? {} : { service: owner.service }),
    ...(hostAddress === undefined ? {} : { hostAddress }),
    ...(address === undefined ? {} : { address }),
  };
  return { rules: [...rules, rule], id };
}

/** Ends a rule of the user's; closes what is published or was forwarded by itself. */
export function removeRule(target: Rule, present: Present, id: string): PortRule[] {
  if (target.source === 'rule') return present.rules.filter((rule) => rule.id !== target.group);
  if (target.source === 'published') return override(target, present, id, { hostPort: null });
  const { shown } = target;
  const protocol = protocolOf(target);
  const container = shown.container === undefined ? {} : { container: shown.container };
  return [...present.rules, { id, protocol, port: shown.port, hostPort: null, ...container }];
}

/** Moves a forward, or opens it to others. Throws `port.ruleExists`. */
export function changeRule(
  target: Rule,
  change: { readonly hostPort?: number; readonly lan?: boolean },
  present: Present,
  id: string,
): PortRule[] {
  const { shown } = target;
  const protocol = protocolOf(target);
  const hostPort = change.hostPort ?? target.hostPort;
  if (hostPort !== target.hostPort) assertFree(present, { protocol, hostPort }, target.group);
  const changes = { hostPort, ...(change.lan === undefined ? {} : { lan: change.lan }) };
  if (target.source === 'published') return override(target, present, id, change);
  if (target.source === 'rule') {
    return present.rules.map((rule) => {
      if (rule.id !== target.group) return rule;
      const { hostAddress, ...rest } = rule;
      // An address of its own is kept, unless the question is just that.
      return { ...rest, ...changes, ...(hostAddress && change.lan === undefined ? { hostAddress } : {}) };
    });
  }
  const container = shown.container === undefined ? {} : { container: shown.container };
  return [...present.rules, { id, protocol, port: shown.port, ...container, ...changes }];
}

/** No rule that can be carried is SCTP's. */
function protocolOf({ protocol }: Rule): 'tcp' | 'udp' {
  return protocol === 'udp' ? 'udp' : 'tcp';
}

/** Lets a published port be what its container asks for. */
export function restoreRule(target: Rule, present: Present): PortRule[] {
  return present.rules.filter((rule) => !isOverride(rule, target));
}

function override(
  target: Rule,
  present: Present,
  id: string,
  changes: { readonly hostPort?: number | null; readonly lan?: boolean },
): PortRule[] {
  const { published, protocol, containerId } = target;
  const { container = '' } = target.shown;
  // A container without a name could not be found again.
  if (published === undefined || protocol === 'sctp' || container === '') return [...present.rules];
  const owner = present.containers.find((one) => one.id === containerId);
  const asked = new Set(
    owner?.ports
      .filter((one) => one.protocol === protocol && one.containerPort === published.containerPort)
      .map((one) => one.port),
  );
  const before = present.rules.find((rule) => isOverride(rule, target));
  const made: PortRule = {
    ...(before ?? {
      id,
      protocol,
      port: published.containerPort,
      container,
      ...(owner?.service === undefined ? {} : { service: owner.service }),
    }),
    published: { port: published.port, any: present.chosen === true && asked.size < 2 },
    ...changes,
  };
  return [...present.rules.filter((rule) => rule !== before), made];
}

function isOverride(rule: PortRule, { published, protocol, shown }: Rule): boolean {
  if (rule.published === undefined || published === undefined) return false;
  return (
    rule.protocol === protocol &&
    rule.port === published.containerPort &&
    rule.container === shown.container &&
    (rule.published.any || rule.published.port === published.port)
  );
}

/** Throws `port.ruleExists` if another forward of ours has that port, on an address that would be in the way. */
function assertFree(
  { active }: Present,
  wanted: {
    readonly protocol: 'tcp' | 'udp';
    readonly hostPort: number;
    readonly hostAddress?: string | undefined;
  },
  group: string | undefined,
): void {
  const { protocol, hostPort, hostAddress } = wanted;
  const there = active.find(
    (rule) =>
      rule.group !== group &&
      rule.rest !== 'closed' &&
      rule.source !== 'detected' &&
      rule.protocol === protocol &&
      rule.hostPort === hostPort &&
      overlaps(rule.hostAddress, hostAddress),
  );
  if (there === undefined) return;
  const target = endpointWord(there.shown.container ?? 'VM', there.shown.port);
  throw new AppError('port.ruleExists', { params: { address: there.hostAddress, port: hostPort, target } });
}

function overlaps(there: string, wanted: string | undefined): boolean {
  const all = (address: string) => address === '0.0.0.0' || address === '::';
  if (wanted === undefined) return all(there) || there === '127.0.0.1' || there === '::1';
  return there === wanted || all(there) || all(wanted);
}

/**
 * The rules that a person means by `id`: a row's, a rule's, or a port of the host, `8080`, `8080/udp`,
 * `127.0.0.1:8080`. One of each group. Throws `port.notFound`, `port.ambiguous`.
 */
export function findRule(id: string, active: readonly Rule[]): Rule {
  const exact = active.find((rule) => rule.id === id || rule.group === id);
  if (exact !== undefined) return exact;
  const [, word = '', protocol] = /^(.{1,100}?)(?:\/(tcp|udp))?$/.exec(id) ?? [];
  const groups = new Map<string, Rule>();
  for (const rule of active) {
    const meant = String(rule.hostPort) === word || placeOf(rule) === `${rule.protocol} ${word}`;
    if (meant && (protocol === undefined || rule.protocol === protocol) && !groups.has(rule.group))
      groups.set(rule.group, rule);
  }
  const [first, ...others] = groups.values();
  if (first === undefined) throw new AppError('port.notFound', { params: { id: id.slice(0, 100) } });
  if (others.length > 0) {
    const ids = [first, ...others].map((rule) => rule.id).join(', ');
    throw new AppError('port.ambiguous', { params: { id: id.slice(0, 100), ids: ids.slice(0, 300) } });
  }
  return first;
}
