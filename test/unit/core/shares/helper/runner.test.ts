import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../../../../main/contract/errors.ts';
import type { SyncProgress } from '../../../../../main/contract/model.ts';
import type { Log } from '../../../../../main/core/lib/log.ts';
import { orAbort } from '../../../../../main/core/lib/retry.ts';
import type { ServedShare, ServedState } from '../../../../../main/core/shares/host.ts';
import type { Agent } from '../../../../../main/core/shares/helper/event-source.ts';
import {
  mountInGuest,
  Runner,
  watchProblem,
  type Provider,
  type RunnerOptions,
  type Telling,
} from '../../../../../main/core/shares/helper/runner.ts';
import { FakeLink } from './fake-link.ts';

const share: ServedShare = {
  id: '0123456789ab',
  path: '/host/code',
  guestPath: '/code',
  readOnly: false,
  provider: 'ssh',
  ignore: [],
  paused: false,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets what is under way go on, and some time pass. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** A provider that does what the test says. */
class FakeProvider implements Provider {
  readonly told: string[] = [];
  /** Calls of `serve` that aren't over. */
  readonly serving: {
    readonly ready: () => void;
    readonly end: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  readonly followed: (readonly string[])[] = [];
  served = 0;
  following: () => Promise<void> = () => Promise.resolve();

  serve(ready: () => void, signal: AbortSignal): Promise<void> {
    this.served += 1;
    this.told.push('serve');
    const over = new Promise<void>((end, fail) => this.serving.push({ ready, end, fail }));
    return orAbort(over, signal);
  }

  follow(folders: readonly string[]): Promise<void> {
    this.followed.push(folders);
    return this.following();
  }

  setAgent(agent: ((base: string) => Agent) | undefined): void {
    this.told.push(agent === undefined ? 'no agent' : 'agent');
  }

  close(): void {
    this.told.push('close');
  }

  get now() {
    const now = this.serving.at(-1);
    if (now === undefined) throw new Error('nothing is served');
    return now;
  }
}

class FakePausing extends FakeProvider {
  pause(paused: boolean): void {
    this.told.push(paused ? 'pause' : 'go on');
  }
}

/** A runner with its provider, which are closed with the test. */
function rig<P extends FakeProvider>(
  provider: P,
  changes: Partial<RunnerOptions> = {},
  early?: (telling: Telling) => void,
) {
  const link = new FakeLink();
  const failures: unknown[] = [];
  const log: Log = {
    write: () => undefined,
    failure: (_area, error) => {
      failures.push(error);
      return '';
    },
    redact: () => undefined,
  };
  let telling: Telling | undefined;
  const runner = new Runner(
    { share, link, pace: 1, hidden: [], stateFile: '/none', log, ...changes },
    (_options, given) => {
      telling = given;
      early?.(given);
      return provider;
    },
  );
  onTestFinished(() => runner.close(false));
  if (telling === undefined) throw new Error('no provider was made');
  const states: ServedState['state'][] = [runner.state.value.state];
  runner.state.subscribe(({ state }) => states.push(state));
  return { runner, provider, link, failures, telling, states };
}

const broken = new AppError('share.failed', { params: { path: share.path, reason: 'broken' } });
const gone = new AppError('share.folderGone', { params: { path: share.path } });
const limit = new AppError('share.watchLimit', { params: { path: share.path } });
const wired = ({ code, params }: AppError) => ({ code, params });

describe('a share', () => {
  it('is opening until its provider says that it is ready', async () => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    expect(runner.state.value).toEqual({ id: share.id, state: 'opening' });
    provider.now.ready();
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready' });
    await runner.tried;
  });

  it('waits for the connection to the guest', async () => {
    const link = new FakeLink();
    link.connected.set(false);
    const { provider } = rig(new FakeProvider(), { link });
    await pass(5000);
    expect(provider.served).toBe(0);
    link.connected.set(true);
    await pass();
    expect(provider.served).toBe(1);
  });

  it('that fails says why, and is tried again after a second until it works', async () => {
    const { runner, provider, states } = rig(new FakeProvider());
    await pass();
    provider.now.fail(broken);
    await runner.tried;
    expect(runner.state.value).toEqual({ id: share.id, state: 'failed', error: wired(broken) });
    await pass(999);
    expect(provider.served).toBe(1);
    await pass(1);
    expect(provider.served).toBe(2);
    provider.now.ready();
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready' });
    expect(states).toEqual(['opening', 'failed', 'ready']);
  });

  it('that is over without an error is served again and stays ready: what is mounted waits for it', async () => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    provider.now.ready();
    provider.now.end();
    await pass(1000);
    expect(provider.served).toBe(2);
    expect(runner.state.value.state).toBe('ready');
  });

  it('that fails while it is ready has failed', async () => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    provider.now.ready();
    provider.now.fail(broken);
    await pass();
    expect(runner.state.value.state).toBe('failed');
  });

  it.each([
    ['an error', new Error('why'), 'why'],
    ['something else', 'just words', 'just words'],
  ])('that fails with %s of the system says so in one of ours', async (_what, thrown, reason) => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    provider.now.fail(thrown);
    await pass();
    expect(runner.state.value.error).toEqual({
      code: 'share.failed',
      params: { path: share.path, reason },
    });
  });

  it('that fails again and again for the same reason is in the log once', async () => {
    const { provider, failures } = rig(new FakeProvider());
    for (let tries = 0; tries < 3; tries += 1) {
      await pass(1000);
      provider.now.fail(broken);
    }
    await pass(1000);
    expect(provider.served).toBe(4);
    expect(failures).toEqual([broken]);
    provider.now.ready();
    provider.now.fail(broken);
    await pass();
    expect(failures).toEqual([broken, broken]);
  });

  it('whose guest cannot be reached has not failed: it is opening, and not tried yet', async () => {
    const { runner, provider, failures } = rig(new FakeProvider());
    let tried = false;
    void runner.tried.then(() => (tried = true));
    await pass();
    provider.now.fail(new AppError('guest.unreachable', { params: { reason: 'why' } }));
    await pass();
    expect(runner.state.value).toEqual({ id: share.id, state: 'opening' });
    expect(failures).toEqual([]);
    expect(tried).toBe(false);
    await pass(1000);
    provider.now.fail(broken);
    await pass(1000);
    expect(tried).toBe(true);
    // And what it had failed with before is not told then.
    provider.now.fail(new AppError('guest.unreachable', { params: { reason: 'why' } }));
    await pass();
    expect(runner.state.value).toEqual({ id: share.id, state: 'opening' });
  });
});

