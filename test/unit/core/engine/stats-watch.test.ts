import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  containerStates,
  type ContainerSummary,
  type Listed,
} from '../../../../main/contract/engine-model.ts';
import { eventsOfContainer } from '../../../../main/core/engine/feed.ts';
import { shareStats, watchAllStats, watchStats } from '../../../../main/core/engine/stats-watch.ts';
import { Topic } from '../../../../main/core/lib/topic.ts';
import { listen, type Listening } from '../fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
});
afterEach(() => engine.end());

/** An inventory of these, with nothing but what looks need. */
function inventoryOf(items: Pick<ContainerSummary, 'id' | 'state'>[]) {
  const summaries = items.map((one) => ({
    ...{ name: one.id, image: '', imageId: '', command: '', createdAt: 0, status: '', ports: [] },
    ...one,
  }));
  const none = <T>() => new Topic<Listed<T>>({ kind: 'offline' });
  return {
    containers: new Topic<Listed<ContainerSummary>>({ kind: 'ready', items: summaries }),
    images: none<never>(),
    volumes: none<never>(),
    networks: none<never>(),
    current: new Topic(true),
    follow: () => {},
    touch: () => {},
  };
}

it('the running ones are looked at, the others are not, and nobody is after the end', async () => {
  const all = await engine.docker.listContainers({ all: true });
  const stateOf = (text: string) => containerStates.find((one) => one === text) ?? 'dead';
  const items = all.map(({ Id: id, State: state }) => ({ id, state: stateOf(state) }));
  const gone = { id: 'f'.repeat(64), state: 'running' as const };
  const running = items.filter(({ state }) => state === 'running' || state === 'paused');
  const controller = new AbortController();
  const turns = watchAllStats(engine.docker, inventoryOf([...items, gone]), controller.signal);
  const first = await turns.next();
  const second = await turns.next();
  expect(first.value?.items.map(({ id }) => id).toSorted()).toEqual(running.map(({ id }) => id).toSorted());
  expect(first.value?.items.every(({ cpuPercent }) => cpuPercent === undefined)).toBe(true);
  expect(second.value?.items.every(({ cpuPercent }) => cpuPercent !== undefined)).toBe(true);
  const next = turns.next();
  controller.abort();
  await expect(next).rejects.toThrow();
}, 20_000);

it('one is looked at each second, and one that is not there is told as gone', async () => {
  const looks = watchStats(engine.docker, 'shop-web-1', AbortSignal.timeout(10_000));
  const [first, second] = [await looks.next(), await looks.next()];
  expect(first.value?.rates).toBeUndefined();
  expect(second.value?.rates?.sent).toBeGreaterThan(0);
  await looks.return();
  const none = watchStats(engine.docker, 'nothere', AbortSignal.timeout(10_000));
  await expect(none.next()).rejects.toMatchObject({ code: 'container.gone' });
});

it('two who look ask the engine once, and each is told a failure', async () => {
  const asked: string[] = [];
  engine.server.on('request', ({ url = '' }: IncomingMessage) => void asked.push(url));
  const looksAt = (name: string) => asked.filter((url) => url.includes(`/containers/${name}/stats`)).length;
  const running = inventoryOf([{ id: 'shop-web-1', state: 'running' }]);
  const stats = shareStats(engine.docker, running);
  const signal = AbortSignal.timeout(10_000);

  const lists = [stats.all(signal), stats.all(signal)];
  const [first, second] = await Promise.all(lists.map((one) => one.next()));
  expect(first?.value?.items).toHaveLength(1);
  expect(second).toEqual(first);
  expect(looksAt('shop-web-1')).toBe(1);
  await Promise.all(lists.map((one) => one.return()));

  const pages = [stats.one('shop-web-1', signal), stats.one('shop-web-1', signal)];
  await Promise.all(pages.map((one) => one.next()));
  await Promise.all(pages.map((one) => one.next()));
  expect(looksAt('shop-web-1')).toBe(3);
  const rest = pages.map((one) => one.next());
  await engine.docker.getContainer('shop-web-1').remove({ force: true });
  for (const one of rest) await expect(one).rejects.toMatchObject({ code: 'container.gone' });
  expect(looksAt('shop-web-1')).toBe(4);
}, 20_000);

it('the events of a container are its own, the past ones first', async () => {
  const controller = new AbortController();
  const feed = eventsOfContainer(engine.docker, 'toolbox', controller.signal);
  expect((await feed.next()).value).toEqual({ events: [] });
  await engine.docker.getContainer('shop-web-1').pause();
  await engine.docker.getContainer('toolbox').pause();
  const seen: string[] = [];
  while (!seen.includes('pause')) {
    const { value } = await feed.next();
    for (const { name, action } of value?.events ?? []) {
      expect(name).toBe('toolbox');
      seen.push(action);
    }
  }
  controller.abort();
  await expect(feed.next()).rejects.toThrow();
  const other = eventsOfContainer(engine.docker, 'nothere', AbortSignal.timeout(5000));
  await expect(other.next()).rejects.toMatchObject({ code: 'container.gone' });
});
