/** Programs that listen, and a keeper of forwards with an engine and a guest that exist only as far as it asks. */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import type { Carried, Carrier, ForwardState } from '../../../main/core/ports/carrier.ts';
import { createTcpCarrier } from '../../../main/core/ports/forward.ts';
import type { Rule } from '../../../main/core/ports/plan.ts';
import { createPorts } from '../../../main/core/ports/ports.ts';
import type { Ports, PortsOptions } from '../../../main/core/ports/ports.ts';
import { quiet } from '../engine/fixture.ts';

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = await listenOn(0);
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A program that listens, until the test ends. */
export function listenOn(
  port: number,
  onClient: (client: Socket) => void = () => undefined,
  host = '127.0.0.1',
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, onClient);
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

export function client(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Whether somebody listens on a port. */
export async function isOpen(port: number, host?: string): Promise<boolean> {
  try {
    const server = await listenOn(port, undefined, host);
    await new Promise((resolve) => server.close(resolve));
    return false;
  } catch {
    return true;
  }
}

/** A rule from a port of this computer to the same one of the guest. */
export function ruleAt(hostPort: number, more: Partial<Rule> = {}): Rule {
  return {
    ...{ id: `r${hostPort}`, group: 'r', protocol: 'tcp', hostAddress: '127.0.0.1', hostPort },
    ...{ target: { kind: 'guest', port: hostPort }, source: 'rule' },
    shown: { address: '127.0.0.1', port: hostPort },
    ...more,
  };
}

/** Has a rule carried until the test ends; `states` grows with what is reported. */
export function carry(carrier: Carrier, rule: Rule): { carried: Carried; states: ForwardState[] } {
  const states: ForwardState[] = [];
  const carried = carrier.carry(rule, (state) => states.push(state));
  onTestFinished(() => carried.close());
  return { carried, states };
}

/** What was reported, in one word each. */
export function kinds(states: readonly ForwardState[]): string[] {
  return states.map((state) => (state.kind === 'failed' ? state.error.code : state.kind));
}

export interface FakeContainer {
  readonly ports: number[];
  running: boolean;
}

/** An engine of which only the two calls exist, and a guest in which `serve` answers every connection. */
export function keeper(options: Partial<PortsOptions> = {}, dial?: () => Promise<Duplex>) {
  const containers = new Map<string, FakeContainer>();
  const binding = (port: number) => ({ HostIp: '0.0.0.0', HostPort: String(port) });
  const inspect = (id: string) => {
    const found = containers.get(id);
    if (!found) return undefined;
    const Ports = Object.fromEntries(found.ports.map((port) => [`${port}/tcp`, [binding(port)]]));
    return { Id: id, Name: `/n${id}`, State: { Running: found.running }, NetworkSettings: { Ports } };
  };
  const list = () =>
    [...containers].flatMap(([Id, { ports, running }]) =>
      running
        ? [
            {
              Id,
              Names: [`/n${Id}`],
              Ports: ports.map((PublicPort) => ({
                IP: '0.0.0.0',
                PublicPort,
                PrivatePort: PublicPort,
                Type: 'tcp',
              })),
            },
          ]
        : [],
    );
  const calls = { list: 0, inspect: 0 };
  const ended = new AbortController();
  const carrier = createTcpCarrier({
    dial: dial ?? (() => Promise.reject(new AppError('guest.refused', { params: { target: 'x' } }))),
    log: quiet,
    retryMs: 50,
  });
  const ports: Ports = createPorts({
    listContainers: () => {
      calls.list += 1;
      return Promise.resolve(list());
    },
    inspectContainer: (id) => {
      calls.inspect += 1;
      return Promise.resolve(inspect(id));
    },
    carrierFor: () => carrier,
    log: quiet,
    signal: ended.signal,
    ...options,
  });
  onTestFinished(() => ports.close());
  const states = () => ports.forwards.value.map(({ hostPort, state }) => `${hostPort} ${state}`);
  return { containers, ports, states, ended, calls, inspect, list };
}
