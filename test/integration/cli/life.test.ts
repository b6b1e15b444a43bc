import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { status as statusSchema } from '../../../main/contract/schemas.ts';
import { build, finish, isAlive, newPlace, until, type Place } from './moorage.ts';

let place: Place;

beforeAll(build);
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.remove());

const start = (...more: string[]) => place.moorage(['start', '--driver', 'fake', ...more]);

async function status() {
  const { code, out, err } = await place.moorage(['status', '--json']);
  expect([code, err]).toEqual([0, '']);
  return v.parse(statusSchema, JSON.parse(out));
}

describe('a VM in the background', () => {
  it('starts, tells its status, and stops with its core', async () => {
    expect(await status()).toEqual({ state: 'absent', engine: null, vm: null, window: null, problems: [] });
    const started = await start('--cpus', '1', '--memory', '1G');
    expect([started.code, started.out]).toEqual([0, '']);
    expect(started.err).toContain('Booting the VM');
    expect(started.err).toContain(`answers at unix://${place.home}/docker.sock`);
    expect(await status()).toMatchObject({
      state: 'running',
      engine: { socket: join(place.home, 'docker.sock') },
      vm: { driver: 'fake', cpus: 1, memoryMiB: 1024 },
    });
    const core = await place.corePid();
    expect(isAlive(core)).toBe(true);
    expect(await place.moorage(['stop'])).toMatchObject({ code: 0, out: '' });
    await until(() => !isAlive(core), 'the core has ended');
    expect(await status()).toMatchObject({ state: 'stopped', vm: null });
    expect(await place.moorage(['stop'])).toMatchObject({ code: 0, err: 'Stopped.\n' });
  });

  it('says what would take a restart, and does that', async () => {
    await start('--cpus', '1', '--memory', '1G');
    const again = await start('--memory', '2G');
    expect(again.code).toBe(0);
    expect(again.err).toContain('run `moorage restart --memory 2048M`');
    expect(await status()).toMatchObject({ vm: { memoryMiB: 1024 } });
    expect(await place.moorage(['restart', '--memory', '2G'])).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ state: 'running', vm: { memoryMiB: 2048 } });
    const other = await place.moorage(['start', '--driver', 'qemu']);
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toBe(
      'moorage: The VM runs with the driver fake, not qemu. Stop it first with `moorage stop`.\n',
    );
  });

  it('is the same for two starts at once', async () => {
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await status()).toMatchObject({ state: 'running' });
  });

  it('is found stopped, and can be started, after its core was killed', async () => {
    await start();
    process.kill(await place.corePid(), 'SIGKILL');
    expect(await status()).toMatchObject({ state: 'stopped' });
    expect(await place.moorage(['stop'])).toMatchObject({ code: 0 });
    expect((await start()).code).toBe(0);
    expect(await status()).toMatchObject({ state: 'running' });
  });

  it('ends in order with SIGTERM', async () => {
    await start();
    const core = await place.corePid();
    process.kill(core, 'SIGTERM');
    await until(() => !isAlive(core), 'the core has ended');
    expect((await place.moorage(['logs', '-n', '1'])).out).toContain('core: ends');
  });

  it('is deleted only by those who mean it', async () => {
    await start();
    const refused = await place.moorage(['delete']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^moorage: .* --yes .*\n$/);
    expect(await status()).toMatchObject({ state: 'running' });
    expect(await place.moorage(['delete', '--yes'])).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ state: 'absent' });
    expect(await place.moorage(['delete', '--yes'])).toMatchObject({ code: 0 });
  });

  it('is not begun with settings that make no sense', async () => {
    await place.moorage(['config', 'set', 'cpus', '1']);
    await writeFile(join(place.home, 'settings.json'), '{oops');
    const { code, err } = await start();
    expect(code).toBe(1);
    expect(err).toMatch(/^moorage: The settings file .* isn't valid: .*\n$/);
    expect(await status()).toMatchObject({ state: 'absent' });
    await expect(place.corePid()).rejects.toThrow('ENOENT');
  });
});

describe('npm start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('runs until %s and stops what it started', async (signal) => {
    const child = place.begin(['run', '--driver', 'fake']);
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    await until(() => out.includes('Ctrl-C stops the VM.'), 'it has said how to use it');
    expect(out).toContain(`DOCKER_HOST='unix://${place.home}/docker.sock'`);
    expect(await status()).toMatchObject({ state: 'running' });
    child.kill(signal);
    const { code, err } = await finish(child);
    expect([code, err]).toEqual([0, expect.stringMatching(/Stopped\.\n$/)]);
    expect(await status()).toMatchObject({ state: 'stopped' });
  });

  it('says so when Moorage runs already, and ends when it is stopped from elsewhere', async () => {
    const child = place.begin(['run', '--driver', 'fake']);
    await until(async () => (await status()).state === 'running', 'the VM runs');
    const second = await place.moorage(['run', '--driver', 'fake']);
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/^moorage: Moorage is already running: .*\n$/);
    expect((await start()).code).toBe(0);
    expect((await place.moorage(['stop'])).code).toBe(0);
    expect((await finish(child)).code).toBe(0);
  });
});
