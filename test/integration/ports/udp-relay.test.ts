import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { tryListen } from '../../../main/core/ports/listen-error.ts';
import { hasIpv6Loopback } from '../../../main/core/ports/this-network.ts';
import { createUdpRelay, type UdpRelayOptions } from '../../../main/core/ports/udp-relay.ts';
import { quiet, until } from '../engine/fixture.ts';
import { carry, kinds, ruleAt } from './fixture.ts';

const host = '::1';

function bound(kind: 'udp4' | 'udp6', port = 0): Promise<Socket> {
  const socket = createSocket({ type: kind, recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
  onTestFinished(() => new Promise<void>((resolve) => socket.close(resolve)).catch(() => undefined));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, kind === 'udp6' ? host : '127.0.0.1', () => resolve(socket));
  });
}

/** A port of IPv6 that is free now. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp6');
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** A relay at a free port; what it leads to answers each datagram with who asked and what. */
async function relay(options: Partial<UdpRelayOptions> = {}, port?: number) {
  const upstream = await bound('udp4');
  const senders = new Map<string, RemoteInfo>();
  const opened = { count: 0, closed: 0 };
  upstream.on('message', (message, from) => {
    senders.set(String(message), from);
    if (!String(message).startsWith('silent')) upstream.send(message, from.port, from.address);
  });
  const carrier = createUdpRelay({
    upstream: () => {
      opened.count += 1;
      const close = () => {
        opened.closed += 1;
        return Promise.resolve();
      };
      return Promise.resolve({ port: upstream.address().port, close });
    },
    idleMs: () => 60_000,
    log: quiet,
    retryMs: 50,
    ...options,
  });
  const at = port ?? (await freeUdpPort());
  const rule = ruleAt(at, { protocol: 'udp', hostAddress: host });
  const { carried, states } = carry(carrier, rule);
  await carried.settled;
  return { carried, states, at, upstream, senders, opened };
}

async function clientOf(at: number) {
  const socket = await bound('udp6');
  const got: Buffer[] = [];
  socket.on('message', (message) => got.push(message));
  return { socket, got, send: (data: string | Buffer) => socket.send(data, at, host) };
}

