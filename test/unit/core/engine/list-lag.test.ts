/** A list that is behind what the events have told. */
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createDocker } from '../../../../main/core/engine/docker.ts';
import { createInventory } from '../../../../main/core/engine/inventory.ts';
import { ListLag } from '../../../../main/core/engine/list-lag.ts';

const listed = (State: string) => [{ Id: 'a', State }];

it('the list is read again until it says what an event has said, for a while', () => {
  let now = 0;
  const waits = new ListLag(() => now);
  const event = (action: string, id = 'a') => waits.take({ subject: 'container', action, id, container: '' });
  expect(waits.agree(listed('running'))).toBe(true);
  event('pause');
  expect([waits.agree(listed('running')), waits.agree(listed('paused'))]).toEqual([false, true]);
  event('unpause');
  expect([waits.agree(listed('paused')), waits.agree(listed('running'))]).toEqual([false, true]);
  event('pause');
  event('die');
  expect(waits.agree(listed('exited'))).toBe(true);
  event('pause', 'gone');
  expect(waits.agree(listed('running'))).toBe(true);
  event('pause');
  now = 30_000;
  expect(waits.agree(listed('running'))).toBe(true);
  waits.take({ subject: 'image', action: 'pause', id: 'a', container: '' });
  expect(waits.agree(listed('running'))).toBe(true);
});

it('a running container is waited for in the network that it was connected to, one that starts is not', () => {
  const waits = new ListLag();
  const connected = () => waits.take({ subject: 'network', action: 'connect', id: 'n', container: 'a' });
  const within = (State: string, ...ids: string[]) => {
    const Networks = Object.fromEntries(ids.map((NetworkID) => [NetworkID, { NetworkID }]));
    return [{ Id: 'a', State, NetworkSettings: { Networks } }];
  };
  connected();
  expect([waits.agree(within('running', 'm')), waits.agree(within('running', 'm', 'n'))]).toEqual([
    false,
    true,
  ]);
  connected();
  expect(waits.agree(within('created'))).toBe(true);
  connected();
  waits.take({ subject: 'network', action: 'disconnect', id: 'm', container: 'a' });
  expect(waits.agree(within('running', 'm'))).toBe(false);
});

it('the engine sends the event before its list says so: the list of the window follows all the same', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pause-'));
  const socketPath = join(dir, 's');
  let state = 'running';
  let reads = 0;
  const events: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.includes('/events')) {
      response.writeHead(200).flushHeaders();
      events.push(response);
    } else if (path.includes('/containers/json')) {
      reads += 1;
      response.end(JSON.stringify(listed(state)));
    } else response.end(path.includes('/volumes') ? '{}' : '[]');
  });
  server.listen(socketPath);
  await once(server, 'listening');
  const controller = new AbortController();
  onTestFinished(async () => {
    controller.abort();
    server.closeAllConnections();
    server.close();
    await rm(dir, { recursive: true, force: true });
  });
  const docker = createDocker({ socketPath });
  const quiet = { write: () => undefined, failure: () => '', redact: () => undefined };
  const inventory = createInventory(docker, quiet);
  const shown = () => {
    const { value } = inventory.containers;
    return value.kind === 'ready' ? value.items[0]?.state : undefined;
  };
  inventory.follow(controller.signal);
  await vi.waitFor(() => expect(shown()).toBe('running'), 4000);
  await vi.waitFor(() => expect(events).not.toEqual([]), 4000);

  const before = reads;
  events[0]?.write(`${JSON.stringify({ Type: 'container', Action: 'pause', Actor: { ID: 'a' } })}\n`);
  await vi.waitFor(() => expect(reads).toBeGreaterThan(before + 1), 4000);
  expect(shown()).toBe('running');
  state = 'paused';
  await vi.waitFor(() => expect(shown()).toBe('paused'), 4000);
  const settled = reads;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(reads).toBe(settled);
});
