/** Networks: subnets, and which container has which address in them. No packet ever moves. */
import { hashOf, numberOf, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import type { Fields } from './fields.ts';
import type { Container, Network } from './model.ts';

/** Those that are always there and can't be removed. */
export const predefined: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

export interface NetworkSpec {
  readonly name: string;
  readonly created?: number;
  readonly driver?: string;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly ipv6?: boolean;
  readonly pools?: readonly Fields[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Like `172.20.0.0/16`; the next free one when absent. */
  readonly subnet?: string;
  readonly gateway?: string;
}

export function addNetwork(engine: Engine, spec: NetworkSpec): Network {
  engine.checkRoom(engine.networks.size);
  const { name, driver = 'bridge', created = engine.now() } = spec;
  const plain = driver === 'host' || driver === 'null';
  const cidr = spec.subnet ?? freeSubnet(engine);
  const base = cidr.split('.').slice(0, 2).join('.');
  const network: Network = {
    id: hashOf('network', name, predefined.has(name) ? 0 : engine.next()),
    ...{ name, created, driver, internal: spec.internal ?? false },
    ...{
      attachable: spec.attachable ?? false,
      ipv6: spec.ipv6 ?? false,
      pools: spec.pools ?? asked(spec.subnet),
    },
    labels: spec.labels ?? {},
    options: spec.options ?? {},
    subnet: plain ? undefined : { cidr, base, gateway: spec.gateway ?? cidr.replace(/\d+\/\d+$/, '1') },
    lastHost: 1,
  };
  engine.networks.set(network.id, network);
  if (!predefined.has(name)) engine.events.emit('network', 'create', network.id, { name, type: driver });
  return network;
}

function asked(subnet: string | undefined): readonly Fields[] {
  return subnet === undefined ? [] : [{ Subnet: subnet }];
}

function freeSubnet(engine: Engine): string {
  const taken = new Set([...engine.networks.values()].map(({ subnet }) => subnet?.cidr));
  for (let n = 0; n < 15 * 256; n += 1) {
    const cidr = n < 15 ? `172.${17 + n}.0.0/16` : `10.${n % 256}.${Math.floor(n / 256)}.0/24`;
    if (!taken.has(cidr)) return cidr;
  }
  throw new Fault(400, 'all predefined address pools have been fully subnetted');
}

export function addPredefinedNetworks(engine: Engine, created: number): void {
  addNetwork(engine, { name: 'bridge', created });
  addNetwork(engine, { name: 'host', driver: 'host', created });
  addNetwork(engine, { name: 'none', driver: 'null', created });
}

/** By name, id or the beginning of one. Throws 404. */
export function findNetwork(engine: Engine, name: string): Network {
  const all = [...engine.networks.values()];
  const found =
    all.find((network) => network.name === name || network.id === name) ??
    (/^[0-9a-f]{2,}$/.test(name) ? all.find(({ id }) => id.startsWith(name)) : undefined);
  if (found === undefined) throw new Fault(404, `network ${name.slice(0, 300)} not found`);
  return found;
}

/** Puts a container into a network; it gets its address while it runs. */
export function join(
  engine: Engine,
  network: Network,
  container: Container,
  { aliases = [], fixed }: { readonly aliases?: readonly string[]; readonly fixed?: string } = {},
): void {
  const id = hashOf('endpoint', network.id, container.id, engine.next());
  container.endpoints.set(network.id, { id, aliases, address: undefined, fixed });
}

/** Gives the container its addresses, at its start. */
export function bringUp(engine: Engine, container: Container): void {
  for (const [id, endpoint] of container.endpoints) {
    const network = engine.networks.get(id);
    if (network === undefined || endpoint.address !== undefined) continue;
    network.lastHost += 1;
    const host = network.lastHost;
    if (network.subnet !== undefined) {
      endpoint.address =
        endpoint.fixed ?? `${network.subnet.base}.${Math.floor(host / 256) % 256}.${host % 256}`;
    }
    announce(engine, 'connect', network, container);
  }
}

/** Takes its addresses back, when it has ended. */
export function takeDown(engine: Engine, container: Container): void {
  for (const [id, endpoint] of container.endpoints) {
    const network = engine.networks.get(id);
    endpoint.address = undefined;
    if (network !== undefined) announce(engine, 'disconnect', network, container);
  }
}

export function announce(engine: Engine, action: string, network: Network, container: Container): void {
  const attributes = { container: container.id, name: network.name, type: network.driver };
  engine.events.emit('network', action, network.id, attributes);
}

export function macOf(address: string): string {
  return `02:42:${
    numberOf(2 ** 31, 'mac', address)
      .toString(16)
      .padStart(8, '0')
      .match(/../g)
      ?.join(':') ?? ''
  }`;
}

export function prefixOf(network: Network): number {
  return Number(network.subnet?.cidr.split('/')[1] ?? 0);
}
