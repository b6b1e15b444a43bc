import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../main/contract/rpc.ts';
import { clientLink, enter, openSocket, openWindow, startHost, table, type Host } from './fixture.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(...args: Parameters<typeof startHost>): Promise<Host> {
  const host = await startHost(...args);
  hosts.push(host);
  return host;
}

describe("the window's link", () => {
  it('carries calls and streams, for two windows at once', async () => {
    const host = await start();
    const cookie = await enter(host);
    const [one, other] = await Promise.all(
      [1, 2].map(async () => connect(clientLink(await openWindow(host, cookie)), table)),
    );
    const text = '码头 ⚓ \n '.repeat(20_000);
    expect(await Promise.all([one?.echo({ text }), other?.echo({ text: 'x' })])).toEqual([text, 'x']);
    if (other !== undefined) for await (const n of other.count()) if (n === 100) break;
    expect(host.links.length).toBe(2);
  });

  it('opens for nobody but our own page in a browser that was let in', async () => {
    const host = await start();
    const { port } = host;
    const Cookie = await enter(host);
    const Origin = `http://127.0.0.1:${port}`;
    await expect(openSocket(port, { Origin })).rejects.toThrow('status 401');
    await expect(openSocket(port, { Origin, Cookie: `${Cookie}A` })).rejects.toThrow('status 401');
    await expect(openSocket(port, { Cookie })).rejects.toThrow('status 403');
    for (const wrong of [
      'http://evil.example',
      'null',
      `http://localhost:${port}`,
      'http://127.0.0.1:8080',
    ]) {
      await expect(openSocket(port, { Cookie, Origin: wrong })).rejects.toThrow('status 403');
    }
    const Host = `evil.example:${port}`;
    await expect(openSocket(port, { Cookie, Origin, Host })).rejects.toThrow('status 403');
    await expect(openSocket(port, { Cookie, Origin: `http://${Host}`, Host })).rejects.toThrow('status 403');
    const elsewhere = { 'Sec-Fetch-Site': 'same-site' };
    await expect(openSocket(port, { Cookie, Origin, ...elsewhere })).rejects.toThrow('status 403');
    await expect(openSocket(port, { Cookie, Origin }, '/other')).rejects.toThrow('status 404');
    expect(host.links).toEqual([]);
  });

  it('opens for a stolen cookie no more, once a window has brought a key', async () => {
    const host = await start();
    const cookie = await enter(host);
    const [key, other] = [randomUUID(), randomUUID()];
    await openWindow(host, cookie, key);
    await openWindow(host, cookie, key);
    await expect(openWindow(host, cookie, null)).rejects.toThrow('status 401');
    await expect(openWindow(host, cookie, other)).rejects.toThrow('status 401');
    // A browser that comes in by a token of its own is another one.
    await openWindow(host, await enter(host), other);
    await openWindow(host, cookie, key);
  });

  it('is one of at most twenty, and leaves its place to the next', async () => {
    const host = await start();
    const cookie = await enter(host);
    const open = await Promise.all(Array.from({ length: 20 }, () => openWindow(host, cookie)));
    await expect(openWindow(host, cookie)).rejects.toThrow('status 503');
    open[0]?.close();
    await delay(100);
    await openWindow(host, cookie);
  });

  it('stops what runs when its window closes', async () => {
    const host = await start();
    const socket = await openWindow(host, await enter(host));
    const hanging = connect(clientLink(socket), table).hang();
    await delay(50);
    socket.close();
    await expect(hanging).rejects.toMatchObject({ code: 'link.closed' });
    await expect.poll(() => host.seen.aborted).toBe(1);
  });

  it.each([
    ['no JSON', 'hello'],
    ['JSON that is no frame', '[]'],
    ['bytes', Buffer.from('{}')],
    ['more than a frame may have', 'x'.repeat(17 * 1024 * 1024)],
  ])('hangs up on %s, and serves others', async (_, data) => {
    const host = await start();
    const cookie = await enter(host);
    const socket = await openWindow(host, cookie);
    // Being reset while still writing is one way of being hung up on.
    socket.on('error', () => socket.terminate());
    const closed = once(socket, 'close');
    socket.send(data);
    await closed;
    const client = connect(clientLink(await openWindow(host, cookie)), table);
    expect(await client.echo({ text: 'x' })).toBe('x');
  });

  it('refuses to send a frame over the limit, and goes on', async () => {
    const host = await start();
    const client = connect(clientLink(await openWindow(host, await enter(host))), table);
    const size = 17 * 1024 * 1024;
    await expect(client.big({ bytes: size })).rejects.toMatchObject({ code: 'link.tooLarge' });
    expect(await client.echo({ text: 'x' })).toBe('x');
  });

  it('hangs up on a window that asks and never reads, having held no more than it may', async () => {
    const host = await start({ links: { maxBufferedBytes: 16 * 1024 * 1024 } });
    const socket = await openWindow(host, await enter(host));
    let reason: Error | undefined;
    host.links[0]?.onClose((error) => {
      reason = error;
    });
    socket.on('error', () => socket.terminate());
    socket.pause();
    for (let id = 1; id <= 12; id += 1) {
      socket.send(JSON.stringify({ t: 'ask', id, entry: 'big', input: { bytes: 8_000_000 } }));
    }
    await expect.poll(() => reason).toMatchObject({ code: 'link.closed' });
    expect(String(reason?.cause)).toContain('does not read');
    socket.terminate();
  });

  it('hangs up on a window that answers no ping, and keeps one that does', async () => {
    const host = await start({ links: { pingMs: 60 } });
    const cookie = await enter(host);
    const silent = await openWindow(host, cookie);
    const lively = await openWindow(host, cookie);
    const closed = once(silent, 'close');
    // Nothing is read any more, pings included.
    silent.pause();
    let reason: unknown;
    host.links[0]?.onClose((error) => {
      reason = error;
    });
    await expect.poll(() => reason).toMatchObject({ code: 'link.closed' });
    silent.resume();
    await closed;
    await delay(200);
    expect(lively.readyState).toBe(lively.OPEN);
  });
});

describe('the end of the server', () => {
  it('comes at once, with open links, requests under way and a window that does not answer', async () => {
    const host = await startHost();
    const cookie = await enter(host);
    const socket = await openWindow(host, cookie);
    const closed = once(socket, 'close');
    const hanging = connect(clientLink(socket), table).hang();
    const silent = await openWindow(host, cookie);
    silent.on('error', () => silent.terminate());
    silent.pause();
    const unfinished = connectSocket(host.port, '127.0.0.1').on('error', () => {});
    unfinished.write('GET / HTTP/1.1\r\nHost: ');
    await delay(50);
    const begun = performance.now();
    await Promise.all([host.close(), expect(hanging).rejects.toMatchObject({ code: 'link.closed' }), closed]);
    expect(performance.now() - begun).toBeLessThan(4000);
    silent.terminate();
    unfinished.destroy();
    expect(host.seen.aborted).toBe(1);
    await expect(fetch(host.server.base)).rejects.toThrow();
  });
});
