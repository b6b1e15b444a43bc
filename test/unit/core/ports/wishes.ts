/** Containers and rules for the tests of ports, made by hand and by chance. */
import * as fc from 'fast-check';
import { AppError } from '../../../../main/contract/errors.ts';
import type { DetectedProgram, Rule, Wishes } from '../../../../main/core/ports/plan.ts';
import type { PublishedContainer, PublishedPort } from '../../../../main/core/ports/published.ts';
import type { PortRule } from '../../../../main/core/ports/rules.ts';

/** A port that is published; the container's own is the same one unless it is said. */
export const tcp = (port: number, address = '', containerPort = port): PublishedPort => ({
  protocol: 'tcp',
  address,
  port,
  containerPort,
});
export const udp = (port: number, address = '', containerPort = port): PublishedPort => ({
  ...tcp(port, address, containerPort),
  protocol: 'udp',
});

/** A running container of a name like `n-a`. */
export function container(id: string, ...ports: PublishedPort[]): PublishedContainer {
  return { id, name: `n-${id}`, address: '172.17.0.9', hostNetwork: false, ports, exposed: [] };
}

/** A rule in one line: whose, where, and where to or why not. */
export function brief(rules: readonly Rule[]): string[] {
  return rules.map(({ hostAddress, hostPort, protocol, target, refused, rest, shown }) => {
    const inside = target.kind === 'guest' ? `guest:${target.port}` : `${target.address}:${target.port}`;
    return `${shown.container ?? 'VM'} ${hostAddress}:${hostPort}/${protocol} ${refused?.code ?? rest ?? inside}`;
  });
}

/** Runs something that throws an `AppError`. */
export function thrown(task: () => unknown): AppError {
  try {
    task();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Few ports and addresses, so that they meet. */
const port = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 65_535 }));
const loopbacks = ['127.0.0.1', '127.0.0.7', '::1'];
const address = fc.constantFrom('', '0.0.0.0', '::', '192.168.1.7', 'fd00::7', ...loopbacks);
const protocol = fc.constantFrom('tcp' as const, 'udp' as const);
const name = fc.constantFrom('web', 'db', 'cache', 'mail');
const service = fc.constantFrom('shop/web', 'shop/db');

export const publishedPort: fc.Arbitrary<PublishedPort> = fc.record({
  protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
  address,
  port,
  containerPort: port,
});

export const published: fc.Arbitrary<PublishedContainer> = fc.record(
  {
    id: fc.stringMatching(/^[a-f0-9]{8}$/),
    name,
    service,
    address: fc.constantFrom('172.17.0.2', '172.17.0.3'),
    hostNetwork: fc.boolean(),
    ports: fc.array(publishedPort, { maxLength: 6 }),
    exposed: fc.constant([]),
  },
  { requiredKeys: ['id', 'name', 'hostNetwork', 'ports', 'exposed'] },
);

/** Containers as an engine has them: no two of one id, or of one name. */
export const containers = fc.uniqueArray(published, {
  maxLength: 4,
  comparator: (a, b) => a.id === b.id || a.name === b.name,
});

const rule: fc.Arbitrary<PortRule> = fc.record(
  {
    id: fc.constant(''),
    protocol,
    port,
    hostPort: fc.option(port),
    container: name,
    service,
    hostAddress: fc.constantFrom('0.0.0.0', '::', '192.168.1.7', ...loopbacks),
    lan: fc.boolean(),
    published: fc.record({ port, any: fc.boolean() }),
  },
  { requiredKeys: ['id', 'protocol', 'port'] },
);

export const rules = fc
  .array(rule, { maxLength: 6 })
  .map((list) => list.map((one, at): PortRule => ({ ...one, id: `rule-${at}` })));

const program: fc.Arbitrary<DetectedProgram> = fc.record(
  { protocol, port, address: fc.constantFrom('127.0.0.1', '10.0.2.15'), container: name },
  { requiredKeys: ['protocol', 'port'] },
);

export const wishes: fc.Arbitrary<Wishes> = fc.record({
  containers,
  rules,
  detected: fc.array(program, { maxLength: 4 }),
  exposeToLan: fc.boolean(),
  ipv6: fc.boolean(),
});
