/** What listens in the VM and isn't forwarded yet, as rows beside the forwards, and as wishes for those who want all. */
import type { PortForward } from '../../contract/model.ts';
import { endpointWord } from '../../contract/port-notation.ts';
import type { ListeningSocket } from './detect.ts';
import type { DetectedProgram, Rule } from './plan.ts';
import type { PublishedContainer } from './published.ts';

/** Moorage's own servers in the VM: SSH, the engine's TLS, names. See `vm-images/guest/root/etc/sv`. */
const ownPorts: ReadonlySet<number> = new Set([61_022, 61_023, 61_053]);
/** Ports that the kernel gives to clients (Linux, ip_local_port_range): a UDP socket there is no server. */
const clientPorts = { first: 32_768, last: 60_999 } as const;

/** Programs in the VM's own network, containers with that network among them. */
export function programs(
  sockets: readonly ListeningSocket[],
  containers: readonly PublishedContainer[],
): DetectedProgram[] {
  const names = new Map(containers.map(({ id, name }) => [id, name]));
  const published = new Set(
    containers.flatMap(({ ports }) => ports.map(({ protocol, port }) => `${protocol} ${port}`)),
  );
  return sockets.flatMap(({ protocol, port, address, inVm, containerId }) => {
    if (!inVm || ownPorts.has(port) || isClients(protocol, port)) return [];
    // The engine keeps the ports that it publishes for itself.
    if (published.has(`${protocol} ${port}`)) return [];
    const container = containerId === undefined ? undefined : names.get(containerId);
    return [
      {
        protocol,
        port,
        ...(address === '' ? {} : { address: address === 'ipv6' ? '::1' : address }),
        ...(container === undefined ? {} : { container }),
      },
    ];
  });
}

/** Rows for what listens, or is exposed, and has no rule. The host's port that they name is a proposal. */
export function detectedRows(
  sockets: readonly ListeningSocket[],
  containers: readonly PublishedContainer[],
  rules: readonly Rule[],
): PortForward[] {
  const led = new Set(
    rules.map(({ protocol, shown }) => `${protocol} ${shown.container ?? ''} ${shown.port}`),
  );
  const rows = new Map<string, PortForward>();
  const add = (protocol: 'tcp' | 'udp', port: number, address: string, container?: string) => {
    if (led.has(`${protocol} ${container ?? ''} ${port}`)) return;
    const id = `${container ?? 'vm'}:${endpointWord(address === '' ? '*' : address, port)}/${protocol}`;
    rows.set(`${protocol} ${container ?? ''} ${port}`, {
      id,
      hostAddress: '127.0.0.1',
      hostPort: port,
      protocol,
      target: { ...(container === undefined ? {} : { container }), address, port },
      source: 'detected',
      state: 'detected',
    });
  };
  for (const { id, name, hostNetwork, address, exposed } of containers) {
    if (hostNetwork || address === undefined) continue;
    for (const { protocol, port } of exposed) if (protocol !== 'sctp') add(protocol, port, address, name);
    for (const socket of sockets) {
      // What listens on a container's own loopback can't be reached by the container's address.
      if (socket.containerId !== id || socket.inVm || socket.address.startsWith('127.')) continue;
      if (!isClients(socket.protocol, socket.port)) add(socket.protocol, socket.port, address, name);
    }
  }
  for (const { protocol, port, address, container } of programs(sockets, containers))
    add(protocol, port, address ?? '127.0.0.1', container);
  return [...rows.values()];
}

function isClients(protocol: string, port: number): boolean {
  return protocol === 'udp' && port >= clientPorts.first && port <= clientPorts.last;
}
