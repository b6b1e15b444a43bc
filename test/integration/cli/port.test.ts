import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { portForward } from '../../../main/contract/schemas.ts';
import { hasIpv6Loopback } from '../../../main/core/ports/this-network.ts';
import { build, newPlace, type Place } from './moorage.ts';

/** With a core, and a home where nothing runs. */
let place: Place;
let idle: Place;
const both = hasIpv6Loopback() ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

beforeAll(async () => {
  await build();
  [place, idle] = [await newPlace(), await newPlace()];
  const env = { MOORAGE_FAKE: 'empty' };
  expect((await place.moorage(['start', '--driver', 'fake'], { env })).code).toBe(0);
});
afterAll(async () => {
  await place.remove();
  await idle.remove();
});

const rowList = v.array(portForward);
const port = (one: Place, ...words: string[]) => one.moorage(['port', ...words]);

async function rows(one: Place): Promise<v.InferOutput<typeof rowList>> {
  const { code, out, err } = await port(one, 'ls', '--json');
  expect([code, err]).toEqual([0, '']);
  return v.parse(rowList, JSON.parse(out));
}

async function at(one: Place, hostPort: number) {
  return (await rows(one)).filter((row) => row.hostPort === hostPort);
}

function taken(hostPort: number): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(hostPort, '127.0.0.1', () => resolve(server));
  });
}

/** The first of some ports in a row that are free now. */
async function freePorts(count: number): Promise<number> {
  for (let first = 20_000 + Math.floor(Math.random() * 10_000); first < 32_000; first += count) {
    const servers = await Promise.all(
      Array.from({ length: count }, (_, n) => taken(first + n).catch(() => undefined)),
    );
    for (const server of servers) if (server) await new Promise((resolve) => server.close(resolve));
    if (servers.every((server) => server !== undefined)) return first;
  }
  throw new Error('no ports are free');
}

/** Whether somebody listens; a guest that is not there may end the connection as soon as it stands. */
function connects(hostPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: hostPort });
    socket
      .once('connect', () => resolve(true))
      .once('error', (error) => resolve(!error.message.includes('ECONNREFUSED')));
    socket.once('connect', () => socket.destroy());
  });
}

