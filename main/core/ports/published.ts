/**
 * Reads published ports out of the engine's answers. The engine is in the guest, so nothing in them is taken for
 * granted: what isn't a port, a name or an address is passed over, and everything is bounded.
 */
import { isIP } from 'node:net';
import { asRecord } from '../engine/untrusted.ts';

export type PortProtocol = 'tcp' | 'udp' | 'sctp';

/** One port that a container publishes. */
export interface PublishedPort {
  readonly protocol: PortProtocol;
  /** Address that was asked for; empty or unspecified (`0.0.0.0`, `::`) for all. */
  readonly address: string;
  /** The port in the guest at which the engine takes connections for the container, and the one asked for here. */
  readonly port: number;
  /** The container's own port that it leads to. */
  readonly containerPort: number;
}

/** A running container, as far as its ports go. */
export interface PublishedContainer {
  readonly id: string;
  readonly name: string;
  /** `project/service`, when compose made it. */
  readonly service?: string;
  /** Its address on the first of its networks; absent without one, as with `--network none`. */
  readonly address?: string;
  /** It has the VM's own network (`--network host`). */
  readonly hostNetwork: boolean;
  readonly ports: readonly PublishedPort[];
  /** Ports that it exposes (`EXPOSE`, `--expose`), published or not. */
  readonly exposed: readonly { readonly protocol: PortProtocol; readonly port: number }[];
}

/** Most containers that are looked at, and most ports of one. */
const maxContainers = 10_000;
const maxPorts = 70_000;
/** Most ports of this computer that lead to one port of a container. */
const maxBindings = 4096;
const maxNetworks = 64;

/** Running containers of "List containers" (`GET /containers/json`, Docker Engine API). */
export function fromList(answer: unknown): PublishedContainer[] {
  if (!Array.isArray(answer)) return [];
  return answer.slice(0, maxContainers).flatMap((item: unknown) => {
    const { Id: id, Names: names, Ports: listed, Labels: labels, HostConfig: host } = asRecord(item);
    if (!isId(id)) return [];
    const name: unknown = Array.isArray(names) ? names.find((one) => typeof one === 'string') : undefined;
    const entries = (Array.isArray(listed) ? listed : []).slice(0, maxPorts).map(asRecord);
    const ports = entries.flatMap(
      ({ IP: address, PublicPort: number, PrivatePort: inside, Type: protocol }) =>
        publishedPort(protocol, address ?? '', number, inside),
    );
    const exposed = entries.flatMap(({ PrivatePort: inside, Type: protocol }) =>
      exposedPort(protocol, inside),
    );
    return [
      {
        id,
        name: containerName(name),
        ...serviceOf(labels),
        ...addressOf(asRecord(item)['NetworkSettings']),
        hostNetwork: asRecord(host)['NetworkMode'] === 'host',
        ports,
        exposed,
      },
    ];
  });
}

/**
 * The container of "Inspect a container" (`GET /containers/{id}/json`), with no ports when it doesn't run; undefined
 * when the answer isn't one.
 */
export function fromInspect(
  answer: unknown,
): (PublishedContainer & { readonly running: boolean }) | undefined {
  const { Id: id, Name: name, State: state, NetworkSettings: network, Config: config } = asRecord(answer);
  if (!isId(id)) return undefined;
  const running = asRecord(state)['Running'] === true;
  const bindings = running ? Object.entries(asRecord(asRecord(network)['Ports'])).slice(0, maxPorts) : [];
  const ends = bindings.map(([key, hosts]) => ({ ...portKey(key), hosts }));
  const ports = ends.flatMap(({ protocol, port: inside, hosts }) =>
    (Array.isArray(hosts) ? hosts : []).slice(0, maxBindings).flatMap((host: unknown) => {
      const { HostIp: address, HostPort: number } = asRecord(host);
      const digits = typeof number === 'string' && /^\d{1,5}$/.test(number);
      return publishedPort(protocol, address ?? '', digits ? Number(number) : undefined, inside);
    }),
  );
  return {
    id,
    name: containerName(name),
    ...serviceOf(asRecord(config)['Labels']),
    ...addressOf(network),
    hostNetwork: asRecord(asRecord(answer)['HostConfig'])['NetworkMode'] === 'host',
    ports,
    exposed: ends.flatMap(({ protocol, port }) => exposedPort(protocol, port)),
    running,
  };
}

/**
 * Whether the engine chose the port of this computer for a container's port, from the answer to "Inspect a container":
 * `PortBindings` holds what was asked for, an empty `HostPort` for any, and nothing with `--publish-all`.
 */
export function isChosen(answer: unknown, { protocol, containerPort }: PublishedPort): boolean {
  const asked: unknown = asRecord(asRecord(asRecord(answer)['HostConfig'])['PortBindings'])[
    `${containerPort}/${protocol}`
  ];
  if (!Array.isArray(asked) || asked.length === 0) return answer !== undefined;
  return asked.some((one: unknown) => ['', '0'].includes(String(asRecord(one)['HostPort'])));
}

/** `80/tcp`, as the engine writes it. */
function portKey(key: string): { protocol: string; port: number } {
  const slash = key.indexOf('/');
  return { protocol: key.slice(slash + 1), port: Number(key.slice(0, Math.max(0, slash))) };
}

function publishedPort(protocol: unknown, address: unknown, port: unknown, inside: unknown): PublishedPort[] {
  if (!isProtocol(protocol) || !isPort(port) || !isPort(inside)) return [];
  if (typeof address !== 'string' || (address !== '' && isIP(address) === 0)) return [];
  return [{ protocol, address, port, containerPort: inside }];
}

function exposedPort(protocol: unknown, port: unknown): PublishedContainer['exposed'] {
  return isProtocol(protocol) && isPort(port) ? [{ protocol, port }] : [];
}

function isProtocol(value: unknown): value is PortProtocol {
  return value === 'tcp' || value === 'udp' || value === 'sctp';
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** Compose's own labels: https://docs.docker.com/reference/compose-file/services/#labels. */
function serviceOf(labels: unknown): { service?: string } {
  const { 'com.docker.compose.project': project, 'com.docker.compose.service': service } = asRecord(labels);
  const named = isComposeName(project) && isComposeName(service);
  return named ? { service: `${project}/${service}` } : {};
}

function isComposeName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/.test(value);
}

function addressOf(network: unknown): { address?: string } {
  const networks = Object.values(asRecord(asRecord(network)['Networks'])).slice(0, maxNetworks);
  for (const one of networks) {
    const { IPAddress: address } = asRecord(one);
    // One of the loopback would be the guest's own.
    if (typeof address === 'string' && isIP(address) === 4 && !address.startsWith('127.')) return { address };
  }
  return {};
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[a-zA-Z0-9]{1,64}$/.test(id);
}

/** A name without the slash that the engine writes before it; empty if it isn't a name. */
function containerName(name: unknown): string {
  const found = typeof name === 'string' ? /^\/?([a-zA-Z0-9][a-zA-Z0-9_.-]{0,255})$/.exec(name) : null;
  return found?.[1] ?? '';
}
