import { describe, expect, it } from 'vitest';
import { until } from '../engine/fixture.ts';
import { fakeForwards, hypervisor } from './fake-forwards.ts';
import { carry, client, freePort, isOpen, kinds, listenOn, portOf, ruleAt } from './fixture.ts';

const { signal } = new AbortController();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a forward of the hypervisor's", () => {
  it('parity M07 opens, tells its connections and its port, and closes', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const port = await freePort();
    forwards.listening.add(port);
    const rule = ruleAt(port);
    const { carried, states } = carry(carrier, rule);
    await carried.settled;
    expect(kinds(states)).toEqual(['listening']);
    await client(port);
    await until(() => forwards.said.length === 1, 'it was told once');
    await expect.poll(() => carrier.connections(signal)).toEqual(new Map([[rule, 1]]));
    expect(carrier.localPort(rule.target)).toBe(port);
    expect(carrier.localPort({ kind: 'guest', port: 1 })).toBeUndefined();
    expect(carrier.localPort({ kind: 'inside', address: '127.0.0.1', port })).toBeUndefined();
    await Promise.all([carried.close(), carried.close()]);
    expect(forwards.said).toEqual([`+ 127.0.0.1:${port} ${port}`, `- 127.0.0.1:${port}`]);
    expect(carrier.localPort(rule.target)).toBeUndefined();
    expect(await carrier.connections(signal)).toEqual(new Map());
  });

  it('leads to a container by a way through the guest', async () => {
    const forwards = fakeForwards();
    const { carrier, routes } = hypervisor(forwards);
    const port = await freePort();
    const target = { kind: 'inside', address: '172.17.0.2', port: 80 } as const;
    const { carried } = carry(carrier, ruleAt(port, { target }));
    await carried.settled;
    expect(forwards.said).toEqual([`+ 127.0.0.1:${port} 61100`]);
    expect([...routes.opened]).toEqual([[61_100, { protocol: 'tcp', address: '172.17.0.2', port: 80 }]]);
    await carried.close();
    expect(routes.opened.size).toBe(0);
  });

  it('parity M07 whose port is busy says who has it, and takes it over', async () => {
    const { carrier } = hypervisor(fakeForwards());
    const other = await listenOn(0);
    const port = portOf(other);
    const { carried, states } = carry(carrier, ruleAt(port));
    await carried.settled;
    const [failed] = states;
    if (failed?.kind !== 'failed') throw new Error('it is in use');
    expect(failed.error).toMatchObject({ code: 'port.inUse', params: { port, address: '127.0.0.1' } });
    expect(failed.error.params['free']).toBe(failed.nextFree);
    if (process.platform === 'linux')
      expect(failed.error.params['holder']).toMatch(new RegExp(`, pid ${process.pid}$`));
    await pause(150); // it is tried again, in vain
    expect(new Set(kinds(states))).toEqual(new Set(['port.inUse']));
    await new Promise((resolve) => other.close(resolve));
    await until(() => kinds(states).at(-1) === 'listening', 'taken over');
    expect(await isOpen(port)).toBe(true);
  });

  it('says why else it can not be opened, and does not try again', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const { carried, states } = carry(carrier, ruleAt(await freePort(), { hostAddress: '203.0.113.77' }));
    await carried.settled;
    await pause(120);
    expect(kinds(states)).toEqual(['port.addressMissing']);
    expect(forwards.said).toHaveLength(1);
  });

  it('is closed also when it is closed while it opens', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const port = await freePort();
    const go = forwards.holdAdd();
    const { carried, states } = carry(carrier, ruleAt(port));
    await until(() => forwards.said.length === 1, 'it is being opened');
    const closing = carried.close();
    await carried.settled;
    go();
    await closing;
    expect(states).toEqual([]);
    expect(await isOpen(port)).toBe(false);
    expect(forwards.said.at(-1)).toBe(`- 127.0.0.1:${port}`);
  });

  it('is not taken over any more when it was closed while its port was busy', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const other = await listenOn(0);
    const port = portOf(other);
    const { carried } = carry(carrier, ruleAt(port));
    await carried.settled;
    await carried.close();
    await new Promise((resolve) => other.close(resolve));
    await pause(150);
    expect(await isOpen(port)).toBe(false);
    expect(await forwards.list(signal)).toEqual([]);
  });
});

