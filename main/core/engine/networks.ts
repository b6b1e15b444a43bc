/**
 * What the engine says of its networks and of who is in them. Fields: Docker Engine API, "List networks", "Inspect a
 * network", "List containers", "Inspect a container".
 */
import type Docker from 'dockerode';
import type {
  ContainerNetwork,
  NetworkDetails,
  NetworkMap,
  NetworkMember,
} from '../../contract/network-model.ts';
import { containerOf, engineCall } from './containers.ts';
import { ask } from './docker.ts';
import { containerSummaries, networkSummaries } from './summaries.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** Most members whose aliases are asked for, and how many at once. */
const mostMembers = 500;
const atOnce = 8;
const mostPairs = 200;
const bridgeOption = 'com.docker.network.bridge.';

type Fields = Readonly<Record<string, unknown>>;

/** Throws what `engineCall` throws. */
export async function readNetwork(docker: Docker, id: string, signal: AbortSignal): Promise<NetworkDetails> {
  const [answer, containers] = await Promise.all([
    ask(docker, `/networks/${encodeURIComponent(id)}`, signal),
    engineCall<unknown>(() => docker.listContainers({ all: true, abortSignal: signal })),
  ]);
  const details = networkDetails(answer);
  const users = list(containers)
    .map(asRecord)
    .filter((one) => endpoints(one).some(([, endpoint]) => text(endpoint['NetworkID']) === details.id));
  const members = containerSummaries(users.slice(0, mostMembers)).map((one) => {
    const raw = users.find((user) => text(user['Id']) === one.id) ?? {};
    const endpoint = endpoints(raw).find(([, { NetworkID: of }]) => text(of) === details.id)?.[1] ?? {};
    return {
      id: one.id,
      name: one.name,
      state: one.state,
      ...placeOf(endpoint),
      mac: text(endpoint['MacAddress']),
    };
  });
  const aliases = await aliasesOf(docker, members, details.id, signal);
  return {
    ...details,
    members: members.map((one): NetworkMember => ({ ...one, aliases: aliases.get(one.id) ?? [] })),
    cut: users.length > mostMembers,
  };
}

/** The networks that a container is in, by their names. */
export async function readContainerNetworks(
  docker: Docker,
  id: string,
  signal: AbortSignal,
): Promise<ContainerNetwork[]> {
  const answer = await engineCall<unknown>(() => containerOf(docker, id).inspect({ abortSignal: signal }));
  const { Id: whole } = asRecord(answer);
  return endpoints(answer).map(([name, endpoint]) => ({
    id: text(endpoint['NetworkID']),
    name,
    ...placeOf(endpoint),
    aliases: aliasTexts(endpoint, text(whole)),
  }));
}

/** All networks and all containers. */
export async function readMap(docker: Docker, signal: AbortSignal): Promise<NetworkMap> {
  const [networks, containers] = await Promise.all([
    ask(docker, '/networks', signal),
    engineCall<unknown>(() => docker.listContainers({ all: true, abortSignal: signal })),
  ]);
  return mapOf(list(networks), list(containers));
}

/** The map, of the engine's raw lists. */
function mapOf(networks: readonly unknown[], containers: readonly unknown[]): NetworkMap {
  const rawNetworks = byId(networks);
  const rawContainers = byId(containers);
  return {
    networks: networkSummaries(networks, new Map()).map((one) => {
      const { Internal: internal, Options: given } = rawNetworks.get(one.id) ?? {};
      const options = asRecord(given);
      const { id, name, driver, subnets, builtIn } = one;
      return {
        ...{ id, name, driver, subnets, builtIn, internal: internal === true },
        icc: text(options[`${bridgeOption}enable_icc`]).toLowerCase() !== 'false',
        isolated: text(options[`${bridgeOption}gateway_mode_ipv4`]) === 'isolated',
      };
    }),
    containers: containerSummaries(containers).map(({ id, name, state, ports }) => {
      const raw = rawContainers.get(id) ?? {};
      return {
        ...{ id, name, state, ports },
        mode: text(asRecord(raw['HostConfig'])['NetworkMode']),
        networks: endpoints(raw)
          .map(([, { NetworkID: of }]) => text(of))
          .filter((of) => of !== ''),
      };
    }),
  };
}

function networkDetails(answer: unknown): Omit<NetworkDetails, 'members' | 'cut'> {
  const one = asRecord(answer);
  const created = Date.parse(text(one['Created']));
  const pools = list(asRecord(one['IPAM'])['Config']).map(asRecord);
  return {
    id: text(one['Id']),
    name: text(one['Name']),
    driver: text(one['Driver']),
    scope: text(one['Scope']),
    ...(Number.isNaN(created) ? {} : { createdAt: created }),
    pools: pools.slice(0, 32).map(({ Subnet: subnet, Gateway: gateway, IPRange: range }) => ({
      subnet: text(subnet),
      gateway: text(gateway),
      ipRange: text(range),
    })),
    internal: one['Internal'] === true,
    attachable: one['Attachable'] === true,
    ipv6: one['EnableIPv6'] === true,
    options: pairsOf(one['Options']),
    labels: pairsOf(one['Labels']),
  };
}

/** Other names that a container has in the network; its list doesn't tell them, so each is asked for. */
async function aliasesOf(
  docker: Docker,
  members: readonly { readonly id: string }[],
  network: string,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const waiting = [...members];
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const { id } = one;
      // One that went meanwhile has no names, and is gone from the list, too, the next time.
      const answer = await containerOf(docker, id)
        .inspect({ abortSignal: signal })
        .catch(() => undefined);
      signal.throwIfAborted();
      const endpoint = endpoints(answer).find(([, { NetworkID: of }]) => text(of) === network)?.[1];
      if (endpoint !== undefined) found.set(id, aliasTexts(endpoint, id));
    }
  };
  await engineCall(() => Promise.all(Array.from({ length: atOnce }, work)));
  return found;
}

/** Without the short id, which the engine adds by itself. */
function aliasTexts({ Aliases: aliases }: Fields, id: string): string[] {
  const all = list(aliases).map(text);
  return all.filter((name) => name !== '' && !id.startsWith(name)).slice(0, 100);
}

function placeOf(endpoint: Fields): { ipv4: string; ipv6: string } {
  const withPrefix = (address: unknown, prefix: unknown) =>
    text(address) === '' ? '' : `${text(address)}/${typeof prefix === 'number' ? prefix : '?'}`;
  return {
    ipv4: withPrefix(endpoint['IPAddress'], endpoint['IPPrefixLen']),
    ipv6: withPrefix(endpoint['GlobalIPv6Address'], endpoint['GlobalIPv6PrefixLen']),
  };
}

function endpoints(container: unknown): (readonly [string, Fields])[] {
  const networks = asRecord(asRecord(asRecord(container)['NetworkSettings'])['Networks']);
  return Object.entries(networks)
    .slice(0, mostPairs)
    .map(([name, endpoint]) => [cleanText(name), asRecord(endpoint)] as const);
}

function byId(items: readonly unknown[]): Map<string, Fields> {
  return new Map(items.map(asRecord).map((one) => [text(one['Id']), one]));
}

function pairsOf(value: unknown): { name: string; value: string }[] {
  return Object.entries(asRecord(value))
    .slice(0, mostPairs)
    .map(([name, own]) => ({ name: cleanText(name), value: text(own) }));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}
