/** The low ports of macOS, where only all addresses at once can be listened on; on any system that lets us listen there. */
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createTcpCarrier } from '../../../main/core/ports/forward.ts';
import { tryListen } from '../../../main/core/ports/listen-error.ts';
import { hasIpv6Loopback } from '../../../main/core/ports/this-network.ts';
import { connectTo } from '../../../main/core/lib/connect.ts';
import { quiet, readAll } from '../engine/fixture.ts';
import { carry, client, kinds, listenOn, portOf, ruleAt } from './fixture.ts';

const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && one.family === 'IPv4' && !one.internal)?.address;

/** A port under 1024 that is free on all addresses; undefined where this user may not listen on any. */
async function freeLowPort(hostAddress: string): Promise<number | undefined> {
  for (let hostPort = 1023; hostPort > 900; hostPort -= 1)
    if ((await tryListen({ protocol: 'tcp', hostAddress, hostPort })) === undefined) return hostPort;
  return undefined;
}

async function forwardTo(hostAddress: string, hostPort: number, platform: NodeJS.Platform) {
  const server = await listenOn(0, (one) => one.end('hello'));
  const dialled: number[] = [];
  const carrier = createTcpCarrier({
    dial: () => {
      dialled.push(hostPort);
      return client(portOf(server));
    },
    log: quiet,
    platform,
    retryMs: 50,
  });
  const { carried, states } = carry(carrier, ruleAt(hostPort, { hostAddress }));
  await carried.settled;
  return { states, dialled };
}

describe('a low port on macOS', () => {
  it('parity M07 is open to this computer', async ({ skip }) => {
    const port = await freeLowPort('0.0.0.0');
    if (port === undefined) return skip('this user may not listen on ports under 1024');
    const { states } = await forwardTo('127.0.0.1', port, 'darwin');
    expect(kinds(states)).toEqual(['listening']);
    expect(await readAll(await client(port))).toBe('hello');
  });

  it('parity M07 is closed to whoever comes from elsewhere', async ({ skip }) => {
    const port = await freeLowPort('0.0.0.0');
    if (port === undefined) return skip('this user may not listen on ports under 1024');
    if (outside === undefined) return skip('this computer has no address but the loopback');
    const { dialled } = await forwardTo('127.0.0.1', port, 'darwin');
    const turnedAway = client(port, outside).then(readAll);
    await expect(turnedAway).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(dialled).toEqual([]);
  });

  it.runIf(hasIpv6Loopback())('parity M07 is open by IPv6, beside that of IPv4', async ({ skip }) => {
    const port = await freeLowPort('0.0.0.0');
    if (port === undefined) return skip('this user may not listen on ports under 1024');
    const both = [await forwardTo('127.0.0.1', port, 'darwin'), await forwardTo('::1', port, 'darwin')];
    expect(both.map(({ states }) => kinds(states))).toEqual([['listening'], ['listening']]);
    for (const host of ['127.0.0.1', '::1']) expect(await readAll(await client(port, host))).toBe('hello');
    expect(both.map(({ dialled }) => dialled.length)).toEqual([1, 1]);
  });

  it('is taken over when the other program that has it on all addresses ends', async ({ skip }) => {
    const port = await freeLowPort('0.0.0.0');
    if (port === undefined) return skip('this user may not listen on ports under 1024');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '0.0.0.0', resolve));
    const { states } = await forwardTo('127.0.0.1', port, 'darwin');
    expect(kinds(states)).toEqual(['port.inUse']);
    await new Promise((resolve) => other.close(resolve));
    await expect.poll(() => kinds(states).at(-1), { timeout: 5000 }).toBe('listening');
  });
});

describe('any other port', () => {
  it.each([
    ['darwin', 'above 1023'],
    ['linux', 'under 1024'],
  ] as const)('is taken on the loopback alone: %s, %s', async (platform, where) => {
    const server = await listenOn(0);
    const free = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const port = where === 'under 1024' ? await freeLowPort('127.0.0.1') : free;
    if (port === undefined || outside === undefined) return;
    await forwardTo('127.0.0.1', port, platform);
    await expect(connectTo(port, AbortSignal.timeout(5000), outside)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
