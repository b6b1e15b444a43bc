import { createServer, connect as connectSocket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { enter, rawStatus, raw, startHost, type Host } from './fixture.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(...args: Parameters<typeof startHost>): Promise<Host> {
  const host = await startHost(...args);
  hosts.push(host);
  return host;
}

const visit = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { redirect: 'manual', headers });

describe('coming in', () => {
  it('takes a token, once, and leaves a cookie that no script and no other site gets', async () => {
    const { server, port } = await start();
    const address = server.fresh();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const answer = await visit(address);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(new RegExp(`^moorage_${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(cookie).not.toContain(new URL(address).searchParams.get('token'));
    const again = await visit(address);
    expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);
    const page = await visit(server.base, { Cookie: cookie.split(';')[0] ?? '' });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('A window')]);
  });

  it('is refused with no cookie, a wrong one and a wrong token, and says what to do in both languages', async () => {
    const { server, port } = await start();
    const cookie = await enter({ server });
    for (const [url, headers] of [
      [server.base, {}],
      [`${server.base}assets/index-abcd1234.js`, {}],
      [server.base, { Cookie: `moorage_${port}=` }],
      [server.base, { Cookie: `${cookie}A` }],
      [server.base, { Cookie: cookie.replace(String(port), '1') }],
      [`${server.base}?token=`, {}],
      [`${server.base}?token=${'A'.repeat(43)}`, {}],
      [`${server.base}?token=${cookie.split('=')[1]}`, {}],
    ] as const) {
      const answer = await visit(url, headers);
      expect([url, answer.status, answer.headers.get('content-type')]).toEqual([
        url,
        401,
        'text/plain; charset=utf-8',
      ]);
      const text = await answer.text();
      expect(text).toContain('Run `moorage window` for a fresh address.');
      expect(text).toContain('请运行 `moorage window` 获取新的地址。');
    }
  });

  it('is refused with a token that is too old', async () => {
    let now = 0;
    const { server } = await start({ tokens: { now: () => now } });
    const address = server.fresh();
    now = 5 * 60_000;
    expect((await visit(address)).status).toBe(401);
  });

  it('leads who is in already to the page, whatever became of the token', async () => {
    const { server } = await start();
    const address = server.fresh();
    const cookie = await enter({ server });
    await visit(address);
    const answer = await visit(address, { Cookie: cookie });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null]);
  });

  it('goes over a page of our own for those whom another page sent, and not by stealth', async () => {
    const { server, port } = await start();
    const token = new URL(server.fresh()).search;
    const elsewhere = [`Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: cross-site'];
    expect(await rawStatus(port, `GET /${token} HTTP/1.1`, ...elsewhere, 'Sec-Fetch-Mode: no-cors')).toBe(
      403,
    );
    const head = [
      `GET /${token} HTTP/1.1`,
      ...elsewhere,
      'Sec-Fetch-Mode: navigate',
      'Sec-Fetch-Dest: document',
    ];
    const answer = await raw(port, [...head, 'Connection: close', '', ''].join('\r\n'));
    expect(answer).toContain('HTTP/1.1 200 ');
    expect(answer).toContain(`Set-Cookie: moorage_${port}=`);
    expect(answer).toContain('<meta http-equiv="refresh" content="0;url=/">');
  });

  it('does not use a token up for those who only look', async () => {
    const { server } = await start();
    const address = server.fresh();
    expect((await fetch(address, { method: 'HEAD', redirect: 'manual' })).status).toBe(401);
    expect((await visit(address)).status).toBe(303);
  });
});

describe('requests from elsewhere', () => {
  it.each([
    ['another name that leads here', 401, ['Host: evil.example:PORT']],
    ['no port in the name', 401, ['Host: 127.0.0.1']],
    ['no name', 400, []],
    ['another origin', 403, ['Host: 127.0.0.1:PORT', 'Origin: http://evil.example']],
    ['another port', 403, ['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:1']],
    ['another site', 403, ['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site']],
    ['the same site, which any port is', 403, ['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: same-site']],
    ['the page itself', 200, ['Host: localhost:PORT', 'Origin: http://localhost:PORT']],
  ])('with the cookie, %s: %i', async (_, status, lines) => {
    const { server, port } = await start();
    const cookie = `Cookie: ${await enter({ server })}`;
    const filled = lines.map((line) => line.replace('PORT', String(port)));
    expect(await rawStatus(port, 'GET / HTTP/1.1', ...filled, cookie)).toBe(status);
  });

  it('may only read', async () => {
    const { server, port } = await start();
    const cookie = await enter({ server });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(server.base, { method, headers: { Cookie: cookie } });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    const head = await fetch(server.base, { method: 'HEAD', headers: { Cookie: cookie } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await rawStatus(port, 'CONNECT evil.example:80 HTTP/1.1', `Host: 127.0.0.1:${port}`)).toBeNaN();
  });

  it('are hung up on when they never end', async () => {
    const { port } = await start();
    const endless = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(port, endless)).toContain('431');
  });
});

describe('where it listens', () => {
  it('is on 127.0.0.1 and nowhere else', async () => {
    const { port } = await start();
    const answers = (address: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connectSocket(port, address);
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('close', () => resolve(false)).setTimeout(2000, () => socket.destroy());
        socket.once('connect', () => socket.destroy());
      });
    expect(await answers('127.0.0.1')).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid ? '' : address))
      .filter((address) => address !== '' && address !== '127.0.0.1');
    for (const address of new Set(['::1', '127.0.0.2', ...others])) {
      expect([address, await answers(address)]).toEqual([address, false]);
    }
  });

  it('is a port of its own for each server', async () => {
    const [one, other] = [await start(), await start()];
    expect(one.port).not.toBe(other.port);
    const taken = createServer().listen(one.port, '127.0.0.1');
    await expect(once(taken, 'listening')).rejects.toThrow('EADDRINUSE');
    // A cookie of one is worth nothing at the other, whatever its name.
    const cookie = await enter(one);
    const answer = await visit(other.server.base, {
      Cookie: cookie.replace(String(one.port), String(other.port)),
    });
    expect(answer.status).toBe(401);
  });
});