describe('what an earlier core has left open', () => {
  it('parity M07 is taken over as it is, with its connections', async () => {
    const forwards = fakeForwards();
    const port = await freePort();
    forwards.listening.add(port);
    await forwards.add(
      { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: port, guestPort: port },
      signal,
    );
    const open = await client(port);
    const { carrier } = hypervisor(forwards);
    await carrier.adopt(signal);
    const { carried, states } = carry(carrier, ruleAt(port));
    await carried.settled;
    await carrier.sweep(signal);
    expect(kinds(states)).toEqual(['listening']);
    expect(forwards.said).toHaveLength(1);
    expect(open.destroyed).toBe(false);
    await carried.close();
    expect(await isOpen(port)).toBe(false);
  });

  it('is replaced when it leads elsewhere, and swept when nobody wants it', async () => {
    const forwards = fakeForwards();
    const [port, unwanted] = [await freePort(), await freePort()];
    const at = (hostPort: number) => ({ protocol: 'tcp' as const, hostAddress: '127.0.0.1', hostPort });
    await forwards.add({ ...at(port), guestPort: 1 }, signal);
    await forwards.add({ ...at(unwanted), guestPort: 2 }, signal);
    const { carrier } = hypervisor(forwards);
    await carrier.adopt(signal);
    await carry(carrier, ruleAt(port)).carried.settled;
    expect(await forwards.list(signal)).toHaveLength(2);
    await carrier.sweep(signal);
    expect(await forwards.list(signal)).toEqual([{ ...at(port), guestPort: port, connections: 0 }]);
    await carrier.sweep(signal);
    expect(forwards.said.filter((one) => one.startsWith('-'))).toHaveLength(2);
  });

  it('is no reason to fail when the hypervisor does not tell', async () => {
    const forwards = fakeForwards();
    const list = () => Promise.reject(new Error('the VM is ending'));
    const { carrier } = hypervisor({ ...forwards, list });
    await carrier.adopt(signal);
    await carrier.sweep(signal);
    await carrier.check(signal);
    expect(forwards.said).toEqual([]);
  });
});

describe('a look whether all still works', () => {
  it('parity M07 opens again what was lost, and what reaches nobody, and leaves the healthy alone', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const [healthy, lost, dead] = [await freePort(), await freePort(), await freePort()];
    for (const port of [healthy, lost, dead]) forwards.listening.add(port);
    const made = [healthy, lost, dead].map((port) => carry(carrier, ruleAt(port)));
    await Promise.all(made.map(({ carried }) => carried.settled));
    forwards.said.length = 0;
    await carrier.check(signal);
    expect(forwards.said).toEqual([]);
    await forwards.lose(lost);
    forwards.listening.delete(dead);
    await carrier.check(signal);
    await until(() => made.every(({ states }) => states.at(-1)?.kind === 'listening'), 'all listen');
    await until(() => forwards.said.length === 3, 'both were opened again');
    expect(made.map(({ states }) => kinds(states))).toEqual([
      ['listening'],
      ['listening', 'opening', 'listening'],
      ['listening', 'opening', 'listening'],
    ]);
    expect(forwards.said.toSorted()).toEqual(
      [`+ 127.0.0.1:${lost} ${lost}`, `+ 127.0.0.1:${dead} ${dead}`, `- 127.0.0.1:${dead}`].toSorted(),
    );
    expect(await isOpen(lost)).toBe(true);
  });

  it('tells when the port of a lost one was taken meanwhile', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const port = await freePort();
    forwards.listening.add(port);
    const { carried, states } = carry(carrier, ruleAt(port));
    await carried.settled;
    await forwards.lose(port);
    const other = await listenOn(port);
    await carrier.check(signal);
    await until(() => kinds(states).includes('port.inUse'), 'it is in use');
    await new Promise((resolve) => other.close(resolve));
    await until(() => kinds(states).at(-1) === 'listening', 'taken over');
  });

  it('opens nothing that was closed meanwhile', async () => {
    const forwards = fakeForwards();
    const { carrier } = hypervisor(forwards);
    const port = await freePort();
    const { carried } = carry(carrier, ruleAt(port));
    await carried.settled;
    // Nobody listens in the guest: the look finds it dead.
    await Promise.all([carrier.check(signal), pause(5).then(() => carried.close())]);
    await pause(200);
    expect(await forwards.list(signal)).toEqual([]);
    expect(await isOpen(port)).toBe(false);
  });
});
