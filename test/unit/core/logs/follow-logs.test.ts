import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NamedLogLine } from '../../../../main/contract/logs-model.ts';
import { asideName } from '../../../../main/core/engine/undo/aside-name.ts';
import { createInventory, type Inventory } from '../../../../main/core/engine/inventory.ts';
import type { Log } from '../../../../main/core/lib/log.ts';
import { followLogs, inScope } from '../../../../main/core/logs/follow-logs.ts';
import { RemovedContainers } from '../../../../main/core/logs/removed.ts';
import { ask, listen, type Listening } from '../fake-engine-socket.ts';

let engine: Listening;
let inventory: Inventory;
let controller: AbortController;
const failure = vi.fn<Log['failure']>(() => '');
const log: Log = { write: vi.fn(), failure, redact: () => undefined };
const waits = { timeout: 8000, interval: 20 };

beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
  controller = new AbortController();
  inventory = createInventory(engine.docker, log);
  inventory.follow(controller.signal);
  await vi.waitFor(() => expect(inventory.containers.value.kind).toBe('ready'), waits);
});
afterEach(async () => {
  controller.abort();
  await engine.end();
  expect(failure).not.toHaveBeenCalled();
});

const items = () => (inventory.containers.value.kind === 'ready' ? inventory.containers.value.items : []);
const call = (method: string, path: string, body = '') => ask(engine.socketPath, method, path, body);
async function make(name: string, script: string, labels: object = {}): Promise<string> {
  const body = JSON.stringify({ Image: 'python:3.12-slim', Cmd: ['sh', '-c', script], Labels: labels });
  const made = await call('POST', `/containers/create?name=${name}`, body);
  expect(made.status).toBe(201);
  await call('POST', `/containers/${name}/start`);
  return String(made.json['Id']);
}

describe('logs of several containers', () => {
  it('are those of the scope, what runs first', () => {
    const shop = inScope(items(), { kind: 'project', project: 'shop' });
    expect(shop.length).toBeGreaterThan(2);
    expect(shop.every(({ project }) => project === 'shop')).toBe(true);
    expect(inScope(items(), { kind: 'all' })).toHaveLength(items().length);
    const [one] = items();
    expect(inScope(items(), { kind: 'containers', ids: [one?.id ?? ''] })).toEqual([one]);
  });

  it('come merged, each line with its container, and one that is made later joins', async () => {
    const lines: NamedLogLine[] = [];
    let first: readonly NamedLogLine[] | undefined;
    const read = async () => {
      const input = { scope: { kind: 'project', project: 'shop' } as const, tail: 20 };
      for await (const piece of followLogs(
        { docker: engine.docker, inventory, log },
        input,
        controller.signal,
      )) {
        first ??= piece;
        lines.push(...piece);
      }
    };
    const reading = read().catch(() => undefined);
    await vi.waitFor(() => expect(first).toBeDefined(), waits);
    const times = (first ?? []).map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(new Set((first ?? []).map(({ container }) => container)).size).toBeGreaterThan(1);

    const project = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'late' };
    await make('shop-late-1', 'echo I am late', project);
    const of = () => lines.filter(({ container }) => container === 'shop-late-1').map(({ text }) => text);
    await vi.waitFor(() => expect(of()).toEqual(['I am late']), waits);
    // Removed, its lines stay with whoever has them, and the others go on.
    await call('DELETE', '/containers/shop-late-1?force=1');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(of()).toEqual(['I am late']);
    controller.abort();
    await reading;
  });
});

it('are there of all containers of the machine', async () => {
  const input = { scope: { kind: 'all' } as const, tail: 20 };
  const logs = followLogs({ docker: engine.docker, inventory, log }, input, controller.signal);
  const first = await logs.next();
  const names = new Set((first.done === true ? [] : first.value).map(({ container }) => container));
  expect(names.size).toBeGreaterThan(3);
  controller.abort();
  await logs.next().catch(() => undefined);
});

describe('containers that are removed', () => {
  it('leave why they ended and their last lines', async () => {
    const removed = new RemovedContainers(engine.docker, log);
    removed.follow(controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const id = await make('short', 'echo last words; exit 3', { 'com.docker.compose.project': 'p' });
    await vi.waitFor(() => expect(items().find((one) => one.id === id)?.state).toBe('exited'), waits);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(removed.list.value).toEqual([]);
    await call('DELETE', '/containers/short');
    await vi.waitFor(() => expect(removed.list.value).toHaveLength(1), waits);
    expect(removed.list.value[0]).toMatchObject({ id, name: 'short', project: 'p', exitCode: 3 });
    const story = removed.story(id);
    expect(story.ended).toEqual({ exitCode: 3, outOfMemory: false, error: '' });
    expect(story.lines?.map(({ text }) => text)).toEqual(['last words']);
    expect(() => removed.story('0123')).toThrow(expect.objectContaining({ code: 'container.gone' }));
  });

  it('that the window removes while they run are asked before', async () => {
    const removed = new RemovedContainers(engine.docker, log);
    removed.follow(controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const id = await make('long', 'echo still here; sleep 600');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await removed.beforeRemoval(id, controller.signal);
    await call('DELETE', '/containers/long?force=1');
    await vi.waitFor(() => expect(removed.list.value).toHaveLength(1), waits);
    expect(removed.story(id)).toMatchObject({ exitCode: 137, lines: [{ text: 'still here' }] });
  });

  it('are told by the name that they had before they were put aside', async () => {
    const removed = new RemovedContainers(engine.docker, log);
    const event = { action: 'destroy', image: 'i', project: '', at: 0, exitCode: undefined } as const;
    const names = [asideName('web', '0a1b2c3d4e'), 'my-removed-thing'];
    for (const [index, name] of names.entries())
      removed.handle({ ...event, name, id: `a${index}` }, controller.signal);
    await vi.waitFor(() => expect(removed.list.value).toHaveLength(2), waits);
    expect(removed.list.value.map(({ name }) => name)).toEqual(['my-removed-thing', 'web']);
  });

  it('are forgotten after a day, and the oldest when there are many', async () => {
    let now = 1000;
    const removed = new RemovedContainers(engine.docker, log, () => now);
    const event = { name: 'n', image: 'i', project: '', at: 0, exitCode: undefined } as const;
    for (let index = 0; index < 60; index += 1)
      removed.handle({ ...event, action: 'destroy', id: `a${index}` }, controller.signal);
    await vi.waitFor(() => expect(removed.list.value[0]?.id).toBe('a59'), waits);
    expect(removed.list.value).toHaveLength(50);
    now += 24 * 60 * 60 * 1000 + 1;
    expect(() => removed.story('a59')).toThrow();
    expect(removed.list.value).toEqual([]);
  });
});
