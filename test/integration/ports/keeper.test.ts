import { describe, expect, it } from 'vitest';
import { until } from '../engine/fixture.ts';
import { client, freePort, isOpen, keeper } from './fixture.ts';

const signal = new AbortController().signal;

describe('keeping up with containers', () => {
  it('parity M07 opens on start, closes on die, and hands a port over', async () => {
    const { ports, containers, states } = keeper();
    const port = await freePort();
    containers.set('a', { ports: [port], running: true });
    ports.handle({ action: 'start', id: 'a', name: 'na' });
    await until(() => states()[0] === `${port} listening`, 'listening');
    expect(ports.forwards.value[0]).toMatchObject({ source: 'published', target: { container: 'na', port } });
    expect(ports.rules[0]).toMatchObject({ containerId: 'a' });
    containers.set('a', { ports: [port], running: false });
    containers.set('b', { ports: [port], running: true });
    ports.handle({ action: 'die', id: 'a', name: 'na' });
    ports.handle({ action: 'start', id: 'b', name: 'nb' });
    await until(
      () => ports.forwards.value[0]?.target.container === 'nb' && states()[0] === `${port} listening`,
      'b has it',
    );
    expect(states()).toHaveLength(1);
    expect(await isOpen(port)).toBe(true);
  });

  it('survives every overlap of starts, deaths, held answers and lists', async () => {
    const { ports, containers, states } = keeper();
    const [one, two] = [await freePort(), await freePort()];
    for (let round = 0; round < 60; round += 1) {
      const running = round % 3 !== 0;
      containers.set('a', { ports: round % 2 === 0 ? [one, two] : [one], running });
      ports.handle({ action: running ? 'start' : 'die', id: 'a', name: '' });
      void ports.settled('a', signal);
      if (round % 5 === 0) await ports.sync();
      if (round % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    containers.set('a', { ports: [one, two], running: true });
    await ports.settled('a', signal);
    expect(states()).toEqual([`${one} listening`, `${two} listening`].sort());
    containers.set('a', { ports: [one, two], running: false });
    ports.handle({ action: 'die', id: 'a', name: '' });
    await until(() => states().length === 0, 'closed');
    await ports.close();
    expect(await isOpen(one)).toBe(false);
    expect(await isOpen(two)).toBe(false);
  });

  it('believes the later question, not the later answer', async () => {
    const answers: ((value: unknown) => void)[] = [];
    const made = keeper({ inspectContainer: () => new Promise((resolve) => answers.push(resolve)) });
    const port = await freePort();
    made.containers.set('a', { ports: [port], running: true });
    const alive = made.inspect('a');
    const held = made.ports.settled('a', signal);
    made.containers.set('a', { ports: [port], running: false });
    made.ports.handle({ action: 'die', id: 'a', name: '' });
    await until(() => answers.length === 2, 'both asked');
    answers[1]?.(made.inspect('a'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    answers[0]?.(alive);
    await held;
    expect(made.states()).toEqual([]);
    expect(await isOpen(port)).toBe(false);
  });

  it('does not close for news of a death that is over', async () => {
    const { ports, containers, states } = keeper({}, () => new Promise(() => undefined));
    const port = await freePort();
    containers.set('a', { ports: [port], running: true });
    await ports.settled('a', signal);
    const open = await client(port);
    ports.handle({ action: 'die', id: 'a', name: '' }); // of the run before this one
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(states()).toEqual([`${port} listening`]);
    expect(open.destroyed).toBe(false);
  });

  it('asks for one list when there is news of many', async () => {
    const { ports, containers, calls, states } = keeper();
    const port = await freePort();
    containers.set('c5', { ports: [port], running: true });
    for (let n = 0; n < 5000; n += 1) ports.handle({ action: 'start', id: `c${n}`, name: '' });
    await until(() => states()[0] === `${port} listening`, 'listening');
    expect(calls.inspect + calls.list).toBeLessThan(5);
  });

  it('changes nothing when the list fails', async () => {
    let broken = false;
    const made = keeper({
      listContainers: () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(made.list())),
    });
    const port = await freePort();
    made.containers.set('a', { ports: [port], running: true });
    await made.ports.sync();
    broken = true;
    await expect(made.ports.sync()).rejects.toThrow('gone');
    await until(() => made.states()[0] === `${port} listening`, 'still listening');
  });

  it('lets a held answer go when the engine does not answer, or when nobody waits', async () => {
    const { ports } = keeper({ inspectContainer: () => new Promise(() => undefined), settleMs: 30 });
    await ports.settled('a', signal);
    const controller = new AbortController();
    const waiting = keeper({ inspectContainer: () => new Promise(() => undefined) }).ports;
    setTimeout(() => controller.abort(), 10);
    await waiting.settled('a', controller.signal);
    await keeper({ inspectContainer: () => Promise.reject(new Error('no')) }).ports.settled('a', signal);
  });

  it('closes everything when it is told to, and opens nothing afterwards', async () => {
    const { ports, containers, ended, states } = keeper();
    const list = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    containers.set('a', { ports: list, running: true });
    const settling = ports.settled('a', signal);
    ended.abort(); // while they open
    await settling;
    await ports.close();
    await ports.settled('a', signal);
    ports.handle({ action: 'start', id: 'a', name: '' });
    await ports.sync().catch(() => undefined);
    expect(states()).toEqual([]);
    for (const port of list) expect(await isOpen(port)).toBe(false);
  });

  it('opens 400 ports before it lets the answer go', { timeout: 20_000 }, async () => {
    const { ports, containers, states } = keeper();
    const list = await Promise.all(Array.from({ length: 400 }, () => freePort()));
    containers.set('a', { ports: [...new Set(list)], running: true });
    await ports.settled('a', signal);
    expect(states().every((state) => state.endsWith('listening'))).toBe(true);
    expect(states()).toHaveLength(new Set(list).size);
  });
});
