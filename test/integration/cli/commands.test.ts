import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, finish, newPlace, until, type Place } from './moorage.ts';

let place: Place;
/** A home where nothing runs. */
let idle: Place;

beforeAll(async () => {
  await build();
  [place, idle] = [await newPlace(), await newPlace()];
  expect((await place.moorage(['start', '--driver', 'fake'])).code).toBe(0);
});
afterAll(async () => {
  await place.remove();
  await idle.remove();
});

describe('moorage ssh', () => {
  it('passes on words, input, both outputs and the exit code', async () => {
    expect(await place.moorage(['ssh', '--', 'echo', "it's", 'a  b', '--help'])).toEqual({
      code: 0,
      out: "it's a  b --help\n",
      err: '',
    });
    expect(await place.moorage(['ssh', '--', 'false'])).toEqual({ code: 1, out: '', err: '' });
    expect(await place.moorage(['ssh', '--', 'nosuch'])).toEqual({
      code: 127,
      out: '',
      err: 'sh: nosuch: not found\n',
    });
    expect(await place.moorage(['ssh'], { input: 'echo from a shell\nexit 3\n' })).toMatchObject({
      code: 3,
      out: 'from a shell\n',
    });
  });

  it('carries more than fits into one frame, both ways', async () => {
    const input = 'all work and no play\n'.repeat(50_000);
    const { code, out } = await place.moorage(['ssh', '--', 'cat'], { input });
    expect([code, out.length, out === input]).toEqual([0, input.length, true]);
  });

  it('gives a terminal to a terminal', async ({ skip }) => {
    const script = '/usr/bin/script';
    try {
      execFileSync(script, ['--version']);
    } catch {
      skip('script(1) is not here, which would make a terminal');
    }
    const command = `${process.execPath} ${join('out', 'main', 'cli', 'main.js')} ssh -- uname`;
    const out = execFileSync(script, ['-qec', command, '/dev/null'], {
      cwd: join(import.meta.dirname, '..', '..', '..'),
      env: { ...process.env, MOORAGE_HOME: place.home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(out.toString()).toContain('Linux');
  });

  it('needs a VM that runs', async () => {
    const { code, err } = await idle.moorage(['ssh', '--', 'true']);
    expect([code, err]).toEqual([1, "moorage: The VM isn't running. Start it with `moorage start`.\n"]);
  });
});

describe('moorage env', () => {
  it.each([
    ['bash', "export DOCKER_HOST='unix://HOME/docker.sock'\n"],
    ['fish', "set -gx DOCKER_HOST 'unix://HOME/docker.sock'\n"],
    ['powershell', "$Env:DOCKER_HOST = 'unix://HOME/docker.sock'\n"],
  ])('for %s, whether anything runs or not', async (shell, line) => {
    for (const { moorage, home } of [place, idle]) {
      expect(await moorage(['env', '--shell', shell])).toEqual({
        code: 0,
        out: line.replace('HOME', home),
        err: '',
      });
    }
  });
});

describe('moorage logs', () => {
  it('prints the last lines, also as JSON', async () => {
    const { code, out } = await place.moorage(['logs', 'app', '-n', '2']);
    expect([code, out.trim().split('\n').length]).toEqual([0, 2]);
    const json = await place.moorage(['logs', 'vm', '--json']);
    expect(JSON.parse(json.out)).toEqual({ line: expect.stringContaining('fake VM') });
    expect(await idle.moorage(['logs', 'vm'])).toEqual({ code: 0, out: '', err: '' });
    expect(await idle.moorage(['logs', 'engine'])).toMatchObject({ code: 1 });
  });

  it('follows until it is told to stop', async () => {
    const child = place.begin(['logs', 'app', '-f', '-n', '0']);
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    const log = join(place.home, 'logs', 'app.log');
    await until(async () => {
      await writeFile(log, 'a line that was added\n', { flag: 'a' });
      return out.includes('a line that was added');
    }, 'the line has come');
    child.kill('SIGINT');
    expect(await finish(child)).toMatchObject({ code: 0, err: '' });
  });
});

describe('moorage config', () => {
  it.each([
    ['with a core', () => place],
    ['without', () => idle],
  ])('sets and gets, %s', async (_name, which) => {
    const { moorage, home } = which();
    expect(await moorage(['config', 'set', 'memoryMiB', '1G'])).toMatchObject({ code: 0, out: '' });
    expect(await moorage(['config', 'get', 'memoryMiB'])).toMatchObject({ code: 0, out: '1024\n' });
    expect(JSON.parse((await moorage(['config', 'get', '--json'])).out)).toMatchObject({ memoryMiB: 1024 });
    expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toEqual({ memoryMiB: 1024 });
  });

  it('takes over what an editor made only if it makes sense', async () => {
    const editor = async (content: string) => {
      const path = join(dirname(idle.home), 'editor');
      await writeFile(path, `#!/bin/sh\nprintf '%s' '${content}' > "$1"\n`);
      await chmod(path, 0o755);
      return { env: { VISUAL: path } };
    };
    const bad = await idle.moorage(['config', 'edit'], await editor('{"cpus": "many"}'));
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('moorage: "many" isn\'t a valid value for');
    expect((await idle.moorage(['config', 'get', 'cpus'])).code).toBe(0);
    const good = await idle.moorage(['config', 'edit'], await editor('{"cpus": 1}'));
    expect(good).toEqual({ code: 0, out: '', err: '' });
    expect((await idle.moorage(['config', 'get', 'cpus'])).out).toBe('1\n');
  });

  it.runIf(process.platform === 'linux')(
    'has the system do what an editor changed about the login',
    async () => {
      const config = join(dirname(idle.home), 'config');
      const editor = join(dirname(idle.home), 'login-editor');
      const item = join(config, 'autostart', 'moorage.desktop');
      const edit = async (content: string) => {
        await writeFile(editor, `#!/bin/sh\nprintf '%s' '${content}' > "$1"\n`);
        await chmod(editor, 0o755);
        return idle.moorage(['config', 'edit'], { env: { VISUAL: editor, XDG_CONFIG_HOME: config } });
      };
      expect(await edit('{"cpus": 1, "startOnLogin": true}')).toEqual({ code: 0, out: '', err: '' });
      expect(await readFile(item, 'utf8')).toContain('start');
      // What the system was told meanwhile is left alone by changes of something else.
      await rm(item);
      expect((await edit('{"cpus": 2, "startOnLogin": true}')).code).toBe(0);
      await expect(readFile(item)).rejects.toThrow(/ENOENT/);
      expect((await edit('{"cpus": 2}')).code).toBe(0);
      expect((await edit('{"startOnLogin": true, "startHidden": true}')).code).toBe(0);
      expect(await readFile(item, 'utf8')).toContain('start');
      expect((await edit('{"startHidden": true}')).code).toBe(0);
      await expect(readFile(item)).rejects.toThrow(/ENOENT/);
    },
  );

  it('speaks the language that it is set to', async () => {
    await idle.moorage(['config', 'set', 'language', 'zh-CN']);
    expect((await idle.moorage(['bogus'])).err).toBe(
      'moorage: 没有名为 bogus 的命令。请看 `moorage --help`。\n',
    );
    await idle.moorage(['config', 'set', 'language', 'system']);
    expect((await idle.moorage(['--help'], { env: { LC_ALL: 'zh_CN.UTF-8' } })).out).toContain('用法');
  });
});

describe('what is wrong with the words', () => {
  it.each([
    [[], 'No command was given.'],
    [['bogus'], 'There is no command bogus.'],
    [['--nope'], 'There is no option --nope.'],
    [['start', '--memory', '2x'], "2x isn't a valid value for memoryMiB."],
    [['start', '--memory', '-1'], '--memory needs a value.'],
    [['start', '--memory=-1'], "-1 isn't a valid value for memoryMiB."],
    [['start', '--memory', '900000G'], '921600000 MiB is more memory than this computer has'],
    [['start', '--cpus', '0'], "0 isn't a valid value for cpus."],
    [['start', '--cpus', '9999'], '9999 is more CPUs than this computer has'],
    [['start', '--cpus'], '--cpus needs a value.'],
    [['start', '--driver', 'vmware'], '"vmware" isn\'t one of qemu, fake.'],
    [['start', 'now'], 'now is one word too many.'],
    [['status', '--json=yes'], '--json takes no value.'],
    [['config', 'set', 'nope', '1'], 'There is no setting called nope.'],
    [['config', 'get', 'nope'], 'There is no setting called nope.'],
    [['config', 'set', 'cpus'], 'VALUE is missing.'],
    [['config', 'set', 'dataDiskGiB', '5'], 'The data disk has 64 GiB and cannot become smaller'],
    [['logs', 'nope'], '"nope" isn\'t one of app, vm, engine.'],
    [['logs', '-n', 'many'], '"many" isn\'t one of'],
    [['env', '--shell', 'tcsh'], '"tcsh" isn\'t one of'],
    [['image', 'frob'], '"frob" isn\'t one of build, status.'],
    [['ssh', 'ls'], 'ls is one word too many.'],
  ])('%j', async (args, problem) => {
    const { code, out, err } = await place.moorage(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^moorage: [^\n]+\n$/);
    expect(err).toContain(problem);
  });

  it('help is help', async () => {
    for (const name of [
      'start',
      'stop',
      'status',
      'ssh',
      'logs',
      'config',
      'image',
      'run',
      'delete',
      'env',
      'restart',
    ]) {
      const { code, out, err } = await idle.moorage([name, '--help']);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/^Usage: /);
    }
  });
});

describe('a home that is no good', () => {
  it('is refused with one line when its path is too long', async () => {
    const env = { MOORAGE_HOME: `/tmp/${'x'.repeat(145)}` };
    for (const args of [['status'], ['env'], ['start', '--driver', 'fake'], ['stop']]) {
      const { code, out, err } = await idle.moorage(args, { env });
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^moorage: The folder .* is too long a path: [^\n]+\n$/);
    }
  });

  it('is refused with one line when it cannot be written to', async ({ skip }) => {
    const mounted = join(dirname(idle.home), 'ro');
    await mkdir(mounted);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', mounted], { stdio: 'ignore' });
    } catch {
      skip('only root may mount a file system that is read-only');
    }
    try {
      const env = { MOORAGE_HOME: join(mounted, 'h') };
      const { code, err } = await idle.moorage(['start', '--driver', 'fake'], { env });
      expect(code).toBe(1);
      expect(err.trim().split('\n').at(-1)).toMatch(
        /^moorage: Moorage can't write to its folder .*read-only/,
      );
      expect((await idle.moorage(['status', '--json'], { env })).code).toBe(0);
    } finally {
      execFileSync('umount', [mounted]);
    }
  });
});