describe('moorage port with a core', () => {
  it('parity C03 lists rows of one shape, and parity M07 opens what is added', async () => {
    const first = await freePorts(1);
    const added = await port(place, 'add', `${first}:8000`, '--json');
    expect([added.code, added.err]).toEqual([0, '']);
    const expected = both.map((hostAddress) => ({
      id: expect.stringMatching(/^rule-[a-f0-9]{8} /),
      hostAddress,
      hostPort: first,
      protocol: 'tcp',
      target: { address: '127.0.0.1', port: 8000 },
      source: 'rule',
      state: 'listening',
    }));
    expect(JSON.parse(added.out)).toEqual(expected);
    expect(await at(place, first)).toEqual(expected);
    expect(await connects(first)).toBe(true);
    expect((await port(place, 'ls')).out).toContain(
      `127.0.0.1:${first}/tcp -> the VM:8000  rule  listening\n`,
    );
    // Asking for what is there already is no mistake.
    expect(await port(place, 'add', `${first}:8000`, '--json')).toEqual(added);
    await port(place, 'rm', String(first));
  });

  it('parity M07 moves, opens to the LAN, and removes', async () => {
    const first = await freePorts(2);
    await port(place, 'add', `${first}:8000`);
    const moved = await port(place, 'move', String(first), '--to', String(first + 1));
    expect(moved).toEqual({ code: 0, out: '', err: '' });
    expect(await at(place, first)).toEqual([]);
    await expect.poll(() => connects(first + 1)).toBe(true);
    expect((await port(place, 'move', `127.0.0.1:${first + 1}`, '--lan', 'on')).code).toBe(0);
    expect((await at(place, first + 1)).map(({ hostAddress }) => hostAddress)).toEqual(
      both.map((address) => (address === '::1' ? '::' : '0.0.0.0')),
    );
    const [row] = await at(place, first + 1);
    expect(await port(place, 'rm', row?.id ?? '')).toEqual({ code: 0, out: '', err: '' });
    expect(await rows(place)).toEqual([]);
    expect(await connects(first + 1)).toBe(false);
  });

  it('parity M07 waits for the container that is named', async () => {
    const first = await freePorts(1);
    const added = await port(place, 'add', `${first}:80`, '--container', 'web');
    expect([added.code, added.err]).toEqual([0, '']);
    expect(added.out).toContain(`127.0.0.1:${first}/tcp -> web:80  rule  waiting\n`);
    const [row] = await at(place, first);
    expect(row).toMatchObject({ target: { container: 'web', address: '', port: 80 }, state: 'waiting' });
    expect((await port(place, 'restore', String(first))).code).toBe(0);
    await port(place, 'rm', `${first}/tcp`);
    expect(await rows(place)).toEqual([]);
  });

  it('parity M07 opens of a range what it can, and has one line for what it can not', async () => {
    const first = await freePorts(4);
    await taken(first + 2);
    const { code, out, err } = await port(place, 'add', `127.0.0.1:${first}-${first + 3}:80-83`, '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/^moorage: [^\n]+\n$/);
    expect(err).toContain(`Port ${first + 2} on 127.0.0.1 is already in use`);
    if (process.platform === 'linux') expect(err).toContain(`pid ${process.pid}`);
    const added = v.parse(rowList, JSON.parse(out));
    expect(added.map(({ hostPort, state }) => [hostPort - first, state])).toEqual([
      [0, 'listening'],
      [1, 'listening'],
      [2, 'failed'],
      [3, 'listening'],
    ]);
    expect(added[2]?.error).toMatchObject({ code: 'port.inUse', params: { port: first + 2 } });
    expect(added[2]?.nextFree).toBeGreaterThan(first + 2);
    expect(await connects(first + 3)).toBe(true);
    // What failed stands in the list, too, with its reason.
    expect((await port(place, 'ls')).err).toContain(`Port ${first + 2} on 127.0.0.1`);
    for (let n = 0; n < 4; n += 1) await port(place, 'rm', String(first + n));
  });

  it('says what else has the port', async () => {
    const first = await freePorts(2);
    await port(place, 'add', `${first + 1}:80`);
    const { code, out, err } = await port(place, 'add', `${first}-${first + 1}:90-91`);
    expect(code).toBe(1);
    expect(err).toMatch(/^moorage: [^\n]+\n$/);
    expect(err).toContain(`Port ${first + 1} on 127.0.0.1 already leads to VM:80.`);
    expect(out).toContain(`127.0.0.1:${first}/tcp -> the VM:90  rule  listening\n`);
    for (const one of [first, first + 1]) await port(place, 'rm', String(one));
  });
});

describe('moorage port without a core', () => {
  it('parity M07 keeps rules for the next start', async () => {
    expect((await port(idle, 'ls')).out).toBe('No port is forwarded.\n');
    const added = await port(idle, 'add', '28080:80', '[::1]:28081:53/udp', '--json');
    expect([added.code, added.err]).toEqual([0, '']);
    const shape = (hostAddress: string, hostPort: number, protocol: string, inside: number) => ({
      id: expect.stringMatching(/^rule-[a-f0-9]{8} /),
      ...{ hostAddress, hostPort, protocol, target: { address: '127.0.0.1', port: inside } },
      ...{ source: 'rule', state: 'waiting' },
    });
    const expected = [
      ...both.map((address) => shape(address, 28_080, 'tcp', 80)),
      shape('::1', 28_081, 'udp', 53),
    ];
    expect(JSON.parse(added.out)).toEqual(expected);
    expect(await rows(idle)).toEqual(expected);
    expect((await port(idle, 'move', '28081', '--to', '28082')).code).toBe(0);
    expect((await at(idle, 28_082)).map(({ hostAddress }) => hostAddress)).toEqual(['::1']);
    for (const id of ['28082/udp', '127.0.0.1:28080']) expect((await port(idle, 'rm', id)).code).toBe(0);
    expect(await rows(idle)).toEqual([]);
    expect(JSON.parse(await readFile(join(idle.home, 'ports.json'), 'utf8'))).toEqual({ rules: [] });
  });

  it('parity M07 has one line for the part of a range that can not be', async () => {
    await port(idle, 'add', '28001:80');
    const { code, out, err } = await port(idle, 'add', '28000-28002:90-92', '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/^moorage: Port 28001 on 127\.0\.0\.1 already leads to VM:80\. [^\n]+\n$/);
    const added = v.parse(rowList, JSON.parse(out));
    expect(new Set(added.map(({ hostPort }) => hostPort))).toEqual(new Set([28_000, 28_002]));
    for (const one of [28_000, 28_001, 28_002]) await port(idle, 'rm', String(one));
  });

  it('names a file of rules that makes no sense, and leaves it alone', async () => {
    const path = join(idle.home, 'ports.json');
    await writeFile(path, '{"rules": [{"port": "many"}]}');
    for (const words of [['ls'], ['add', '28080:80'], ['rm', '28080']]) {
      const { code, out, err } = await port(idle, ...words);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^moorage: [^\n]+\n$/);
      expect(err).toContain(path);
    }
    expect(await readFile(path, 'utf8')).toBe('{"rules": [{"port": "many"}]}');
    await writeFile(path, '{"rules": []}');
  });
});

describe('what is wrong with the words', () => {
  it.each([
    [[], 'ls | add | move | rm | restore'],
    [['list'], '"list"'],
    [['add'], '[HOST:]PORT:PORT[/udp]'],
    [['add', '0:80'], '"0:80"'],
    [['add', '80:65536'], '"80:65536"'],
    [['add', 'eighty'], '"eighty"'],
    [['add', '8080:80', '8081-8083:81-82'], '"8081-8083:81-82"'],
    [['add', '127.0.0.256:80:80'], '"127.0.0.256:80:80"'],
    [['add', '[1:2]:80:80'], '"[1:2]:80:80"'],
    [['add', '8080:80', '--lan', 'on'], '--lan'],
    [['add', '8080:80', '--container'], '--container'],
    [['add', '8080:80', '--container', '../x'], '../x'],
    [['move'], 'ID'],
    [['move', '8080'], '--to PORT'],
    [['move', '8080', '--to', '0'], '"0"'],
    [['move', '8080', '--to', '1-2'], '"1-2"'],
    [['move', '8080', '--to', '81/udp'], '"81/udp"'],
    [['move', '8080', '--lan', 'maybe'], '"maybe"'],
    [['rm'], 'ID'],
    [['rm', '8080', '8081'], '8081'],
    [['rm', '8080', '--json'], '--json'],
    [['restore', '8080', '--container', 'web'], '--container'],
    [['ls', '8080'], '8080'],
    [['ls', '--nope'], '--nope'],
  ])('parity C03 moorage port %j', async (words, named) => {
    for (const one of [place, idle]) {
      const { code, out, err } = await port(one, ...words);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^moorage: [^\n]+\n$/);
      expect(err).toContain(named);
    }
  });

  it('parity C03 is not that no such forward exists', async () => {
    for (const one of [place, idle]) {
      for (const words of [
        ['rm', '4'],
        ['restore', '4'],
        ['move', '4', '--to', '5'],
      ]) {
        const { code, out, err } = await port(one, ...words);
        expect([code, out]).toEqual([1, '']);
        expect(err).toMatch(/^moorage: There is no forwarded port 4\. [^\n]+\n$/);
      }
    }
  });

  it('parity C20 help is help', async () => {
    const { code, out, err } = await port(idle, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: moorage port /);
    expect((await idle.moorage(['--help'])).out).toMatch(/^ {2}port {2,}/m);
  });
});
