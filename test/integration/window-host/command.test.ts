/** `moorage window` and what `npm start` says of the window. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { status as statusSchema } from '../../../main/contract/schemas.ts';
import { build, finish, newPlace, until, type Place } from '../cli/moorage.ts';

const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}/;

let place: Place;
beforeAll(build);
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.remove());

/** A program that notes what it is to open, in place of the system's. */
async function fakeOpener(): Promise<{ env: NodeJS.ProcessEnv; opened: () => Promise<string> }> {
  const bin = join(dirname(place.home), 'bin');
  const note = join(bin, 'opened');
  await mkdir(bin);
  await writeFile(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf '%s' "$1" > '${note}.part' && mv '${note}.part' '${note}'\n`,
  );
  await chmod(join(bin, 'xdg-open'), 0o755);
  const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, DISPLAY: ':0' };
  return { env, opened: () => readFile(note, 'utf8').catch(() => '') };
}

/** The command with a terminal of its own, which script(1) makes. */
function inTerminal(args: readonly string[], env: NodeJS.ProcessEnv) {
  const program = join(import.meta.dirname, '..', '..', '..', 'out', 'main', 'cli', 'main.js');
  const command = [process.execPath, program, ...args].join(' ');
  return spawn('script', ['-qec', command, '/dev/null'], {
    cwd: dirname(place.home),
    env: {
      ...process.env,
      WAYLAND_DISPLAY: '',
      ...env,
      MOORAGE_HOME: place.home,
      DOCKER_CONFIG: join(dirname(place.home), 'docker'),
      LC_ALL: 'C',
    },
  });
}

describe('moorage window', () => {
  it('prints a fresh address each time, also as JSON', async () => {
    await place.moorage(['start', '--driver', 'fake']);
    const first = await place.moorage(['window']);
    expect(first).toEqual({ code: 0, out: expect.stringMatching(/^http:\S+\n$/), err: '' });
    expect(first.out).toMatch(address);
    const second = await place.moorage(['window', '--json']);
    const { url } = v.parse(v.object({ url: v.string() }), JSON.parse(second.out));
    expect(url).toMatch(address);
    expect(url).not.toBe(first.out.trim());
    const { out } = await place.moorage(['status', '--json']);
    const { window } = v.parse(statusSchema, JSON.parse(out));
    expect(url).toContain(`${window}?token=`);
    expect((await place.moorage(['status'])).out).toContain(`Window:  ${window}\n`);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  });

  it('needs a core that runs', async () => {
    expect(await place.moorage(['window'])).toEqual({
      code: 1,
      out: '',
      err: "moorage: Moorage isn't running. Start it with `moorage start`.\n",
    });
  });

  it.runIf(process.platform === 'linux')(
    'opens a browser, if there is one, at an address of its own',
    async () => {
      await place.moorage(['start', '--driver', 'fake']);
      const { env, opened } = await fakeOpener();
      const { code, out } = await place.moorage(['window', '--open'], { env });
      expect(code).toBe(0);
      await until(async () => (await opened()) !== '', 'the browser was asked');
      expect(await opened()).toMatch(address);
      expect(await opened()).not.toBe(out.trim());
      const without = await place.moorage(['window', '--open'], { env: { PATH: '' } });
      expect([without.code, without.out]).toEqual([1, expect.stringMatching(address)]);
      expect(without.err).toMatch(/^moorage: No browser can be opened with xdg-open: [^\n]+\n$/);
      expect(without.err).not.toContain('token');
    },
  );
});

describe('npm start', () => {
  it.runIf(existsSync('/usr/bin/script')).each([
    ['opens the window where somebody looks', [], {}, true],
    ['leaves that with --no-browser', ['--no-browser'], {}, false],
    ['leaves that with MOORAGE_NO_BROWSER', [], { MOORAGE_NO_BROWSER: '1' }, false],
    ['leaves that without a display', [], { DISPLAY: '' }, false],
  ])('%s', async (_, options, more, opens) => {
    const { env, opened } = await fakeOpener();
    const child = inTerminal(['run', '--driver', 'fake', ...options], { ...env, ...more });
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    await until(() => out.includes('Ctrl-C stops the VM.'), 'it has said how to use it');
    expect(out).toMatch(address);
    if (opens) {
      await until(async () => (await opened()) !== '', 'the browser was asked');
      const url = await opened();
      expect(out).not.toContain(url);
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    }
    process.kill(await place.corePid(), 'SIGINT');
    await finish(child);
    expect((await opened()) !== '').toBe(opens);
  });

  it('says where the window is before the VM runs, and opens nothing where nobody looks', async () => {
    const { env, opened } = await fakeOpener();
    const child = place.begin(['run', '--driver', 'fake'], env);
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    await until(() => out.includes('Ctrl-C stops the VM.'), 'it has said how to use it');
    expect(out.search(address)).toBeGreaterThan(-1);
    expect(out.search(address)).toBeLessThan(out.indexOf('DOCKER_HOST'));
    const url = address.exec(out)?.[0] ?? '';
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    const second = await place.moorage(['run', '--driver', 'fake', '--no-browser']);
    expect(second.err).toMatch(/^moorage: Moorage is already running: .*`moorage window`.*\n$/);
    child.kill('SIGINT');
    expect((await finish(child)).code).toBe(0);
    expect(await opened()).toBe('');
  });
});
