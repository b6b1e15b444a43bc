/** The calls about networks. */
import { stamp, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { fields, text, textMap, texts, type Fields } from './fields.ts';
import { anyOf, labelsMatch, nameMatches, parseFilters } from './filters.ts';
import { readJson, sendJson, sendNothing, type Call } from './http.ts';
import { findContainer } from './lookup.ts';
import type { Container, Network } from './model.ts';
import { addNetwork, announce, bringUp, findNetwork, join, macOf, predefined, prefixOf } from './networks.ts';
import { isName } from './volumes.ts';

const membersOf = (engine: Engine, { id }: Network) =>
  [...engine.containers.values()].filter(
    ({ endpoints, state }) => endpoints.has(id) && state !== 'created' && state !== 'exited',
  );

function view(engine: Engine, network: Network, withContainers: boolean): object {
  const { id, name } = network;
  const entry = (container: Container) => {
    const endpoint = container.endpoints.get(id);
    const address = endpoint?.address;
    const shown = {
      Name: container.name,
      EndpointID: endpoint?.id ?? '',
      MacAddress: address === undefined ? '' : macOf(address),
      IPv4Address: address === undefined ? '' : `${address}/${prefixOf(network)}`,
      IPv6Address: '',
    };
    return [container.id, shown] as const;
  };
  const members = withContainers ? membersOf(engine, network).map(entry) : [];
  return {
    ...{ Name: name, Id: id, Created: stamp(network.created), Scope: 'local', Driver: network.driver },
    ...{ EnableIPv4: true, EnableIPv6: network.ipv6, Internal: network.internal },
    ...{ Attachable: network.attachable, Ingress: false },
    IPAM: {
      Driver: 'default',
      Options: predefined.has(name) ? null : {},
      Config: poolsOf(network),
    },
    ...{ ConfigFrom: { Network: '' }, ConfigOnly: false },
    Containers: Object.fromEntries(members),
    ...{ Options: network.options, Labels: network.labels },
  };
}

function poolsOf({ subnet, pools }: Network): readonly Fields[] | null {
  if (subnet === undefined) return null;
  const [, ...more] = pools;
  return [{ ...pools[0], Subnet: subnet.cidr, Gateway: subnet.gateway }, ...more];
}

/** `GET /networks` */
export function listNetworks(engine: Engine, call: Call): void {
  const known = ['id', 'name', 'driver', 'label', 'label!', 'type', 'scope', 'dangling'];
  const filters = parseFilters(call.query.get('filters'), known);
  const shown = [...engine.networks.values()].filter(
    ({ id, name, driver, labels }) =>
      anyOf(filters, 'id', (value) => id.startsWith(value)) &&
      anyOf(filters, 'name', (value) => nameMatches(value, name)) &&
      anyOf(filters, 'driver', (value) => value === driver) &&
      anyOf(filters, 'type', (value) => (value === 'builtin') === predefined.has(name)) &&
      labelsMatch(filters, labels),
  );
  sendJson(
    call,
    200,
    shown.map((network) => view(engine, network, false)),
  );
}

/** `GET /networks/{id}` */
export function inspectNetwork(engine: Engine, call: Call, name: string): void {
  sendJson(call, 200, view(engine, findNetwork(engine, name), true));
}

/** `POST /networks/create` */
export async function createNetwork(engine: Engine, call: Call): Promise<void> {
  const body = await readJson(call);
  const name = text(body['Name']);
  const driver = text(body['Driver']) || 'bridge';
  if (!isName(name)) throw new Fault(400, `invalid network name "${name.slice(0, 300)}"`);
  if (!['bridge', 'ipvlan', 'macvlan'].includes(driver)) {
    throw new Fault(
      404,
      `could not find plugin ${driver.slice(0, 100)} in v1 plugin registry: plugin not found`,
    );
  }
  if ([...engine.networks.values()].some((network) => network.name === name)) {
    throw new Fault(409, `network with name ${name} already exists`);
  }
  const { subnet } = addressing(body);
  if (subnet !== undefined && [...engine.networks.values()].some((one) => one.subnet?.cidr === subnet)) {
    throw new Fault(403, 'invalid pool request: Pool overlaps with other one on this address space');
  }
  const network = addNetwork(engine, {
    ...{ name, driver, internal: body['Internal'] === true },
    ...{ attachable: body['Attachable'] === true, ipv6: body['EnableIPv6'] === true },
    labels: textMap(body['Labels']),
    options: textMap(body['Options']),
    ...addressing(body),
  });
  sendJson(call, 201, { Id: network.id, Warning: '' });
}

function addressing(body: Fields): { subnet?: string; gateway?: string; pools?: readonly Fields[] } {
  const list: unknown = fields(body['IPAM'])['Config'];
  const pools = (Array.isArray(list) ? list.slice(0, 16) : []).map(fields);
  // Addresses are those of IPv4; of IPv6 only what was asked for is kept.
  const config = pools.find((one) => !text(one['Subnet']).includes(':')) ?? {};
  const subnet = text(config['Subnet']);
  const gateway = text(config['Gateway']);
  if (subnet === '') return {};
  const numbers = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/
    .exec(subnet)
    ?.slice(1)
    .map(Number);
  if (numbers === undefined || numbers.some((number, n) => number > (n < 4 ? 255 : 30))) {
    throw new Fault(400, `invalid subnet ${subnet.slice(0, 100)}: invalid CIDR block notation`);
  }
  const kept = { subnet, pools: [config, ...pools.filter((one) => one !== config)] };
  return gateway === '' ? kept : { ...kept, gateway: gateway.slice(0, 15) };
}

/** `DELETE /networks/{id}` */
export function deleteNetwork(engine: Engine, call: Call, name: string): void {
  const network = findNetwork(engine, name);
  if (predefined.has(network.name)) {
    throw new Fault(403, `${network.name} is a pre-defined network and cannot be removed`);
  }
  const members = membersOf(engine, network);
  if (members.length > 0) {
    const names = members
      .slice(0, 20)
      .map((member) => `name:"${member.name}" id:"${member.id.slice(0, 12)}"`);
    const list = names.join(', ');
    throw new Fault(
      403,
      `error while removing network: network ${network.name} has active endpoints (${list})`,
    );
  }
  remove(engine, network);
  sendNothing(call);
}

function remove(engine: Engine, network: Network): void {
  engine.networks.delete(network.id);
  for (const { endpoints } of engine.containers.values()) endpoints.delete(network.id);
  engine.events.emit('network', 'destroy', network.id, { name: network.name, type: network.driver });
}

/** `POST /networks/{id}/connect` */
export async function connectNetwork(engine: Engine, call: Call, name: string): Promise<void> {
  const network = findNetwork(engine, name);
  const body = await readJson(call);
  const container = findContainer(engine, text(body['Container']));
  if (container.endpoints.has(network.id)) {
    throw new Fault(403, `endpoint with name ${container.name} already exists in network ${network.name}`);
  }
  const config = fields(body['EndpointConfig']);
  const aliases = texts(config['Aliases']) ?? [];
  const fixed = text(fields(config['IPAMConfig'])['IPv4Address']);
  checkJoin(network, aliases, fixed);
  join(engine, network, container, { aliases, ...(fixed === '' ? {} : { fixed }) });
  if (container.state === 'running' || container.state === 'paused') bringUp(engine, container);
  sendNothing(call, 200);
}

function checkJoin({ name, driver, pools }: Network, aliases: readonly string[], fixed: string): void {
  if (driver === 'host') {
    throw new Fault(
      403,
      'cannot connect container to host network - container must be created in host network mode',
    );
  }
  if (predefined.has(name) && aliases.length > 0) {
    const message = 'network-scoped alias is supported only for containers in user defined networks';
    throw new Fault(400, `invalid endpoint settings:\n${message}`);
  }
  if (fixed !== '' && pools.length === 0) {
    const message =
      'user specified IP address is supported only when connecting to networks with user configured subnets';
    throw new Fault(400, `invalid endpoint settings:\n${message}`);
  }
}

/** `POST /networks/{id}/disconnect` */
export async function disconnectNetwork(engine: Engine, call: Call, name: string): Promise<void> {
  const network = findNetwork(engine, name);
  const container = findContainer(engine, text((await readJson(call))['Container']));
  if (!container.endpoints.delete(network.id)) {
    throw new Fault(403, `container ${container.id} is not connected to network ${network.name}`);
  }
  announce(engine, 'disconnect', network, container);
  sendNothing(call, 200);
}

/** `POST /networks/prune` */
export function pruneNetworks(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), ['label', 'label!', 'until']);
  const doomed = [...engine.networks.values()].filter(
    (network) =>
      !predefined.has(network.name) &&
      ![...engine.containers.values()].some(({ endpoints }) => endpoints.has(network.id)) &&
      labelsMatch(filters, network.labels),
  );
  for (const network of doomed) remove(engine, network);
  sendJson(call, 200, { NetworksDeleted: doomed.length === 0 ? null : doomed.map(({ name }) => name) });
}
