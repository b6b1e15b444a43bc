/** `moorage engine config` and starting at login, by the built command line on the fake VM. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, newPlace, type Place } from './moorage.ts';

let place: Place;
/** A home where nothing runs. */
let idle: Place;
let folder: string;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'mcfg-'));
  [place, idle] = [await newPlace(), await newPlace()];
  const env = { XDG_CONFIG_HOME: join(folder, 'running') };
  expect((await place.moorage(['start', '--driver', 'fake'], { env })).code).toBe(0);
});
afterAll(async () => {
  await place.remove();
  await idle.remove();
  await rm(folder, { recursive: true, force: true });
});

const config = (...words: readonly string[]) => place.moorage(['engine', 'config', ...words]);

describe('parity E04 moorage engine config', () => {
  it('gives back what was set, and what the engine runs with', async () => {
    expect(await config('get')).toEqual({ code: 0, out: '{}\n', err: '' });
    const file = join(folder, 'good.json');
    await writeFile(file, '{ "registry-mirrors": ["https://mirror.example.com"] }\n');
    expect(await config('check', file)).toEqual({ code: 0, out: '', err: 'Nothing is wrong with it.\n' });
    expect(await config('set', file)).toEqual({ code: 0, out: '', err: 'The engine runs with it.\n' });
    expect((await config('get')).out).toBe(await readFile(file, 'utf8'));
    expect(await readFile(join(place.home, 'daemon.json'), 'utf8')).toBe(await readFile(file, 'utf8'));
    const { used }: { used: string } = JSON.parse((await config('get', '--json')).out);
    expect(JSON.parse(used)).toMatchObject({
      'registry-mirrors': ['https://mirror.example.com'],
      'live-restore': true,
    });
  });

  it('refuses what is wrong, with its place, and changes nothing', async () => {
    const before = await config('get', '--json');
    const bad = await place.moorage(['engine', 'config', 'check', '-'], {
      input: '{\n  "dbug": 1,\n  "mtu": "x"\n}',
    });
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('Line 2, column 3: the engine knows no "dbug". Did you mean "debug"?');
    expect(bad.err).toContain('Line 3, column 10');
    const set = await place.moorage(['engine', 'config', 'set', '-'], { input: '{"a":' });
    expect([set.code, set.err]).toEqual([1, expect.stringContaining('Line 1, column 6')]);
    expect((await config('set', join(folder, 'none.json'))).code).toBe(1);
    expect((await config('set')).code).toBe(2);
    expect((await config('frobnicate')).code).toBe(2);
    expect((await config('reset', 'x')).code).toBe(2);
    expect((await place.moorage(['engine', 'start', '--json'])).code).toBe(2);
    expect(await config('get', '--json')).toEqual(before);
  });

  it('says so where the engine rolled back, and goes back to nothing', async () => {
    const input = '{"default-runtime": "not-there"}';
    const rolled = await place.moorage(['engine', 'config', 'set', '-'], { input });
    expect(rolled.code).toBe(1);
    expect(rolled.err).toContain("specified default runtime 'not-there' does not exist");
    expect((await config('get')).out).toContain('mirror.example.com');
    expect((await config('reset')).code).toBe(0);
    expect((await config('get')).out).toBe('{}\n');
  });

  it('applies the user’s file at the next start, and tells what it can’t', async () => {
    await writeFile(join(place.home, 'daemon.json'), '{"mtu": 1400}');
    expect((await place.moorage(['restart', '--driver', 'fake'])).code).toBe(0);
    await expect.poll(async () => (await config('get', '--json')).out).toContain('\\"mtu\\": 1400');
    await writeFile(join(place.home, 'daemon.json'), '{"mtu": ');
    expect((await place.moorage(['restart', '--driver', 'fake'])).code).toBe(0);
    await expect.poll(async () => (await place.moorage(['status'])).out).toContain('Line 1, column 9');
    expect((await config('reset')).code).toBe(0);
    expect((await place.moorage(['status'])).out).not.toContain('Line 1');
  });
});

describe.runIf(process.platform === 'linux')('parity E03 moorage config set startOnLogin', () => {
  it.each(['idle', 'running'] as const)('makes and removes the autostart entry (%s)', async (name) => {
    const one = name === 'idle' ? idle : place;
    const env = { XDG_CONFIG_HOME: join(folder, name) };
    const file = join(folder, name, 'autostart', 'moorage.desktop');
    const run = (...args: readonly string[]) => one.moorage(['config', ...args], { env });
    expect((await run('set', 'startHidden', 'on')).code).toBe(0);
    expect((await run('set', 'startOnLogin', 'on')).code).toBe(0);
    const entry = await readFile(file, 'utf8');
    expect(entry).toMatch(/^Exec=env MOORAGE_HOME=\S+ \S*node \S*main\.js start$/m);
    expect(entry).toContain('X-Moorage-Hidden=true');
    expect((await run('get', 'startOnLogin')).out).toBe('true\n');
    // What the system has is what counts.
    await rm(file);
    expect((await run('get', 'startOnLogin')).out).toBe('false\n');
    expect((await run('set', 'startOnLogin', 'on')).code).toBe(0);
    expect((await run('set', 'startOnLogin', 'off')).code).toBe(0);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect((await run('get', 'startOnLogin')).out).toBe('false\n');
  });
});
