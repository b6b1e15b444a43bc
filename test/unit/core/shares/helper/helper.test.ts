/** The process that serves shares, here in the tests' own, with cores on real sockets. The guest is never reached. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runHelper } from '../../../../../main/core/shares/helper/helper.ts';
import {
  fromHelper,
  readMessages,
  sendMessage,
  type FromHelper,
} from '../../../../../main/core/shares/helper/messages.ts';
import { quiet } from '../../../../integration/engine/fixture.ts';
import { eventually, rig, shareOf, type Rig } from './helper-fixture.ts';

const a = 'aaaaaaaaaaaa';
const b = 'bbbbbbbbbbbb';

afterEach(() => void vi.useRealTimers());

/** A helper that runs until the test's end, and whether it has ended. */
async function helper({ paths }: Rig, version = 'now') {
  const state = { ended: false };
  const running = runHelper({ paths, version, log: quiet }).then(() => (state.ended = true));
  onTestFinished(async () => {
    if (!state.ended) sendMessage((await core(paths.shareSocket)).socket, { kind: 'quit' });
    await running;
  });
  await eventually(() => existsSync(paths.shareSocket), 'its socket');
  return state;
}

/** The connection of a core, and what it hears. */
async function core(path: string): Promise<{ socket: Socket; heard: FromHelper[] }> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const heard: FromHelper[] = [];
  readMessages(socket, fromHelper, (message) => heard.push(message));
  return { socket, heard };
}

const statesIn = (heard: readonly FromHelper[]) =>
  heard.flatMap((message) =>
    message.kind === 'states' ? [message.states.map(({ id, state }) => `${id} ${state}`)] : [],
  );

