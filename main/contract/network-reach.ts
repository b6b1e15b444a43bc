/**
 * Who can reach whom, by the engine's own rules (docs.docker.com, "Bridge network driver", "Packet filtering and
 * firewalls"; moby, `daemon/libnetwork/drivers/bridge`): the networks of the engine's kept apart, but for those that a
 * container shares. Whether anything listens there, and what firewalls of a container's own say, is another matter.
 */
import type { MapContainer, MapNetwork, NetworkMap } from './network-model.ts';

/**
 * How one reaches the other: `local` by localhost, as they have one network together; `name` by name and address;
 * `address` by address alone; `vm` by the VM's address, or from the VM by the container's.
 */
export type ReachKind = 'local' | 'name' | 'address' | 'vm';

interface Reached {
  readonly id: string;
  readonly kind: ReachKind;
  /** Ids of the networks that lead there; none where it is `local`. */
  readonly via: readonly string[];
}

export interface Reach {
  /** Those that it reaches, in the map's order. */
  readonly reached: readonly Reached[];
  /** It reaches what is outside of the VM. */
  readonly out: boolean;
}

const none: Reach = { reached: [], out: false };

/** Whether a container has a network now. */
export function isUp({ state }: MapContainer): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

export function reachOf(map: NetworkMap, id: string): Reach {
  return reachFinder(map)(id);
}

/** The same for many: what it looks up is looked up once. */
export function reachFinder(map: NetworkMap): (id: string) => Reach {
  const known = lookUp(map);
  return (id) => {
    const from = known.containers.get(id);
    return from === undefined ? none : reach(from, map, known);
  };
}

/** The container whose network this one uses; itself where it has its own. */
function ownerOf(one: MapContainer, containers: ReadonlyMap<string, MapContainer>): MapContainer {
  let owner = one;
  // A network may be lent on; more steps than there are containers would be a circle.
  for (let steps = 0; steps < containers.size; steps += 1) {
    const next = containers.get(/^container:(.+)$/.exec(owner.mode)?.[1] ?? '');
    if (next === undefined) return owner;
    owner = next;
  }
  return owner;
}

interface Known {
  readonly networks: ReadonlyMap<string, MapNetwork>;
  readonly containers: ReadonlyMap<string, MapContainer>;
}

function lookUp({ networks, containers }: NetworkMap): Known {
  return {
    networks: new Map(networks.map((one) => [one.id, one])),
    containers: new Map(containers.map((one) => [one.id, one])),
  };
}

function reach(from: MapContainer, map: NetworkMap, known: Known): Reach {
  const source = ownerOf(from, known.containers);
  if (!isUp(from) || !isUp(source)) return none;
  const reached = map.containers.flatMap((to): Reached[] => {
    if (to.id === from.id || !isUp(to)) return [];
    const target = ownerOf(to, known.containers);
    if (!isUp(target)) return [];
    const found = between(source, target, known);
    return found === undefined ? [] : [{ id: to.id, ...found }];
  });
  return { reached, out: source.mode === 'host' || networksOf(source, known).some(leadsOut) };
}

function between(a: MapContainer, b: MapContainer, known: Known): Omit<Reached, 'id'> | undefined {
  if (a.id === b.id || (a.mode === 'host' && b.mode === 'host')) return { kind: 'local', via: [] };
  if (a.mode === 'host') return viaVm(networksOf(b, known));
  if (b.mode === 'host') return viaVm(networksOf(a, known));
  const shared = networksOf(a, known).filter((one) => one.icc && b.networks.includes(one.id));
  if (shared.length === 0) return undefined;
  return { kind: shared.some(hasNames) ? 'name' : 'address', via: shared.map(({ id }) => id) };
}

/** The VM is the gateway of each bridge, of internal ones too; macvlan and ipvlan go round it. */
function viaVm(networks: readonly MapNetwork[]): Omit<Reached, 'id'> | undefined {
  const bridges = networks.filter(({ driver, isolated }) => driver === 'bridge' && !isolated);
  return bridges.length === 0 ? undefined : { kind: 'vm', via: bridges.map(({ id }) => id) };
}

function networksOf(one: MapContainer, { networks }: Known): MapNetwork[] {
  return one.networks.flatMap((id) => {
    const network = networks.get(id);
    return network === undefined || network.driver === 'null' || network.driver === 'host' ? [] : [network];
  });
}

/** Whether its containers find each other by name: the engine's own bridge has no such service. */
export function hasNames({ driver, builtIn }: Pick<MapNetwork, 'driver' | 'builtIn'>): boolean {
  return !builtIn && driver !== 'host' && driver !== 'null';
}

function leadsOut({ internal }: MapNetwork): boolean {
  return !internal;
}
