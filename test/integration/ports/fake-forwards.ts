/** A hypervisor's forwards made of listeners of this process, and ways into a guest that is not there. */
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import type { GuestRoutes, RouteTarget } from '../../../main/core/ports/guest-routes.ts';
import { createHypervisorCarrier } from '../../../main/core/ports/hypervisor-forward.ts';
import type { HostForward, HostForwards } from '../../../main/core/vm/driver.ts';
import { quiet } from '../engine/fixture.ts';

interface Held {
  readonly forward: HostForward;
  readonly server: Server;
  readonly connections: () => number;
}

export interface FakeForwards extends HostForwards {
  /** What it was told, in order: `+ 127.0.0.1:8080 80` and `- 127.0.0.1:8080`. */
  readonly said: string[];
  /** Guest ports where somebody listens; through a forward to any other, connections end at once. */
  readonly listening: Set<number>;
  /** Drops a forward without a word, as a hypervisor that was restored does. */
  lose(hostPort: number): Promise<void>;
  /** Has the next `add` wait until it is called again. */
  holdAdd(): () => void;
}

/** Forwards of TCP that close with the test. */
export function fakeForwards(): FakeForwards {
  const held = new Map<string, Held>();
  const said: string[] = [];
  const listening = new Set<number>();
  let gate: Promise<void> = Promise.resolve();
  const keyOf = ({ hostAddress, hostPort }: Omit<HostForward, 'guestPort'>) => `${hostAddress}:${hostPort}`;
  const drop = async (key: string) => {
    const one = held.get(key);
    held.delete(key);
    // The connections that it carries go on.
    one?.server.close();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const clients = new Set<Socket>();
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
    await Promise.all([...held.keys()].map(drop));
  });
  return {
    said,
    listening,
    list: () =>
      Promise.resolve(
        [...held.values()].map(({ forward, connections }) => ({ ...forward, connections: connections() })),
      ),
    async add(forward) {
      const key = keyOf(forward);
      said.push(`+ ${key} ${forward.guestPort}`);
      await gate;
      let connections = 0;
      // The hypervisor takes every connection, and only then knocks at the guest.
      const server = createServer((client) => {
        clients.add(client);
        connections += 1;
        client.on('error', () => undefined).once('close', () => (connections -= 1));
        if (!listening.has(forward.guestPort)) client.end();
      });
      await new Promise<void>((resolve, reject) => {
        server.once('error', () =>
          reject(new AppError('qemu.command', { params: { command: 'hostfwd_add', reason: 'could not' } })),
        );
        server.listen(forward.hostPort, forward.hostAddress, resolve);
      });
      held.set(key, { forward, server, connections: () => connections });
    },
    async remove(forward) {
      said.push(`- ${keyOf(forward)}`);
      await drop(keyOf(forward));
    },
    lose: (hostPort) => drop(`127.0.0.1:${hostPort}`),
    holdAdd() {
      let open = () => {};
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
  };
}

/** Ways that lead nowhere; `open` has those that are open. */
export function fakeRoutes(): GuestRoutes & { readonly opened: Map<number, RouteTarget> } {
  const opened = new Map<number, RouteTarget>();
  let last = 61_099;
  return {
    opened,
    open(target) {
      last += 1;
      const guestPort = last;
      opened.set(guestPort, target);
      return Promise.resolve({ guestPort, close: () => Promise.resolve(void opened.delete(guestPort)) });
    },
  };
}

/** The carrier over both. */
export function hypervisor(forwards: FakeForwards) {
  const routes = fakeRoutes();
  const carrier = createHypervisorCarrier({ forwards, routes, log: quiet, pace: 1, retryMs: 50 });
  return { carrier, routes };
}
