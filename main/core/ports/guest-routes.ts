/**
 * Ways from the guest's own address, which the hypervisor's forwards lead to, to those that only the guest reaches: a rule of its firewall for each
 * (iptables-extensions(8), DNAT), all of them in a chain that is ours and written anew as a whole.
 */
import { isIPv4 } from 'node:net';
import { AppError } from '../../contract/errors.ts';
import type { Guest } from '../guest/guest.ts';

export interface RouteTarget {
  readonly protocol: 'tcp' | 'udp';
  /** IPv4. */
  readonly address: string;
  readonly port: number;
}

export interface Route {
  /** The port of the guest's own address that leads there. */
  readonly guestPort: number;
  /** Takes it away. Throws `guest.command`, `guest.unreachable`. */
  close(): Promise<void>;
}

export interface GuestRoutes {
  /** Makes a way. Throws `guest.command`, `guest.unreachable`, `port.failed` when all ports for it are in use. */
  open(target: RouteTarget, signal: AbortSignal): Promise<Route>;
}

/** Ports of the guest for these ways: out of what containers and the kernel choose from. */
export const routePorts = { first: 61_100, last: 61_999 } as const;

/** Makes the ways of one VM; what an earlier core left is replaced with the first. */
export function createGuestRoutes(guest: Pick<Guest, 'exec'>): GuestRoutes {
  const routes = new Map<number, RouteTarget>();
  let last: Promise<void> = Promise.resolve();
  let planned = false;
  /** One writing at a time; those that come meanwhile are in the next one, together. */
  const write = (): Promise<void> => {
    if (planned) return last;
    planned = true;
    const before = last.catch(() => undefined); // told to those who waited for it
    last = before.then(() => {
      planned = false;
      return apply(guest, routes);
    });
    return last;
  };
  return {
    async open(target, signal) {
      signal.throwIfAborted();
      const guestPort = freeRoute(routes);
      if (guestPort === undefined || !isIPv4(target.address)) {
        const params = { port: target.port, address: target.address, reason: 'no way to it is left' };
        throw new AppError('port.failed', { params });
      }
      routes.set(guestPort, target);
      try {
        await write();
      } catch (error) {
        routes.delete(guestPort);
        throw error;
      }
      return {
        guestPort,
        close() {
          routes.delete(guestPort);
          return write();
        },
      };
    },
  };
}

function freeRoute(routes: ReadonlyMap<number, unknown>): number | undefined {
  for (let port: number = routePorts.first; port <= routePorts.last; port += 1)
    if (!routes.has(port)) return port;
  return undefined;
}

async function apply(guest: Pick<Guest, 'exec'>, routes: ReadonlyMap<number, RouteTarget>): Promise<void> {
  const input = Buffer.from(routeTable(routes));
  const result = await guest.exec(['sh', '-c', script], { input });
  if (result.exitCode === 0) return;
  const reason = result.stderr.trim().slice(0, 300) || '-';
  throw new AppError('guest.command', { params: { command: 'iptables', exitCode: result.exitCode, reason } });
}

/**
 * Writes the chain, and sees that it is gone through: what comes in by the VM's network card, before the engine's own
 * rules, and allowed on its way to a container that publishes nothing.
 */
const script = `set -e
iptables-restore --noflush
iptables -w -t nat -C PREROUTING -i eth0 -j MOORAGE 2>/dev/null || iptables -w -t nat -I PREROUTING -i eth0 -j MOORAGE
allow="-i eth0 -m conntrack --ctstate DNAT --ctorigdstport ${routePorts.first}:${routePorts.last} -j ACCEPT"
iptables -w -C DOCKER-USER $allow 2>/dev/null || iptables -w -I DOCKER-USER $allow
`;

/** The chain as iptables-restore(8) reads it; naming it empties it. */
export function routeTable(routes: ReadonlyMap<number, RouteTarget>): string {
  const lines = [...routes].map(
    ([guestPort, { protocol, address, port }]) =>
      `-A MOORAGE -p ${protocol} --dport ${guestPort} -j DNAT --to-destination ${address}:${port}`,
  );
  return ['*nat', ':MOORAGE - [0:0]', ...lines, 'COMMIT', ''].join('\n');
}
