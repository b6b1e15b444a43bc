import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectControl } from '../../main/hosts/node/control.ts';
import { FakeEvent } from '../fakes/electron.ts';
import { faultyCore, Fixtures, until } from './fixture.ts';

const fixtures = new Fixtures();
afterEach(() => fixtures.end());

/** A guest that no command and no button ends. */
const stubborn = {
  ignorePowerButton: true,
  commands: new Map([['runit-init', () => 0]]),
};

describe('quitting', () => {
  it('stops the VM that runs, and closes everything', async () => {
    const { electron, client, paths } = await fixtures.shell();
    const core = await client();
    await core['vm.start']();
    electron.app.quit();
    expect(electron.app.exitCode).toBeUndefined();
    expect(await electron.app.exited).toBe(0);
    await expect(connectControl(paths.controlSocket)).rejects.toMatchObject({ code: 'core.notRunning' });
    expect(await readFile(paths.appLog, 'utf8')).toMatch(/stop took \d+ ms/);
  });

  it('cancels a start under way', async () => {
    const { run } = faultyCore({ neverBoots: true });
    const { electron, client } = await fixtures.shell({ runCore: run });
    const starting = (await client())['vm.start']();
    starting.catch(() => undefined);
    await until(() => electron.trays[0]?.toolTip === 'Moorage: Starting …');
    electron.app.quit();
    expect(await electron.app.exited).toBe(0);
    await expect(starting).rejects.toThrow();
    expect(electron.messages).toEqual([]);
  });

  it('cancels the start of the core itself', async () => {
    const { electron } = await fixtures.shell();
    await until(() => electron.windows[0]);
    electron.app.quit();
    expect(await electron.app.exited).toBe(0);
  });

  it('ends a VM that takes longer than it may', async () => {
    const { run, seen } = faultyCore(stubborn);
    const { electron, client } = await fixtures.shell({ runCore: run, orderlyMs: 300 });
    await (await client())['vm.start']();
    electron.app.quit();
    expect(await electron.app.exited).toBe(0);
    expect(seen.killed).toBe(1);
  });

  it('ends the VM at once when asked a second time', async () => {
    const { run, seen } = faultyCore(stubborn);
    const { electron, client } = await fixtures.shell({ runCore: run });
    await (await client())['vm.start']();
    electron.app.quit();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([seen.killed, electron.app.exitCode]).toEqual([0, undefined]);
    electron.app.quit();
    expect(await electron.app.exited).toBe(0);
    expect(seen.killed).toBe(1);
  });

  it('holds up a system that shuts down, and isn’t hurried by its asking twice', async () => {
    const { run, seen } = faultyCore({ slowMs: 100 });
    const { electron, client } = await fixtures.shell({ runCore: run });
    await (await client())['vm.start']();
    const [shutdown, quit] = [new FakeEvent(), new FakeEvent()];
    electron.powerMonitor.emit('shutdown', shutdown);
    electron.app.emit('before-quit', quit);
    expect([shutdown.defaultPrevented, quit.defaultPrevented]).toEqual([true, true]);
    expect(await electron.app.exited).toBe(0);
    expect(seen.killed).toBe(0);
  });

  it('lets the VM go on running after a mistake of ours', async () => {
    const { run } = faultyCore({});
    const ends: unknown[] = [];
    const { electron, client, panic } = await fixtures.shell({
      runCore: async (options) => {
        const core = await run(options);
        return { ...core, end: (how) => (ends.push(how), core.end(how)) };
      },
    });
    await (await client())['vm.start']();
    panic(new TypeError('unforeseen'));
    expect(await electron.app.exited).toBe(1);
    expect(ends).toEqual([{ stopVm: false }]);
    expect(electron.errorBoxes).toHaveLength(1);
  });

  it('has the guest link checked when the computer wakes', async () => {
    // A connection over which nothing comes back any more, as after a long sleep.
    let answers = false;
    const silent = async () => (answers ? 0 : new Promise<number>(() => {}));
    const { run } = faultyCore({ commands: new Map([['true', silent]]) });
    const { electron, client, paths } = await fixtures.shell({ runCore: run });
    const core = await client();
    await core['vm.start']();
    electron.powerMonitor.emit('suspend');
    electron.powerMonitor.emit('resume');
    await until(() => readFileSync(paths.appLog, 'utf8').includes('the connection is dead'));
    answers = true;
    await until(() => electron.trays[0]?.toolTip === 'Moorage: Running');
    const code = async () => {
      for await (const item of core['guest.session']({ argv: ['true'] })) {
        if (item.kind === 'exit') return item.code;
      }
      return undefined;
    };
    await vi.waitFor(async () => expect(await code()).toBe(0));
  });
});

describe('with a core that runs already', () => {
  it('is its client, and leaves its VM running', async () => {
    const home = await fixtures.folder();
    const other = await fixtures.otherCore(home);
    const { electron, client } = await fixtures.shell({ home });
    const core = await client();
    await core['vm.start']();
    expect(other.app.state.value.kind).toBe('running');
    await until(() => electron.trays[0]?.toolTip === 'Moorage: Running');
    electron.app.quit();
    expect(await electron.app.exited).toBe(0);
    expect(other.app.state.value.kind).toBe('running');
    await expect(core.status()).rejects.toMatchObject({ code: 'link.closed' });
  });

  it('closes the page’s link with that core, and has the next core itself', async () => {
    const home = await fixtures.folder();
    const other = await fixtures.otherCore(home);
    const { electron, client } = await fixtures.shell({ home });
    const core = await client();
    await core['vm.start']();
    const waiting = core.logs({ source: 'app', follow: true, lines: 0 })[Symbol.asyncIterator]().next();
    const lost = expect(waiting).rejects.toMatchObject({ code: 'link.closed' });
    await other.end({ stopVm: true });
    await lost;
    expect((await (await client()).status()).state).toBe('stopped');
    await until(() => electron.trays[0]?.toolTip === 'Moorage: Stopped');
  });

  it('begins a new core after somebody had its own one end', async () => {
    const { client, electron } = await fixtures.shell();
    const core = await client();
    await core['vm.start']();
    await core['core.quit']();
    await until(() => electron.trays[0]?.toolTip === 'Moorage: Stopped');
    expect((await (await client()).status()).state).toBe('stopped');
  });
});
