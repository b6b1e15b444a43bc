import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTcpCarrier } from '../../../main/core/ports/forward.ts';
import { quiet, readAll, until } from '../engine/fixture.ts';
import { carry, client, freePort, isOpen, keeper, listenOn, portOf, ruleAt } from './fixture.ts';

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

  it('parity M07 joins a client to the guest, with half-close in both directions', async () => {
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
    const { carried, states } = carry(createTcpCarrier({ dial, log: quiet }), ruleAt(port));
    await Promise.all([carried.close(), carried.close(), carried.settled]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await isOpen(port)).toBe(false);
    expect(states).toEqual([]);
  });
});

describe('a port that is taken', () => {
  it('parity M07 is reported, and taken over when it is free', async () => {
    const { ports, containers, states } = keeper();
    const other = await listenOn(0);
    const port = portOf(other);
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    const [row] = ports.forwards.value;
    expect(row).toMatchObject({
      state: 'failed',
      error: { code: 'port.inUse', params: { port, address: '127.0.0.1' } },
    });
    expect(row?.nextFree).toBeGreaterThan(port);
    expect(row?.error?.params['free']).toBe(row?.nextFree);
    if (process.platform === 'linux')
      expect(row?.error?.params['holder']).toMatch(new RegExp(`, pid ${process.pid}$`));
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