describe('what a provider tells while it works', () => {
  it('is a warning that leaves the share ready', async () => {
    const { runner, provider, telling } = rig(new FakeProvider());
    await pass();
    provider.now.ready();
    telling.warn(limit);
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready', warning: wired(limit) });
    telling.warn(undefined);
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready' });
  });

  it('is a failure until it is well again', async () => {
    const { runner, provider, telling } = rig(new FakeProvider());
    await pass();
    provider.now.ready();
    telling.fail(gone);
    expect(runner.state.value).toEqual({ id: share.id, state: 'failed', error: wired(gone) });
    telling.fail(undefined);
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready' });
  });

  it('does not make a share ready that is not served', async () => {
    const { runner, provider, telling } = rig(new FakeProvider());
    await pass();
    telling.fail(undefined);
    expect(runner.state.value.state).toBe('opening');
    provider.now.fail(broken);
    await pass();
    telling.fail(undefined);
    expect(runner.state.value).toMatchObject({ state: 'failed', error: wired(broken) });
  });

  it('is still so after the connection was made again', async () => {
    const { runner, provider, telling } = rig(new FakeProvider());
    await pass();
    provider.now.ready();
    telling.fail(gone);
    provider.now.end();
    await pass(1000);
    provider.now.ready();
    expect(runner.state.value).toMatchObject({ state: 'failed', error: wired(gone) });
    telling.fail(undefined);
    expect(runner.state.value.state).toBe('ready');
  });

  it('may be told before anything is served', () => {
    const { runner } = rig(new FakeProvider(), {}, (telling) => telling.warn(limit));
    expect(runner.state.value).toEqual({ id: share.id, state: 'opening', warning: wired(limit) });
  });

  it('comes from a watch: a folder that is gone is a failure, all else is to be known', async () => {
    const { runner, provider, telling } = rig(new FakeProvider());
    const problem = watchProblem(telling);
    await pass();
    provider.now.ready();
    problem(gone);
    expect(runner.state.value).toMatchObject({ state: 'failed', error: wired(gone) });
    problem(limit);
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready', warning: wired(limit) });
    problem(undefined);
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready' });
  });
});

