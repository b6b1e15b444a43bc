import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { createTcpCarrier } from '../../../main/core/ports/forward.ts';
import { createPorts } from '../../../main/core/ports/ports.ts';
import type { Ports, PortsOptions } from '../../../main/core/ports/ports.ts';
import { quiet, readAll, until } from '../engine/fixture.ts';

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = await listenOn(0);
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listenOn(port: number, onClient: (client: Socket) => void = () => undefined): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, onClient);
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

function client(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Whether somebody listens on a port. */
async function isOpen(port: number): Promise<boolean> {
  try {
    const server = await listenOn(port);
    await new Promise((resolve) => server.close(resolve));
    return false;
  } catch {
    return true;
  }
}

interface FakeContainer {
  readonly ports: number[];
  running: boolean;
}

/** An engine of which only the two calls exist, and a guest in which `serve` answers every connection. */
function keeper(options: Partial<PortsOptions> = {}, dial?: () => Promise<Duplex>) {
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
              Ports: ports.map((PublicPort) => ({ IP: '::', PublicPort, Type: 'tcp' })),
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
  const states = () => ports.forwards.value.map(({ hostPort, state }) => `${hostPort} ${state.kind}`);
  return { containers, ports, states, ended, calls, inspect, list };
}

const signal = new AbortController().signal;

describe('a forward', () => {
  const guest = async (onClient: (client: Socket) => void) => {
    const server = await listenOn(0, onClient);
    const streams: Duplex[] = [];
    const made = keeper({}, async () => {
      const stream = await client(portOf(server));
      streams.push(stream);
      return stream;
    });
    const port = await freePort();
    made.containers.set('a', { ports: [port], running: true });
    await made.ports.settled('a', signal);
    return { ...made, port, streams };
  };

  it('joins a client to the guest, with half-close in both directions', async () => {
    const { port } = await guest((one) => void readAll(one).then((text) => one.end(`got ${text}`)));
    const one = await client(port);
    one.end('hello');
    expect(await readAll(one)).toBe('got hello');
  });

  it('lets the client go on sending after the guest has ended', async () => {
    let received = '';
    const { port } = await guest((one) => {
      one.end('bye');
      void readAll(one).then((text) => (received = text));
    });
    const one = await client(port);
    expect(await readAll(one)).toBe('bye');
    one.end('more');
    await until(() => received === 'more', 'what came after the end');
  });

  it('resets a client when nobody answers in the guest', async () => {
    const { ports, containers } = keeper();
    const port = await freePort();
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    // The reset may come so soon that connecting itself fails with it.
    await expect(client(port).then(readAll)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('resets a client when the stream into the guest breaks', async () => {
    const { port, streams } = await guest((one) => one.write('half'));
    const one = await client(port);
    await new Promise((resolve) => one.once('data', resolve));
    const end = readAll(one);
    streams[0]?.destroy();
    await expect(end).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('ends the stream into the guest when the client goes away', async () => {
    const { port, streams } = await guest((one) => one.write('half'));
    const one = await client(port);
    await new Promise((resolve) => one.once('data', resolve));
    one.resetAndDestroy();
    await until(() => streams[0]?.destroyed === true, 'stream closed');
  });

  it('slows the guest down to a slow reader and loses nothing', { timeout: 60_000 }, async () => {
    const block = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    const { port } = await guest((one) => {
      const more = () => {
        while (sent < 800) {
          sent += 1;
          if (!one.write(block)) return;
        }
        one.off('drain', more);
        one.end();
      };
      one.on('drain', more);
      more();
    });
    const one = await client(port);
    one.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBeLessThan(400); // the rest waits; TCP's own buffers hold a few megabytes
    one.resume();
    expect((await readAll(one)).length).toBe(800 * block.length);
  });
});

describe('a forward that is closed while it begins to listen', () => {
  it('leaves no listener behind', async () => {
    const port = await freePort();
    const dial = () => Promise.reject(new Error('unused'));
    const states: string[] = [];
    const [hostAddress, guestAddress] = ['127.0.0.1', '127.0.0.1'];
    const carried = createTcpCarrier({ dial, log: quiet }).carry(
      {
        protocol: 'tcp',
        hostAddress,
        hostPort: port,
        guestAddress,
        guestPort: port,
        container: { id: 'a', name: '' },
      },
      ({ kind }) => states.push(kind),
    );
    await Promise.all([carried.close(), carried.close(), carried.settled]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await isOpen(port)).toBe(false);
    expect(states).toEqual([]);
  });
});

describe('a port that is taken', () => {
  it('is reported, and taken over when it is free', async () => {
    const { ports, containers, states } = keeper();
    const other = await listenOn(0);
    const port = portOf(other);
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    expect(ports.forwards.value[0]?.state).toEqual({
      kind: 'failed',
      error: { code: 'port.inUse', params: { port, address: '127.0.0.1' } },
    });
    await new Promise((resolve) => setTimeout(resolve, 120)); // it is tried again, in vain
    expect(states()).toEqual([`${port} failed`]);
    await new Promise((resolve) => other.close(resolve));
    await until(() => states()[0] === `${port} listening`, 'taken over');
    expect(await isOpen(port)).toBe(true);
  });

  it('is not taken when the container has gone meanwhile', async () => {
    const { ports, containers, states } = keeper();
    const other = await listenOn(0);
    const port = portOf(other);
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    containers.delete('a');
    ports.handle({ action: 'die', id: 'a', name: '' });
    await until(() => states().length === 0, 'rule gone');
    await new Promise((resolve) => other.close(resolve));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await isOpen(port)).toBe(false);
  });
});

describe('keeping up with containers', () => {
  it('opens on start, closes on die, and hands a port over', async () => {
    const { ports, containers, states } = keeper();
    const port = await freePort();
    containers.set('a', { ports: [port], running: true });
    ports.handle({ action: 'start', id: 'a', name: 'na' });
    await until(() => states()[0] === `${port} listening`, 'listening');
    expect(ports.forwards.value[0]).toMatchObject({ guestPort: port, container: { id: 'a', name: 'na' } });
    containers.set('a', { ports: [port], running: false });
    containers.set('b', { ports: [port], running: true });
    ports.handle({ action: 'die', id: 'a', name: 'na' });
    ports.handle({ action: 'start', id: 'b', name: 'nb' });
    await until(
      () => ports.forwards.value[0]?.container.id === 'b' && states()[0] === `${port} listening`,
      'b has it',
    );
    expect(states()).toHaveLength(1);
    expect(await isOpen(port)).toBe(true);
  });

  it('survives every overlap of starts, deaths, held answers and lists', async () => {
    const { ports, containers, states } = keeper();
    const [one, two] = [await freePort(), await freePort()];
    for (let round = 0; round < 60; round += 1) {
      const running = round % 3 !== 0;
      containers.set('a', { ports: round % 2 === 0 ? [one, two] : [one], running });
      ports.handle({ action: running ? 'start' : 'die', id: 'a', name: '' });
      void ports.settled('a', signal);
      if (round % 5 === 0) await ports.sync();
      if (round % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    containers.set('a', { ports: [one, two], running: true });
    await ports.settled('a', signal);
    expect(states()).toEqual([`${one} listening`, `${two} listening`].sort());
    containers.set('a', { ports: [one, two], running: false });
    ports.handle({ action: 'die', id: 'a', name: '' });
    await until(() => states().length === 0, 'closed');
    await ports.close();
    expect(await isOpen(one)).toBe(false);
    expect(await isOpen(two)).toBe(false);
  });

  it('believes the later question, not the later answer', async () => {
    const answers: ((value: unknown) => void)[] = [];
    const made = keeper({ inspectContainer: () => new Promise((resolve) => answers.push(resolve)) });
    const port = await freePort();
    made.containers.set('a', { ports: [port], running: true });
    const alive = made.inspect('a');
    const held = made.ports.settled('a', signal);
    made.containers.set('a', { ports: [port], running: false });
    made.ports.handle({ action: 'die', id: 'a', name: '' });
    await until(() => answers.length === 2, 'both asked');
    answers[1]?.(made.inspect('a'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    answers[0]?.(alive);
    await held;
    expect(made.states()).toEqual([]);
    expect(await isOpen(port)).toBe(false);
  });

  it('does not close for news of a death that is over', async () => {
    const { ports, containers, states } = keeper({}, () => new Promise(() => undefined));
    const port = await freePort();
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    const open = await client(port);
    ports.handle({ action: 'die', id: 'a', name: '' }); // of the run before this one
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(states()).toEqual([`${port} listening`]);
    expect(open.destroyed).toBe(false);
  });

  it('asks for one list when there is news of many', async () => {
    const { ports, containers, calls, states } = keeper();
    const port = await freePort();
    containers.set('c5', { ports: [port], running: true });
    for (let n = 0; n < 5000; n += 1) ports.handle({ action: 'start', id: `c${n}`, name: '' });
    await until(() => states()[0] === `${port} listening`, 'listening');
    expect(calls.inspect + calls.list).toBeLessThan(5);
  });

  it('changes nothing when the list fails', async () => {
    let broken = false;
    const made = keeper({
      listContainers: () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(made.list())),
    });
    const port = await freePort();
    made.containers.set('a', { ports: [port], running: true });
    await made.ports.sync();
    broken = true;
    await expect(made.ports.sync()).rejects.toThrow('gone');
    await until(() => made.states()[0] === `${port} listening`, 'still listening');
  });

  it('lets a held answer go when the engine does not answer, or when nobody waits', async () => {
    const { ports } = keeper({ inspectContainer: () => new Promise(() => undefined), settleMs: 30 });
    await ports.settled('a', signal);
    const controller = new AbortController();
    const waiting = keeper({ inspectContainer: () => new Promise(() => undefined) }).ports;
    setTimeout(() => controller.abort(), 10);
    await waiting.settled('a', controller.signal);
    await keeper({ inspectContainer: () => Promise.reject(new Error('no')) }).ports.settled('a', signal);
  });

  it('closes everything when it is told to, and opens nothing afterwards', async () => {
    const { ports, containers, ended, states } = keeper();
    const list = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    containers.set('a', { ports: list, running: true });
    const settling = ports.settled('a', signal);
    ended.abort(); // while they open
    await settling;
    await ports.close();
    await ports.settled('a', signal);
    ports.handle({ action: 'start', id: 'a', name: '' });
    await ports.sync().catch(() => undefined);
    expect(states()).toEqual([]);
    for (const port of list) expect(await isOpen(port)).toBe(false);
  });

  it('opens 400 ports before it lets the answer go', { timeout: 20_000 }, async () => {
    const { ports, containers, states } = keeper();
    const list = await Promise.all(Array.from({ length: 400 }, () => freePort()));
    containers.set('a', { ports: [...new Set(list)], running: true });
    await ports.settled('a', signal);
    expect(states().every((state) => state.endsWith('listening'))).toBe(true);
    expect(states()).toHaveLength(new Set(list).size);
  });
});
