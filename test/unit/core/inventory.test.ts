import { setTimeout as pause } from 'node:timers/promises';
import { getEventListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInventory, type Inventory } from '../../../main/core/engine/inventory.ts';
import type { Log } from '../../../main/core/lib/log.ts';
import { ask, listen, type Listening } from './fake-engine-socket.ts';

let engine: Listening;
let inventory: Inventory;
let controller: AbortController;
let requests: string[];
let answers: ((request: IncomingMessage) => void)[];
const write = vi.fn<Log['write']>();
const failure = vi.fn<Log['failure']>(() => '');
const warnings: string[] = [];
const warn = ({ name }: Error) => void warnings.push(name);

beforeEach(async () => {
  process.on('warning', warn);
  warnings.length = 0;
  engine = await listen({ scenario: 'demo' });
  requests = [];
  answers = [];
  engine.server.prependListener('request', (request: IncomingMessage) => {
    requests.push(request.url ?? '');
    for (const answer of answers) answer(request);
  });
  controller = new AbortController();
  inventory = createInventory(engine.docker, { write, failure, redact: () => undefined });
});
afterEach(async () => {
  controller.abort();
  await engine.end();
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  expect(failure).not.toHaveBeenCalled();
});

const topics = () => [inventory.containers, inventory.images, inventory.volumes, inventory.networks];
const kinds = () => topics().map(({ value }) => value.kind);
const waits = { timeout: 4000, interval: 20 };
const ready = () => vi.waitFor(() => expect(new Set(kinds())).toEqual(new Set(['ready'])), waits);
const names = (topic: 'containers' | 'volumes' | 'networks') => {
  const { value } = inventory[topic];
  return value.kind === 'ready' ? value.items.map(({ name }) => name) : [];
};
const containerNamed = (wanted: string) => {
  const { value } = inventory.containers;
  return value.kind === 'ready' ? value.items.find(({ name }) => name === wanted) : undefined;
};
const tags = () => {
  const { value } = inventory.images;
  return value.kind === 'ready' ? value.items.flatMap((image) => image.tags) : [];
};
const lists = () => requests.filter((path) => path.includes('/containers/json')).length;

