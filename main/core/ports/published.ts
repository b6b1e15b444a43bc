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
}

/** A running container and what it publishes. */
export interface PublishedContainer {
  readonly id: string;
  readonly name: string;
  readonly ports: readonly PublishedPort[];
}

/** Most containers that are looked at, and most ports of one. */
const maxContainers = 10_000;
const maxPorts = 70_000;

/** Running containers of "List containers" (`GET /containers/json`, Docker Engine API). */
export function fromList(answer: unknown): PublishedContainer[] {
  if (!Array.isArray(answer)) return [];
  return answer.slice(0, maxContainers).flatMap((item: unknown) => {
    const { Id: id, Names: names, Ports: ports } = asRecord(item);
    if (!isId(id)) return [];
    const name: unknown = Array.isArray(names) ? names.find((one) => typeof one === 'string') : undefined;
    const published = (Array.isArray(ports) ? ports : []).slice(0, maxPorts).flatMap((port: unknown) => {
      const { IP: address, PublicPort: number, Type: protocol } = asRecord(port);
      return publishedPort(protocol, address ?? '', number);
    });
    return [{ id, name: containerName(name), ports: published }];
  });
}

/**
 * The container of "Inspect a container" (`GET /containers/{id}/json`), with no ports when it doesn't run; undefined
 * when the answer isn't one.
 */
export function fromInspect(
  answer: unknown,
): (PublishedContainer & { readonly running: boolean }) | undefined {
  const { Id: id, Name: name, State: state, NetworkSettings: network } = asRecord(answer);
  if (!isId(id)) return undefined;
  const running = asRecord(state)['Running'] === true;
  const bindings = running ? Object.entries(asRecord(asRecord(network)['Ports'])).slice(0, maxPorts) : [];
  const ports = bindings.flatMap(([key, hosts]) => {
    const protocol = key.slice(key.indexOf('/') + 1);
    return (Array.isArray(hosts) ? hosts : []).slice(0, 16).flatMap((host: unknown) => {
      const { HostIp: address, HostPort: number } = asRecord(host);
      const digits = typeof number === 'string' && /^\d{1,5}$/.test(number);
      return publishedPort(protocol, address ?? '', digits ? Number(number) : undefined);
    });
  });
  return { id, name: containerName(name), ports, running };
}

function publishedPort(protocol: unknown, address: unknown, port: unknown): PublishedPort[] {
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return [];
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return [];
  if (typeof address !== 'string' || (address !== '' && isIP(address) === 0)) return [];
  return [{ protocol, address, port }];
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[a-zA-Z0-9]{1,64}$/.test(id);
}

/** A name without the slash that the engine writes before it; empty if it isn't a name. */
function containerName(name: unknown): string {
  const found = typeof name === 'string' ? /^\/?([a-zA-Z0-9][a-zA-Z0-9_.-]{0,255})$/.exec(name) : null;
  return found?.[1] ?? '';
}