// Unix sockets have a file that tells when they are there.
describe.skipIf(process.platform === 'win32')('a helper', { timeout: 30_000 }, () => {
  it('says at once who it is and how its shares stand', async () => {
    const given = await rig();
    await helper(given, 'the version');
    const { heard } = await core(given.paths.shareSocket);
    await eventually(() => heard.length === 2, 'its greeting');
    expect(heard).toEqual([
      { kind: 'hello', version: 'the version' },
      { kind: 'states', states: [] },
    ]);
  });

  it('is the only one of a home', async () => {
    const given = await rig();
    await helper(given);
    await expect(runHelper({ paths: given.paths, version: 'now', log: quiet })).rejects.toMatchObject({
      code: 'engine.socketBusy',
    });
  });

  it('ends when it is told to, with its socket and the connections of cores', async () => {
    const given = await rig();
    const state = await helper(given);
    const { socket } = await core(given.paths.shareSocket);
    sendMessage(socket, { kind: 'quit' });
    await eventually(() => state.ended, 'its end');
    expect(existsSync(given.paths.shareSocket)).toBe(false);
  });

  it('serves what it is told, tells all cores how that stands, and takes away what is not told any more', async () => {
    const given = await rig();
    await helper(given);
    const first = await core(given.paths.shareSocket);
    const second = await core(given.paths.shareSocket);
    // A synced share is not waited for; one that we serve is, and this guest is never there.
    const shares = [{ ...shareOf(a, 'sync'), ignore: [], volume: 'v' }];
    const serve = { kind: 'serve' as const, way: given.way, hidden: [] };
    sendMessage(first.socket, { ...serve, number: 7, shares });
    await eventually(() => first.heard.some(({ kind }) => kind === 'served'), 'its answer');
    expect(first.heard).toContainEqual({ kind: 'served', number: 7 });
    expect(second.heard).not.toContainEqual({ kind: 'served', number: 7 });
    for (const { heard } of [first, second])
      await eventually(() => statesIn(heard).at(-1)?.join() === `${a} opening`, 'how it stands');
    const other = [{ ...shareOf(b, 'sync'), ignore: [], volume: 'w' }];
    sendMessage(second.socket, { ...serve, number: 1, shares: other });
    for (const { heard } of [first, second])
      await eventually(() => statesIn(heard).at(-1)?.join() === `${b} opening`, 'the other one');
    const third = await core(given.paths.shareSocket);
    await eventually(() => statesIn(third.heard).length > 0, 'a greeting');
    expect(statesIn(third.heard)).toEqual([[`${b} opening`]]);
  });

  it('shows a share as paused that was paused before it was served', async () => {
    const given = await rig();
    await helper(given);
    const { socket, heard } = await core(given.paths.shareSocket);
    const shares = [{ ...shareOf(a, 'sync'), ignore: [], volume: 'v', paused: true }];
    sendMessage(socket, { kind: 'serve', number: 1, way: given.way, hidden: [], shares });
    await eventually(() => statesIn(heard).at(-1)?.join() === `${a} paused`, 'that it is paused');
    // Going on is no new beginning.
    const again = shares.map((share) => ({ ...share, paused: false }));
    sendMessage(socket, { kind: 'serve', number: 2, way: given.way, hidden: [], shares: again });
    await eventually(() => statesIn(heard).at(-1)?.join() === `${a} opening`, 'that it goes on');
  });

  it('hangs up on who does not speak its language, and goes on with the others', async () => {
    const given = await rig();
    const state = await helper(given);
    const [good, bad] = [await core(given.paths.shareSocket), await core(given.paths.shareSocket)];
    const closed = once(bad.socket, 'close');
    bad.socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    sendMessage(good.socket, { kind: 'mounted', paths: ['/x'] });
    expect((await core(given.paths.shareSocket)).socket.destroyed).toBe(false);
    expect(good.socket.destroyed).toBe(false);
    expect(state.ended).toBe(false);
  });

  it('ends with its VM', async () => {
    const given = await rig();
    const state = await helper(given);
    const { socket, heard } = await core(given.paths.shareSocket);
    sendMessage(socket, { kind: 'serve', number: 1, way: given.way, hidden: [], shares: [] });
    await eventually(() => heard.some(({ kind }) => kind === 'served'), 'its answer');
    socket.destroy();
    expect(state.ended).toBe(false);
    given.vm.kill('SIGKILL');
    await eventually(() => state.ended, 'its end');
    expect(existsSync(given.paths.shareSocket)).toBe(false);
  });

  it('ends with the VM that it serves now, not with one before it', async () => {
    const [given, other] = [await rig(), await rig()];
    const state = await helper(given);
    const { socket, heard } = await core(given.paths.shareSocket);
    for (const [number, way] of [given.way, other.way].entries())
      sendMessage(socket, { kind: 'serve', number, way, hidden: [], shares: [] });
    await eventually(() => heard.filter(({ kind }) => kind === 'served').length === 2, 'its answers');
    given.vm.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(state.ended).toBe(false);
    other.vm.kill('SIGKILL');
    await eventually(() => state.ended, 'its end');
  });

  it('that hears nothing of any VM for a minute ends', async () => {
    const given = await rig();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = runHelper({ paths: given.paths, version: 'now', log: quiet });
    let ended = false;
    void running.then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await running;
  });
});

describe.skipIf(process.platform === 'win32')('a helper of another version', { timeout: 30_000 }, () => {
  it('makes room for that of the core that comes', async () => {
    const given = await rig();
    const state = await helper(given, 'before');
    const { host } = await given.core('now');
    expect(state.ended).toBe(true);
    await host.serve([shareOf(a)], new AbortController().signal);
    expect(host.states.value).toEqual([{ id: a, state: 'ready' }]);
    expect(await given.told()).toEqual(['now start', 'now connected', `now serve 1 ${a}`]);
    // So that nothing is told to the one that is gone.
    expect(given.failures).toEqual([]);
  });

  it('of the same version is used', async () => {
    const given = await rig();
    await helper(given, 'now');
    const { host } = await given.core('now');
    await host.serve([shareOf(a, 'sync')], new AbortController().signal);
    await eventually(() => host.states.value[0]?.state === 'opening', 'its state');
    expect(await given.pids()).toEqual([]);
  });
});
