/** The engine's services through the contract, with a whole core on the fake driver. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerSummary, Listed } from '../../../main/contract/engine-model.ts';
import { fakeCore, type FakeCore } from './fake-app.ts';

let core: FakeCore;
const warnings: string[] = [];
const warn = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`);
beforeEach(async () => {
  warnings.length = 0;
  process.on('warning', warn);
  core = await fakeCore({ scenario: 'demo' });
  await core.client['vm.start']();
});
afterEach(async () => {
  await core.end();
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});

const waits = { timeout: 10_000, interval: 20 };

/** The list as a window has it, until the test ends. */
function followContainers(): { readonly now: () => readonly ContainerSummary[]; readonly kinds: string[] } {
  let present: Listed<ContainerSummary> = { kind: 'offline' };
  const kinds: string[] = [];
  void (async () => {
    for await (const list of core.client['containers.watch']()) {
      present = list;
      if (kinds.at(-1) !== list.kind) kinds.push(list.kind);
    }
  })().catch(() => undefined);
  return { kinds, now: () => (present.kind === 'ready' ? present.items : []) };
}

describe('the services of the engine', () => {
  it('keep the lists of every window, and take them away with the VM', async () => {
    const { client } = core;
    const list = followContainers();
    await vi.waitFor(() => expect(list.now().length).toBeGreaterThan(3), waits);
    const run = { image: 'redis:7-alpine', command: [], ports: [], env: [], remove: false };
    const { id } = await client['container.run']({ ...run, name: 'mine' });
    await vi.waitFor(
      () => expect(list.now().find(({ name }) => name === 'mine')).toMatchObject({ id, state: 'running' }),
      waits,
    );
    await client['container.remove']({ id, force: true, volumes: false });
    await vi.waitFor(() => expect(list.now().some(({ name }) => name === 'mine')).toBe(false), waits);
    await client['vm.stop']();
    await vi.waitFor(() => expect(list.kinds.at(-1)).toBe('offline'), waits);
    await client['vm.start']();
    await vi.waitFor(() => expect(list.now().length).toBeGreaterThan(3), waits);
  });

  it('put no more and more listeners anywhere, however many containers come and go', async () => {
    const { client } = core;
    const list = followContainers();
    await vi.waitFor(() => expect(list.now().length).toBeGreaterThan(3), waits);
    const run = { image: 'redis:7-alpine', command: [], env: [], remove: true };
    const port = { hostAddress: '127.0.0.1', containerPort: 6379, protocol: 'tcp' } as const;
    for (let round = 0; round < 3; round += 1) {
      const made = await Promise.all(
        Array.from({ length: 12 }, () => client['container.run']({ ...run, ports: [port] })),
      );
      await vi.waitFor(
        () => expect(list.now().filter(({ id }) => made.some((one) => one.id === id))).toHaveLength(12),
        waits,
      );
      await Promise.all(made.map(({ id }) => client['container.remove']({ id, force: true, volumes: true })));
    }
    await pause(300);
    expect(warnings).toEqual([]);
  });

  it('carry a terminal in a container', async () => {
    const { client } = core;
    const { id } = await client['container.run']({
      ...{ image: 'redis:7-alpine', command: [], ports: [], env: [], remove: false, name: 'mine' },
    });
    let output = '';
    let code: number | undefined;
    for await (const item of client['container.exec']({ id, command: ['sh'], columns: 80, rows: 24 })) {
      if (item.kind === 'opened') {
        await client['guest.resize']({ id: item.id, columns: 100, rows: 40 });
        await client['guest.write']({
          id: item.id,
          data: Buffer.from('echo a-$TERM; exit 5\r').toString('base64'),
        });
      } else if (item.kind === 'output') output += Buffer.from(item.data, 'base64').toString();
      else ({ code } = item);
    }
    expect(output).toContain('a-xterm-256color');
    expect(code).toBe(5);
  });

  it('tell what the engine is', async () => {
    const details = await core.client['engine.details']();
    expect(details.version).toMatch(/^\d/);
    expect(details.storageDriver).not.toBe('');
  });

  it('are refused while there is no VM', async () => {
    const { client } = core;
    await client['vm.stop']();
    await expect(client['container.act']({ id: 'a', action: 'start' })).rejects.toMatchObject({
      code: 'vm.notRunning',
    });
    await expect(client['engine.details']()).rejects.toMatchObject({ code: 'vm.notRunning' });
    for await (const list of client['images.watch']()) {
      expect(list).toEqual({ kind: 'offline' });
      break;
    }
  });
});