describe('a synced share', () => {
  const progress = (phase: SyncProgress['phase']): SyncProgress => ({
    phase,
    filesDone: 1,
    filesTotal: 2,
    bytesDone: 3,
    bytesTotal: 4,
    conflicts: [],
  });

  it('tells how far it is', async () => {
    const { runner, provider, telling } = rig(new FakePausing());
    await pass();
    telling.progress(progress('copying'));
    expect(runner.state.value).toEqual({ id: share.id, state: 'opening', sync: progress('copying') });
    provider.now.ready();
    expect(runner.state.value).toEqual({ id: share.id, state: 'ready', sync: progress('copying') });
  });

  it('is paused while it is held, and ready again after it', async () => {
    const { runner, provider, telling } = rig(new FakePausing());
    await pass();
    provider.now.ready();
    telling.progress(progress('paused'));
    expect(runner.state.value.state).toBe('paused');
    telling.progress(progress('comparing'));
    expect(runner.state.value.state).toBe('ready');
  });

  it('that is paused from the beginning is so also once it is mounted', async () => {
    const { runner, provider } = rig(new FakePausing(), { share: { ...share, paused: true } }, (telling) =>
      telling.progress(progress('paused')),
    );
    await pass();
    provider.now.ready();
    await runner.tried;
    expect(runner.state.value.state).toBe('paused');
  });

  it('that has failed is paused if the user says so, unless it cannot be served at all', async () => {
    const { runner, provider, telling } = rig(new FakePausing());
    await pass();
    provider.now.ready();
    telling.fail(broken);
    telling.progress(progress('paused'));
    expect(runner.state.value).toEqual({ id: share.id, state: 'paused', sync: progress('paused') });
    telling.progress(progress('comparing'));
    expect(runner.state.value).toMatchObject({ state: 'failed', error: wired(broken) });
    telling.progress(progress('paused'));
    provider.now.fail(gone);
    await pass();
    expect(runner.state.value).toMatchObject({ state: 'failed', error: wired(gone) });
  });
});

describe('a change of a share', () => {
  it('that is none, or only holds it or has it go on, needs no new beginning', async () => {
    const { runner, provider } = rig(new FakePausing());
    await pass();
    expect(runner.adapt({ ...share })).toBe(true);
    expect(provider.told).toEqual(['serve']);
    expect(runner.adapt({ ...share, paused: true })).toBe(true);
    expect(runner.adapt({ ...share, paused: true })).toBe(true);
    expect(runner.share.paused).toBe(true);
    expect(runner.adapt(share)).toBe(true);
    expect(provider.told).toEqual(['serve', 'pause', 'go on']);
    expect(provider.served).toBe(1);
  });

  it('that holds it is nothing to a provider that cannot', async () => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    expect(runner.adapt({ ...share, paused: true })).toBe(true);
    expect(provider.told).toEqual(['serve']);
  });

  it.each([
    ['its folder', { path: '/elsewhere' }],
    ['its place', { guestPath: '/elsewhere' }],
    ['its access', { readOnly: true }],
    ['its provider', { provider: 'sync' }],
    ['what it leaves out', { ignore: ['*.o'] }],
    ['its volume', { volume: 'v' }],
    ['its folder, and holds it', { path: '/elsewhere', paused: true }],
  ] as const)('needs one if it is of %s', async (_what, change) => {
    const { runner, provider } = rig(new FakePausing());
    await pass();
    expect(runner.adapt({ ...share, ...change })).toBe(false);
    expect(runner.share).toEqual(share);
    expect(provider.told).toEqual(['serve']);
  });
});

describe('of what containers have mounted', () => {
  it.each([
    ['nothing', [], []],
    ['other folders', ['/other', '/workshop', '/wor'], []],
    ['the share itself', ['/code'], ['']],
    ['a folder that the share is in', ['/'], ['']],
    ['a folder in it', ['/code/a'], ['a']],
    ['several', ['/code/b', '/other', '/code/a/deep', '/code/b'], ['a/deep', 'b']],
    ['the share beside a folder in it', ['/code/a', '/code'], ['']],
    ['names that are no ASCII', ['/code/é'], ['\u00c3\u00a9']],
  ])('is followed what is in the share: %s', async (_what, paths, expected) => {
    const { runner, provider } = rig(new FakeProvider());
    runner.mounted(paths);
    await pass();
    expect(provider.followed).toEqual([expected]);
  });

  it('what cannot be followed is in the log, but not once the share is closed', async () => {
    const { runner, provider, failures } = rig(new FakeProvider());
    provider.following = () => Promise.reject(broken);
    runner.mounted(['/code']);
    await pass();
    expect(failures).toEqual([broken]);
    await runner.close(false);
    runner.mounted(['/code']);
    await pass();
    expect(failures).toEqual([broken]);
  });
});