describe('the inventory', () => {
  it('is offline until it follows an engine, and when that is over', async () => {
    expect(kinds()).toEqual(['offline', 'offline', 'offline', 'offline']);
    inventory.follow(controller.signal);
    expect(kinds()).toEqual(['loading', 'loading', 'loading', 'loading']);
    await ready();
    controller.abort();
    expect(kinds()).toEqual(['offline', 'offline', 'offline', 'offline']);
    const asked = requests.length;
    await ask(engine.socketPath, 'POST', '/volumes/create', '{"Name":"late"}');
    await pause(400);
    expect(requests.length).toBe(asked + 1);
    expect(kinds()).toEqual(['offline', 'offline', 'offline', 'offline']);
  });

  it('does not begin with an end', () => {
    controller.abort();
    inventory.follow(controller.signal);
    expect(kinds()).toEqual(['offline', 'offline', 'offline', 'offline']);
  });

  it('says when the engine no longer answers, keeps what it knew, and is current again by itself', async () => {
    inventory.follow(controller.signal);
    await ready();
    await vi.waitFor(() => expect(inventory.current.value).toBe(true), waits);
    // What an engine does that is started anew: every connection ends.
    engine.server.closeAllConnections();
    await vi.waitFor(() => expect(inventory.current.value).toBe(false), waits);
    expect(new Set(kinds())).toEqual(new Set(['ready']));
    await vi.waitFor(() => expect(inventory.current.value).toBe(true), waits);
  });

  it('follows the next engine', async () => {
    inventory.follow(controller.signal);
    await ready();
    controller.abort();
    controller = new AbortController();
    inventory.follow(controller.signal);
    await ready();
  });

  it('is kept true by what happens', async () => {
    const { docker } = engine;
    inventory.follow(controller.signal);
    await ready();
    const made = await docker.createContainer({ name: 'mine', Image: 'redis:7-alpine' });
    await vi.waitFor(() => expect(containerNamed('mine')?.state).toBe('created'), waits);
    await made.start();
    await vi.waitFor(() => expect(containerNamed('mine')?.state).toBe('running'), waits);
    await made.pause();
    await vi.waitFor(() => expect(containerNamed('mine')?.state).toBe('paused'), waits);
    await made.unpause();
    await made.rename({ name: 'yours' });
    await vi.waitFor(() => expect(names('containers')).toContain('yours'), waits);
    expect(names('containers')).not.toContain('mine');
    await made.remove({ force: true });
    await vi.waitFor(() => expect(names('containers')).not.toContain('yours'), waits);
  });

  it('follows images, volumes and networks too, and who uses them', async () => {
    const { docker } = engine;
    inventory.follow(controller.signal);
    await ready();
    (await docker.pull('busybox:1')).resume();
    await docker.createVolume({ Name: 'vol' });
    const network = await docker.createNetwork({
      Name: 'net',
      IPAM: { Driver: 'default', Config: [{ Subnet: '10.9.0.0/24' }] },
    });
    await vi.waitFor(() => {
      expect(names('volumes')).toContain('vol');
      expect(names('networks')).toContain('net');
      expect(tags()).toContain('busybox:1');
    }, waits);
    const made = await docker.createContainer({
      ...{ name: 'user', Image: 'busybox:1', HostConfig: { Binds: ['vol:/data'] }, Cmd: ['sleep', '100'] },
    });
    await made.start();
    const users = () => {
      const { value } = inventory.networks;
      return value.kind === 'ready' ? value.items.find(({ name }) => name === 'net')?.usedBy : undefined;
    };
    await vi.waitFor(() => {
      const { value } = inventory.volumes;
      expect(value.kind === 'ready' && value.items.find(({ name }) => name === 'vol')?.usedBy).toEqual([
        'user',
      ]);
    }, waits);
    expect(users()).toEqual([]);
    // Of this nothing but a network's event tells.
    await network.connect({ Container: 'user' });
    await vi.waitFor(() => expect(users()).toEqual(['user']), waits);
    await network.disconnect({ Container: 'user' });
    await vi.waitFor(() => expect(users()).toEqual([]), waits);
    await network.remove();
    await made.remove({ force: true });
    await docker.getVolume('vol').remove();
    await docker.getImage('busybox:1').remove();
    await vi.waitFor(() => {
      expect(names('volumes')).not.toContain('vol');
      expect(names('networks')).not.toContain('net');
      expect(tags()).not.toContain('busybox:1');
    }, waits);
  });

  it('asks rarely, however much happens', async () => {
    inventory.follow(controller.signal);
    await ready();
    await pause(300);
    const before = lists();
    const begun = performance.now();
    for (let n = 0; n < 100; n += 1) {
      await ask(engine.socketPath, 'POST', `/containers/create?name=c${n}`, '{"Image":"redis:7-alpine"}');
      await ask(engine.socketPath, 'POST', `/containers/c${n}/rename?name=d${n}`);
    }
    const elapsed = performance.now() - begun;
    await vi.waitFor(
      () => expect(names('containers').filter((name) => /^d\d/.test(name))).toHaveLength(100),
      waits,
    );
    expect(lists() - before).toBeLessThan(5 + elapsed / 150);
  });

  it('tells nobody when nothing has changed', async () => {
    inventory.follow(controller.signal);
    await ready();
    const told = vi.fn();
    for (const topic of [inventory.images, inventory.volumes, inventory.networks]) topic.subscribe(told);
    const before = lists();
    inventory.touch();
    await vi.waitFor(() => expect(lists()).toBeGreaterThan(before), waits);
    await pause(100);
    expect(told).not.toHaveBeenCalled();
  });

  it('tells who uses an image when only the containers were read', async () => {
    inventory.follow(controller.signal);
    await ready();
    const users = () => {
      const { value } = inventory.images;
      return value.kind === 'ready' ? value.items.flatMap(({ usedBy }) => usedBy) : [];
    };
    expect(users()).not.toContain('late');
    await ask(engine.socketPath, 'POST', '/containers/create?name=late', '{"Image":"redis:7-alpine"}');
    await vi.waitFor(() => expect(users()).toContain('late'), waits);
    await ask(engine.socketPath, 'POST', '/containers/late/rename?name=later');
    await vi.waitFor(() => expect(users()).toContain('later'), waits);
    expect(users()).not.toContain('late');
  });

  it('does nothing for a touch while there is no engine', async () => {
    inventory.touch();
    await pause(50);
    expect(requests).toEqual([]);
  });

  it('hears of what happened while the events were broken off', async () => {
    inventory.follow(controller.signal);
    await ready();
    await pause(200);
    for (const socket of openEvents) socket.destroy();
    await ask(engine.socketPath, 'POST', '/volumes/create', '{"Name":"meanwhile"}');
    await vi.waitFor(() => expect(names('volumes')).toContain('meanwhile'), waits);
    await engine.docker.createVolume({ Name: 'afterwards' });
    await vi.waitFor(() => expect(names('volumes')).toContain('afterwards'), waits);
  });

  it('asks again for a list that failed', async () => {
    let broken = 2;
    answers.push((request) => {
      if (request.url?.includes('/volumes') === true && broken-- > 0) request.socket.destroy();
    });
    inventory.follow(controller.signal);
    await ready();
    expect(broken).toBeLessThanOrEqual(0);
    expect(write).toHaveBeenCalledWith('warn', 'engine', expect.stringContaining('a list'));
  });

  it('leaves no listeners on the signal, however long it lives', async () => {
    inventory.follow(controller.signal);
    await ready();
    const most: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      await engine.docker.createVolume({ Name: `v${n}` });
      await vi.waitFor(() => expect(names('volumes')).toContain(`v${n}`), waits);
      most.push(getEventListeners(controller.signal, 'abort').length);
    }
    expect(Math.max(...most)).toBeLessThan(5);
  });

  const openEvents = new Set<IncomingMessage['socket']>();
  beforeEach(() => {
    openEvents.clear();
    answers.push((request) => {
      if (request.url?.includes('/events') === true) openEvents.add(request.socket);
    });
  });
});

it('the calls of one engine take no more than one listener of their signal', async () => {
  const { signal } = controller;
  const { docker } = engine;
  await Promise.all(
    Array.from({ length: 30 }, () => docker.listContainers({ all: true, abortSignal: signal })),
  );
  expect(getEventListeners(signal, 'abort').length).toBe(0);
  const late = docker.listContainers({ abortSignal: signal });
  controller.abort();
  await expect(late).rejects.toMatchObject({ name: 'AbortError' });
});
