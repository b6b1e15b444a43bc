/** The core's end of what serves shares, with real processes that stand for the helper, on real sockets. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { identifyProcess } from '../../../../../main/core/lib/process-identity.ts';
import { endProcess, eventually, rig, shareOf } from './helper-fixture.ts';

const a = 'aaaaaaaaaaaa';
const b = 'bbbbbbbbbbbb';
const never = new AbortController().signal;

// The stand-in listens on a path, which is no pipe.
describe.skipIf(process.platform === 'win32')('a core', { timeout: 30_000 }, () => {
  it('starts a helper where there is none, and tells it what to serve and what is mounted', async () => {
    const { core, told, toldLast } = await rig();
    const { host } = await core();
    await host.serve([shareOf(a), shareOf(b)], never);
    expect(host.states.value).toEqual([
      { id: a, state: 'ready' },
      { id: b, state: 'ready' },
    ]);
    host.mounted(['/guest/x', '/guest/y']);
    await toldLast('now mounted /guest/x /guest/y');
    expect(await told()).toEqual([
      'now start',
      'now connected',
      `now serve 1 ${a} ${b}`,
      'now mounted /guest/x /guest/y',
    ]);
  });

  it('that comes later finds the helper of the one before it', async () => {
    const { core, told, pids, toldLast } = await rig();
    const { host, scope } = await core();
    await host.serve([shareOf(a)], never);
    await scope.close();
    await toldLast('now hung up');
    const next = await core();
    await next.host.serve([shareOf(b)], never);
    expect(next.host.states.value).toEqual([{ id: b, state: 'ready' }]);
    expect(await pids()).toHaveLength(1);
    expect(await told()).not.toContain('now quit');
  });

  it.each(['', 'strange'])(
    'tells a helper of another version to quit, and starts its own (the other one is %j)',
    async (how) => {
      const { core, told, behave, startHelper, failures } = await rig();
      await behave(how);
      await startHelper('before');
      await behave('');
      const { host } = await core('now');
      await host.serve([shareOf(a)], never);
      expect(host.states.value).toEqual([{ id: a, state: 'ready' }]);
      const lines = await told();
      expect(lines.filter((line) => line.startsWith('before')).slice(0, 3)).toEqual([
        'before start',
        'before connected',
        'before quit',
      ]);
      expect(lines.filter((line) => line.startsWith('now'))).toEqual([
        'now start',
        'now connected',
        `now serve 1 ${a}`,
      ]);
      expect(failures).toEqual([]);
    },
  );

  it('replaces a helper that dies, and tells the new one what the old one knew', async () => {
    const { core, told, pids, toldLast } = await rig();
    const { host } = await core();
    await host.serve([shareOf(a)], never);
    host.mounted(['/guest/x']);
    await toldLast('now mounted /guest/x');
    const [first = 0] = await pids();
    endProcess(first);
    await eventually(() => host.states.value[0]?.state === 'opening', 'the share is known not to be served');
    await eventually(async () => (await pids()).length === 2, 'another helper');
    await toldLast('now mounted /guest/x');
    expect((await told()).slice(-4)).toEqual([
      'now start',
      'now connected',
      `now serve 2 ${a}`,
      'now mounted /guest/x',
    ]);
    await eventually(() => host.states.value[0]?.state === 'ready', 'the share is served again');
  });

  it('that waits for a helper which dies is answered by the next one', async () => {
    const { core, pids, behave, toldLast } = await rig(1);
    await behave('deaf');
    const { host } = await core();
    let served = false;
    const serving = host.serve([shareOf(a)], never).then(() => (served = true));
    await toldLast(`now serve 1 ${a}`);
    expect(served).toBe(false);
    await behave('');
    const [first = 0] = await pids();
    const before = Date.now();
    endProcess(first);
    await serving;
    // Before its own patience is over.
    expect(Date.now() - before).toBeLessThan(12_000);
  });

  it('goes on without shares that take too long', async () => {
    const { core, behave } = await rig();
    await behave('deaf');
    const { host } = await core();
    await host.serve([shareOf(a)], never);
    expect(host.states.value).toEqual([{ id: a, state: 'ready' }]);
    const controller = new AbortController();
    const serving = host.serve([shareOf(b)], controller.signal);
    controller.abort(new Error('enough'));
    await expect(serving).rejects.toThrow('enough');
  });

  it('does not replace a helper whose VM has ended', async () => {
    const { core, pids, vm, way, failures } = await rig();
    await core();
    vm.kill('SIGKILL');
    await once(vm, 'exit');
    expect(await identifyProcess(way.process.pid)).toBeUndefined();
    const [first = 0] = await pids();
    endProcess(first);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await pids()).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('tries again for as long as the VM runs if no helper can be started', async () => {
    const { core, pids, behave, failures } = await rig();
    const { host } = await core();
    await host.serve([shareOf(a)], never);
    await behave('dies');
    const [first = 0] = await pids();
    const realTime = globalThis.setTimeout;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    /** Real processes need real time; what a core waits for may pass faster. */
    const pass = async (ms: number, until: () => boolean | Promise<boolean>) => {
      for (let step = 0; step < 400 && !(await until()); step += 1) {
        await vi.advanceTimersByTimeAsync(ms);
        await new Promise((resolve) => realTime(resolve, 20));
      }
    };
    try {
      endProcess(first);
      await pass(20, async () => (await pids()).length > 1);
      await behave('');
      await pass(1000, () => failures.length > 0);
      expect(failures).toMatchObject([{ code: 'share.failed' }]);
      await pass(20, async () => (await pids()).length > 2 && host.states.value[0]?.state === 'ready');
    } finally {
      vi.useRealTimers();
    }
    expect((await pids()).length).toBeGreaterThan(2);
    expect(host.states.value).toEqual([{ id: a, state: 'ready' }]);
  });

  it('that nobody wants any more lets go of a helper that says nothing', async () => {
    const { core, behave, startHelper, paths, toldLast } = await rig();
    await behave('silent');
    await startHelper('now');
    await eventually(() => existsSync(paths.shareSocket), 'its socket');
    const controller = new AbortController();
    const coming = core('now', controller.signal);
    const failed = expect(coming).rejects.toThrow('enough');
    await toldLast('now connected');
    controller.abort(new Error('enough'));
    await failed;
    await toldLast('now hung up');
  });

  it('that ends leaves a helper to a VM that runs, and sees one off whose VM has ended', async () => {
    const { core, pids, vm, told, toldLast } = await rig();
    const first = await core();
    await first.scope.close();
    await toldLast('now hung up');
    const [pid = 0] = await pids();
    expect(await identifyProcess(pid)).toBeDefined();
    const second = await core();
    vm.kill('SIGKILL');
    await once(vm, 'exit');
    await second.scope.close();
    expect(await told()).toContain('now quit');
    await eventually(async () => (await identifyProcess(pid)) === undefined, 'the helper is gone');
    expect(await pids()).toHaveLength(1);
  });
});
