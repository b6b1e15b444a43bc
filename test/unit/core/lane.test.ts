import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openEngineLane, type EngineLaneOptions } from '../../../main/core/engine/lane.ts';
import { ensureCertificates, type EngineCertificates } from '../../../main/core/guest/certificates.ts';
import { connectTo } from '../../../main/core/lib/connect.ts';
import type { Log } from '../../../main/core/lib/log.ts';

let dir: string;
let certificates: EngineCertificates;
let others: EngineCertificates;
const ends: (() => void)[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lane-'));
  certificates = await ensureCertificates(dir);
  others = await ensureCertificates(await mkdtemp(join(dir, 'other-')));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const waits = { timeout: 5000, interval: 10 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What comes until the other side ends; the stream's own direction stays as it is. */
function text(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = '';
    socket.on('data', (chunk: Buffer) => (all += chunk.toString()));
    socket.once('end', () => resolve(all)).once('close', () => reject(new Error('it was closed')));
  });
}

interface Engine {
  readonly port: number;
  /** Streams that are open, past the handshake. */
  readonly open: Set<TLSSocket>;
  readonly server: Server;
  /** TCP connections so far. */
  readonly tried: () => number;
  readonly refused: () => number;
}

/** As the guest's engine: it takes the client's own certificate and no other. */
async function engine({
  own = certificates.server,
  ca = certificates.client.certificate,
} = {}): Promise<Engine> {
  const open = new Set<TLSSocket>();
  let tried = 0;
  let refused = 0;
  const server = createServer({
    ...{ cert: own.certificate, key: own.key, ca, requestCert: true, rejectUnauthorized: true },
    ...{ minVersion: 'TLSv1.3', allowHalfOpen: true },
  });
  server.on('connection', () => (tried += 1));
  server.on('tlsClientError', () => (refused += 1));
  server.on('secureConnection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.resume().once('end', () => socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  const { port } = address;
  return { port, open, server, tried: () => tried, refused: () => refused };
}

function lane(port: number, options: Partial<EngineLaneOptions> = {}) {
  const controller = new AbortController();
  const write = vi.fn<Log['write']>();
  const failure = vi.fn<Log['failure']>(() => '');
  const sockets: Socket[] = [];
  let attempts = 0;
  const opened = openEngineLane({
    connect: async (signal) => {
      attempts += 1;
      const socket = await connectTo(port, signal);
      sockets.push(socket);
      return socket;
    },
    ...{ certificates, log: { write, failure, redact: () => undefined } },
    ...{ signal: controller.signal, handshakeMs: 5000, ...options },
  });
  ends.push(() => controller.abort());
  const taken = async () => {
    const socket = await vi.waitFor(
      () => {
        const found = opened.take();
        if (found === undefined) throw new Error('none is ready');
        return found;
      },
      { timeout: 5000, interval: 300 },
    );
    ends.push(() => socket.destroy());
    return socket;
  };
  return {
    ...opened,
    take: () => opened.take(),
    taken,
    controller,
    write,
    failure,
    sockets,
    attempts: () => attempts,
  };
}

describe('the lane', () => {
  it('keeps three connections ready, and no more', async () => {
    const { open, port, tried } = await engine();
    const { failure } = lane(port);
    await vi.waitFor(() => expect(open.size).toBe(3), waits);
    await pause(300);
    expect([open.size, tried()]).toEqual([3, 3]);
    expect(failure).not.toHaveBeenCalled();
  });

  it('hands out each once, then none, and fills itself again after a rest', async () => {
    const { open, port, tried } = await engine();
    const { take } = lane(port, { size: 2 });
    await vi.waitFor(() => expect(open.size).toBe(2), waits);
    await pause(50);
    const taken = [take(), take()];
    ends.push(() => taken.forEach((socket) => socket?.destroy()));
    expect(taken.every((socket) => socket !== undefined)).toBe(true);
    expect(taken[0]).not.toBe(taken[1]);
    // A burst: nobody makes handshakes meanwhile.
    for (let n = 0; n < 8; n += 1) {
      expect(take()).toBeUndefined();
      await pause(50);
    }
    expect(tried()).toBe(2);
    await vi.waitFor(() => expect(open.size).toBe(4), waits);
    expect(tried()).toBe(4);
  });

  it('ends neither direction with the other', async () => {
    const { port, server } = await engine();
    const { taken } = lane(port, { size: 1 });
    server.removeAllListeners('secureConnection');
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      void text(socket).then((asked) => socket.end(`answer to ${asked}`));
    });
    const first = await taken();
    first.end('first');
    expect(await text(first)).toBe('answer to first');
    server.removeAllListeners('secureConnection');
    let heard: Promise<string> | undefined;
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        heard = text(socket);
        socket.end('over');
      });
    });
    await pause(400);
    const second = await taken();
    second.write('begin');
    expect(await text(second)).toBe('over');
    second.end('and the rest');
    expect(await heard).toBe('and the rest');
  });

  it('takes no engine with another certificate', async () => {
    const { open, port, tried } = await engine({ own: others.server });
    const { take, write } = lane(port);
    await vi.waitFor(() => expect(write).toHaveBeenCalled(), waits);
    expect(take()).toBeUndefined();
    await pause(1000);
    expect(open.size).toBe(0);
    expect(tried()).toBeLessThan(4);
  });

  it('is not taken with another certificate, and does not hammer on the door', async () => {
    const { open, port, tried, refused } = await engine({ ca: others.client.certificate });
    const { take } = lane(port);
    await vi.waitFor(() => expect(refused()).toBeGreaterThan(0), waits);
    await pause(1200);
    expect(open.size).toBe(0);
    expect(take()).toBeUndefined();
    expect(tried()).toBeLessThan(7);
  });

  it('replaces what grew old', async () => {
    const { open, port, tried } = await engine();
    const { failure } = lane(port, { maxAgeMs: 200, size: 1 });
    await vi.waitFor(() => expect(open.size).toBe(1), waits);
    const [old] = open;
    await vi.waitFor(() => expect(tried()).toBeGreaterThan(2), waits);
    await vi.waitFor(() => expect(old?.destroyed).toBe(true), waits);
    expect(open.size).toBeLessThanOrEqual(1);
    expect(failure).not.toHaveBeenCalled();
  });

  it.each(['end', 'destroy'] as const)('replaces what the engine let go of: %s', async (how) => {
    const { open, port, tried } = await engine();
    const { taken, take } = lane(port);
    await vi.waitFor(() => expect(open.size).toBe(3), waits);
    await pause(50);
    for (const socket of open) socket[how]();
    await pause(100);
    expect(take()).toBeUndefined();
    expect(await taken()).toMatchObject({ destroyed: false });
    expect(tried()).toBeLessThan(8);
  });

  it('waits longer and longer while nobody answers', async () => {
    const { port, server } = await engine();
    await new Promise((resolve) => server.close(resolve));
    const { attempts, controller, failure } = lane(port);
    await pause(1800);
    expect(attempts()).toBeGreaterThan(1);
    expect(attempts()).toBeLessThan(5);
    controller.abort();
    await pause(50);
    expect(failure).not.toHaveBeenCalled();
  });

  it('gives up a handshake that takes too long', async () => {
    const silent = await engine();
    silent.server.removeAllListeners('connection');
    const { write, sockets } = lane(silent.port, { handshakeMs: 100 });
    await vi.waitFor(() => expect(write).toHaveBeenCalled(), waits);
    expect(sockets[0]?.destroyed).toBe(true);
  });

  it('ends quietly where there is no such way', async () => {
    const asked = vi.fn(() => Promise.resolve(undefined));
    const { take, failure, write } = lane(0, { connect: asked });
    await pause(300);
    expect(take()).toBeUndefined();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(failure).not.toHaveBeenCalled();
    expect(write).not.toHaveBeenCalled();
  });

  it('closes what nobody took when it is over, and nothing else', async () => {
    const { open, port, tried } = await engine();
    const { take, controller, failure } = lane(port);
    await vi.waitFor(() => expect(open.size).toBe(3), waits);
    await pause(50);
    const mine = take();
    ends.push(() => mine?.destroy());
    controller.abort();
    await vi.waitFor(() => expect(open.size).toBe(1), waits);
    expect(mine?.destroyed).toBe(false);
    expect(take()).toBeUndefined();
    await pause(400);
    expect(tried()).toBe(3);
    expect(failure).not.toHaveBeenCalled();
  });
});