describe.runIf(hasIpv6Loopback())('datagrams over IPv6', () => {
  it('parity M07 come back to the one of several clients who asked', async () => {
    const { at, carried, senders, states } = await relay();
    expect(kinds(states)).toEqual(['listening']);
    const clients = await Promise.all(Array.from({ length: 8 }, () => clientOf(at)));
    for (let round = 0; round < 5; round += 1)
      clients.forEach(({ send }, own) => send(`client ${own} round ${round}`));
    await until(() => clients.every(({ got }) => got.length === 5), 'all answers');
    clients.forEach(({ got }, own) => {
      expect(got.map(String).sort()).toEqual([0, 1, 2, 3, 4].map((round) => `client ${own} round ${round}`));
    });
    expect(new Set([...senders.values()].map(({ port }) => port)).size).toBe(8);
    const bytes = 8 * 5 * 'client 0 round 0'.length;
    expect(carried.traffic?.()).toEqual({ connections: 8, bytesIn: bytes, bytesOut: bytes });
  });

  it('parity M07 may be as large as 60,000 bytes', async () => {
    const { at } = await relay();
    const { send, got } = await clientOf(at);
    const large = Buffer.alloc(60_000, 'l');
    send(large);
    await until(() => got.length === 1, 'the answer');
    expect(got[0]?.equals(large)).toBe(true);
  });

  it('may be empty', async () => {
    const { at } = await relay();
    const { send, got } = await clientOf(at);
    send('');
    await until(() => got.length === 1, 'the answer');
    expect(got[0]).toHaveLength(0);
  });

  it('parity M07 of a client that is silent for long begin anew', async () => {
    const { at, carried, senders } = await relay({ idleMs: () => 80 });
    const { send, got } = await clientOf(at);
    send('first');
    await until(() => got.length === 1, 'the answer');
    expect(carried.traffic?.().connections).toBe(1);
    await until(() => carried.traffic?.().connections === 0, 'it is forgotten');
    send('second');
    await until(() => got.length === 2, 'the next answer');
    expect(senders.size).toBe(2);
  });

  it('keep a client that goes on, whichever side speaks', async () => {
    const { at, carried, senders, upstream } = await relay({ idleMs: () => 300 });
    const { send, got } = await clientOf(at);
    send('silent client');
    await until(() => senders.size === 1, 'it has arrived');
    const [from] = senders.values();
    for (let round = 0; round < 6; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      upstream.send(`news ${round}`, from?.port ?? 0, from?.address);
    }
    await until(() => got.length === 6, 'all news');
    expect(carried.traffic?.().connections).toBe(1);
  });

  it('are taken from nobody but whom they went to', async () => {
    const { at, senders } = await relay();
    const { send, got } = await clientOf(at);
    send('silent client');
    await until(() => senders.size === 1, 'it has arrived');
    const [from] = senders.values();
    (await bound('udp4')).send('from a stranger', from?.port ?? 0, '127.0.0.1');
    send('question');
    await until(() => got.length > 0, 'the answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(got.map(String)).toEqual(['question']);
  });

  it('are forgotten of the one that was silent longest when there are too many clients', async () => {
    const { at, carried, upstream } = await relay();
    upstream.removeAllListeners('message');
    const socket = await bound('udp6');
    // Each from a port of its own, as so many clients would be.
    for (let n = 0; n < 1100; n += 1) {
      const one = createSocket('udp6');
      await new Promise<void>((resolve) => one.send(`silent ${n}`, at, host, () => resolve()));
      one.close();
    }
    await until(() => carried.traffic?.().connections === 1024, 'as many as there may be');
    socket.send('silent', at, host);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(carried.traffic?.().connections).toBe(1024);
  });
});

describe.runIf(hasIpv6Loopback())('a port for datagrams', () => {
  it('parity M07 that is busy is reported, and taken over when it is free', async () => {
    const other = createSocket('udp6');
    await new Promise<void>((resolve) => other.bind(0, host, resolve));
    const { states, at, opened } = await relay({}, other.address().port);
    expect(kinds(states)).toEqual(['port.inUse']);
    const [failed] = states;
    if (failed?.kind !== 'failed') throw new Error('it is in use');
    if (process.platform === 'linux')
      expect(failed.error.params['holder']).toMatch(new RegExp(`, pid ${process.pid}$`));
    expect(failed.nextFree).toBeGreaterThan(at);
    await new Promise<void>((resolve) => other.close(resolve));
    await until(() => kinds(states).at(-1) === 'listening', 'taken over');
    const { send, got } = await clientOf(at);
    send('hello');
    await until(() => got.length === 1, 'the answer');
    expect(opened.count).toBe(1);
  });

  it('is free again when it is closed, and so is what it led to', async () => {
    const { carried, at, opened } = await relay();
    const { send, got } = await clientOf(at);
    send('hello');
    await until(() => got.length === 1, 'the answer');
    await Promise.all([carried.close(), carried.close()]);
    expect(await tryListen({ protocol: 'udp', hostAddress: host, hostPort: at })).toBeUndefined();
    expect(opened).toEqual({ count: 1, closed: 1 });
    expect(carried.traffic?.().connections).toBe(0);
  });

  it('is not opened when it is closed before', async () => {
    let answer = (_port: number) => {};
    const asked = new Promise<number>((resolve) => (answer = resolve));
    let closed = 0;
    const carrier = createUdpRelay({
      upstream: async () => ({ port: await asked, close: () => Promise.resolve(void (closed += 1)) }),
      idleMs: () => 1000,
      log: quiet,
    });
    const at = await freeUdpPort();
    const { carried, states } = carry(carrier, ruleAt(at, { protocol: 'udp', hostAddress: host }));
    const closing = carried.close();
    await carried.settled;
    answer(9);
    await closing;
    expect([states, closed]).toEqual([[], 1]);
    expect(await tryListen({ protocol: 'udp', hostAddress: host, hostPort: at })).toBeUndefined();
  });

  it('says when there is no way into the VM', async () => {
    const upstream = () => Promise.reject(new AppError('guest.command', { params: { command: 'iptables' } }));
    const { states } = await relay({ upstream });
    expect(states).toMatchObject([{ kind: 'failed' }]);
  });
});
