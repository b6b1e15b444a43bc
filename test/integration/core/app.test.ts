import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { VmState } from '../../../main/contract/model.ts';
import { startSteps } from '../../../main/contract/model.ts';
import { fakeCore, type FakeCore } from './fake-app.ts';
import type { FakeOptions } from '../../../main/core/vm/fake.ts';

describe('a core', () => {
  const cores: FakeCore[] = [];
  const core = async (options: FakeOptions = {}) => {
    const made = await fakeCore(options);
    cores.push(made);
    return made;
  };
  afterEach(async () => {
    for (const one of cores.splice(0)) await one.end();
  });

  const ping = (socketPath: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ socketPath, path: '/_ping', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  const states = async (client: FakeCore['client'], until: VmState['kind']) => {
    const seen: VmState[] = [];
    for await (const state of client['vm.watch']()) {
      seen.push(state);
      if (state.kind === until) break;
    }
    return seen;
  };

  it('M01 starts through the named steps, answers on the engine socket, and stops', async () => {
    const { client, paths } = await core();
    const watching = states(client, 'running');
    await client['vm.start']();
    const seen = (await watching).flatMap((state) => (state.kind === 'starting' ? [state.step] : []));
    expect(startSteps.filter((step) => seen.includes(step))).toEqual([...new Set(seen)]);
    expect(await ping(paths.engineSocket)).toBe(200);
    await client['vm.stop']();
    expect((await client.status()).state).toBe('stopped');
    expect(await ping(paths.engineSocket)).toBe(503);
  });

  it('takes a second start and a second stop as said already', async () => {
    const { client } = await core();
    await Promise.all([client['vm.start'](), client['vm.start']()]);
    await client['vm.start']();
    expect((await client.status()).state).toBe('running');
    await Promise.all([client['vm.stop'](), client['vm.stop']()]);
    await client['vm.stop']();
    expect((await client.status()).state).toBe('stopped');
  });

  it('cancels a start, leaves nothing running, and starts again', async () => {
    const { client, driver, paths } = await core({ slowMs: 300 });
    const controller = new AbortController();
    const starting = client['vm.start']({}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 400);
    await expect(starting).rejects.toThrow();
    expect((await states(client, 'stopped')).at(-1)?.kind).toBe('stopped');
    expect(await driver.find(paths.vmDir)).toBeUndefined();
    await client['vm.start']();
    expect((await client.status()).state).toBe('running');
  });

  it('goes on with a start that another client still waits for', async () => {
    const { client } = await core({ slowMs: 200 });
    const controller = new AbortController();
    const one = client['vm.start']({}, { signal: controller.signal });
    const other = client['vm.start']();
    setTimeout(() => controller.abort(), 100);
    await expect(one).rejects.toThrow();
    await other;
    expect((await client.status()).state).toBe('running');
  });

  it('is told when the VM dies, and starts it again', async () => {
    const { client } = await core({ diesAfterMs: 1500 });
    await client['vm.start']();
    const seen = await states(client, 'failed');
    expect(seen.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'vm.exited' } });
    await client['vm.start']();
    expect((await client.status()).state).toBe('running');
  });

  it('reaches a guest that refuses at first', async () => {
    const { client } = await core({ refuseConnections: 3 });
    await client['vm.start']();
    expect((await client.status()).state).toBe('running');
  });

  it('M03 runs commands in the guest, with their exit code', async () => {
    const { client } = await core();
    await expect(collect(client, ['true'])).rejects.toMatchObject({ code: 'vm.notRunning' });
    await client['vm.start']();
    expect(await collect(client, ['echo', "it's", '$HOME'])).toEqual({ text: "it's $HOME\n", code: 0 });
    expect((await collect(client, ['no-such-program'])).code).toBe(127);
  });

  const collect = async (client: FakeCore['client'], argv: string[]) => {
    let text = '';
    let code = -1;
    for await (const item of client['guest.session']({ argv })) {
      if (item.kind === 'output' && item.fd === 1) text += Buffer.from(item.data, 'base64').toString();
      if (item.kind === 'exit') code = item.code;
    }
    return { text, code };
  };

  it('M05 checks settings before it takes them', async () => {
    const { client } = await core();
    await expect(client['settings.set']({ cpus: 64 })).rejects.toMatchObject({ code: 'config.tooManyCpus' });
    await expect(client['vm.start']({ memoryMiB: 999_999 })).rejects.toMatchObject({
      code: 'config.tooMuchMemory',
    });
    expect((await client.status()).state).toBe('absent');
    await client['vm.start']();
    const { restartNeeded } = await client['settings.set']({ memoryMiB: 1024 });
    expect(restartNeeded).toEqual(['memoryMiB']);
    await expect(client['settings.set']({ dataDiskGiB: 16 })).rejects.toMatchObject({
      code: 'config.diskShrink',
    });
  });

  it('deletes the disks, running or not', async () => {
    const { client, driver, paths } = await core();
    await client['vm.start']();
    expect(await driver.diskGiB(paths.vmDir)).toBeGreaterThan(0);
    await client['vm.delete']();
    expect(await driver.diskGiB(paths.vmDir)).toBeUndefined();
    expect((await client.status()).state).toBe('absent');
  });
});