describe('the end of a share', () => {
  it('ends the serving first, then the guest takes it away, then what serves it is closed', async () => {
    const { runner, provider, link } = rig(new FakeProvider());
    await pass();
    link.answer = () => {
      provider.told.push('unmount');
      return Promise.resolve({});
    };
    await runner.close(true);
    expect(provider.told).toEqual(['serve', 'unmount', 'close']);
    expect(link.ran).toEqual(['/usr/lib/moorage/share unmount 0123456789ab /code']);
    await runner.tried; // nobody waits for it any more
    await pass(5000);
    expect(provider.served).toBe(1);
  });

  it('leaves it in the guest when it is to be served again', async () => {
    const { runner, provider, link } = rig(new FakeProvider());
    await pass();
    await runner.close(false);
    expect(link.ran).toEqual([]);
    expect(provider.told.at(-1)).toBe('close');
  });

  it('comes also when the guest cannot be asked', async () => {
    const { runner, provider, link, failures } = rig(new FakeProvider());
    await pass();
    link.answer = () => Promise.reject(broken);
    await runner.close(true);
    expect(failures).toEqual([broken]);
    expect(provider.told.at(-1)).toBe('close');
  });

  it('does not wait for the next try', async () => {
    const { runner, provider } = rig(new FakeProvider());
    await pass();
    provider.now.fail(broken);
    await pass(10);
    await runner.close(false);
    expect(provider.served).toBe(1);
  });
});

it('the agent is handed on', () => {
  const { runner, provider } = rig(new FakeProvider());
  runner.setAgent(() => ({ pid: 1, call: () => Promise.resolve(0) }));
  runner.setAgent(undefined);
  expect(provider.told).toEqual(['agent', 'no agent']);
});

describe('mounting in the guest', () => {
  const mount = (link: FakeLink, changes: Partial<ServedShare> = {}) =>
    mountInGuest(
      {
        share: { ...share, ...changes },
        link,
        pace: 1,
        hidden: [],
        stateFile: '',
        log: { write: () => undefined, failure: () => '', redact: () => undefined },
      },
      new AbortController().signal,
    );

  it('says what and where', async () => {
    const link = new FakeLink();
    await mount(link);
    await mount(link, { readOnly: true });
    await mount(link, { provider: 'sync', volume: 'v' });
    expect(link.ran).toEqual([
      '/usr/lib/moorage/share mount 0123456789ab ssh rw /code',
      '/usr/lib/moorage/share mount 0123456789ab ssh ro /code',
      '/usr/lib/moorage/share mount 0123456789ab sync rw /code v',
    ]);
  });

  it.each([
    ['its last line', 'mount: cannot do it\nno such device\n', 'no such device'],
    ['its exit code if it says nothing', ' \n', 'exit code 4'],
    ['no more than a line of text holds', 'x'.repeat(999), 'x'.repeat(200)],
  ])('that fails says why: %s', async (_what, stderr, reason) => {
    const link = new FakeLink();
    link.answer = () => Promise.resolve({ exitCode: 4, stderr });
    await expect(mount(link)).rejects.toMatchObject({
      code: 'share.failed',
      params: { path: share.path, reason },
    });
  });

  it('is given up after some time', async () => {
    const link = new FakeLink();
    vi.useRealTimers();
    const asked: AbortSignal[] = [];
    link.answer = (_argv, { signal }) => {
      if (signal !== undefined) asked.push(signal);
      return Promise.resolve({});
    };
    const controller = new AbortController();
    await mountInGuest(
      {
        share,
        link,
        pace: 0.0005,
        hidden: [],
        stateFile: '',
        log: { write: () => undefined, failure: () => '', redact: () => undefined },
      },
      controller.signal,
    );
    await vi.waitFor(() => expect(asked.map(({ aborted }) => aborted)).toEqual([true]));
  });
});
