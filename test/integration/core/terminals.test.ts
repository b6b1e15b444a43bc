/** Terminals in containers, through the contract, on the fake engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AttachItem, DebugItem } from '../../../main/contract/terminal-model.ts';
import { fakeCore, type FakeCore } from './fake-app.ts';

const size = { columns: 80, rows: 24 };
const run = { image: 'redis:7-alpine', ports: [], env: [], remove: false };

describe('terminals in containers', () => {
  let core: FakeCore;
  beforeAll(async () => {
    core = await fakeCore({ scenario: 'demo' });
    await core.client['vm.start']();
  });
  afterAll(() => core.end());

  it('tell which shells an image has, and that one has none', async () => {
    const { client } = core;
    const shells = async (id: string) => (await client['container.shells']({ id })).paths;
    expect(await shells('cache')).toEqual(['/bin/ash', '/bin/sh']);
    expect(await shells('whoami')).toEqual([]);
    expect(await shells('not-there')).toEqual([]);
  });

  it('hear a container from its first word on, and say how it ended', async () => {
    const { client } = core;
    const { id } = await client['container.create']({
      ...run,
      ...{ name: 'first-word', command: ['sh'], interactive: true, tty: true },
    });
    const { items, output } = await typed(
      client,
      client['container.attach']({ id, start: true, ...size }),
      'exit 4\r',
    );
    expect(items[0]).toEqual({ kind: 'attached', tty: true, stdin: true });
    expect(output).toMatch(/^\S+ #/);
    expect(items.at(-1)).toEqual({ kind: 'ended', code: 4 });
  });

  it('take a container back that cannot be started', async () => {
    const { client } = core;
    const ports = [{ hostAddress: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' } as const];
    const { id } = await client['container.create']({ ...run, name: 'no-start', command: [], ports });
    await expect(
      typed(client, client['container.attach']({ id, start: true, ...size })),
    ).rejects.toMatchObject({
      code: 'engine.portTaken',
    });
    await expect(client['engine.inspect']({ kind: 'container', id })).rejects.toMatchObject({
      code: 'container.gone',
    });
  });

  it('keep apart what a process without a terminal puts out', async () => {
    const { client } = core;
    const { id } = await client['container.create']({
      ...run,
      ...{ name: 'two-outputs', command: ['sh', '-c', 'echo out; nothing-like-it'] },
    });
    const { items } = await typed(client, client['container.attach']({ id, start: true, ...size }));
    const outputs = items.flatMap((item) => (item.kind === 'output' ? [item.fd] : []));
    expect(items[0]).toEqual({ kind: 'attached', tty: false, stdin: false });
    expect(new Set(outputs)).toEqual(new Set([1, 2]));
    expect(items.at(-1)).toEqual({ kind: 'ended', code: 127 });
  });

  it('do not wait for a container that does not run', async () => {
    const { client } = core;
    for (const name of ['container.attach', 'container.debug'] as const) {
      const items = client[name]({ id: 'nightly-report', ...size })[Symbol.asyncIterator]();
      await expect(items.next()).rejects.toMatchObject({ code: 'container.notRunning' });
    }
    const paused = client['container.debug']({ id: 'cache', ...size })[Symbol.asyncIterator]();
    await expect(paused.next()).rejects.toMatchObject({ code: 'container.paused' });
  });

  it("have the VM's own shell in a container without one", async () => {
    const { client } = core;
    const { items, output } = await typed(
      client,
      client['container.debug']({ id: 'whoami', ...size }),
      'ps\rexit 3\r',
    );
    expect(items[0]?.kind).toBe('entered');
    expect(output).toContain('/hello');
    expect(items.at(-1)).toEqual({ kind: 'exit', code: 3 });
  });
});

/** Reads a terminal to its end, typing something once it is open. */
async function typed(client: CoreClient, stream: AsyncIterable<AttachItem | DebugItem>, keys?: string) {
  const items: (AttachItem | DebugItem)[] = [];
  let output = '';
  for await (const item of stream) {
    items.push(item);
    if (item.kind === 'opened' && keys !== undefined)
      await client['guest.write']({ id: item.id, data: Buffer.from(keys).toString('base64') });
    if (item.kind === 'output') output += Buffer.from(item.data, 'base64').toString();
  }
  return { items, output };
}
