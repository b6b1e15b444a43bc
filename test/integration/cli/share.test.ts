import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShareList } from '../../../main/contract/model.ts';
import { shareList } from '../../../main/contract/schemas.ts';
import { build, newPlace, type Outcome, type Place } from './moorage.ts';

/** With a core, and a home where nothing runs. */
let place: Place;
let idle: Place;
/** Holds the home folder of the user, and folders to share. */
let base: string;
let env: NodeJS.ProcessEnv;
const at = (...names: string[]) => join(base, ...names);

beforeAll(async () => {
  await build();
  base = await realpath(await mkdtemp(join(tmpdir(), 'mshare-')));
  for (const name of ['user', 'data', 'logs', 'app-copying', 'site-conflict', 'old', 'disk-failing'])
    await mkdir(at(name));
  await mkdir(at('user', 'work'));
  await symlink(at('data'), at('link'));
  env = { HOME: at('user'), USERPROFILE: at('user'), MOORAGE_FAKE: 'empty' };
  [place, idle] = [await newPlace(), await newPlace()];
  expect((await place.moorage(['start', '--driver', 'fake'], { env })).code).toBe(0);
});
afterAll(async () => {
  await place.remove();
  await idle.remove();
  await rm(base, { recursive: true, force: true });
});

const share = (one: Place, ...words: string[]): Promise<Outcome> => one.moorage(['share', ...words], { env });

async function listed(one: Place): Promise<ShareList> {
  const { code, out, err } = await share(one, 'ls', '--json');
  expect([code, err]).toEqual([0, '']);
  return v.parse(shareList, JSON.parse(out));
}

async function shareOf(one: Place, path: string) {
  return (await listed(one)).shares.find((found) => found.path === path);
}

const nothing: Outcome = { code: 0, out: '', err: '' };

describe('moorage share with a core', () => {
  it('parity M06 lists the home folder, which is shared by a setting', async () => {
    expect((await listed(place)).shares).toMatchObject([
      { path: at('user'), guestPath: at('user'), readOnly: false, source: 'home', state: 'ready' },
    ]);
    const { out } = await share(place, 'ls');
    expect(out).toMatch(/^FOLDER +RIGHTS +PROVIDER +STATE\n/);
    expect(out).toContain(`${at('user')}  read-write  ssh       ready\n`);
    expect((await share(place, 'rm', at('user'))).err).toContain('moorage config set shares.home false');
    expect((await place.moorage(['config', 'set', 'shares.home', 'false'], { env })).code).toBe(0);
    expect((await share(place, 'ls')).out).toBe('No folder is shared.\n');
    expect((await place.moorage(['config', 'set', 'shares.home', 'true'], { env })).code).toBe(0);
  });

  it('parity M06 adds a folder by any path that leads there, and removes it again', async () => {
    const added = await share(place, 'add', at('user', '..', 'link'), '--read-only', '--provider', 'ssh');
    expect(added).toEqual({ code: 0, out: `${at('data')}  read-only  ssh  ready\n`, err: '' });
    expect(await shareOf(place, at('data'))).toMatchObject({ readOnly: true, wanted: 'ssh', source: 'user' });
    expect((await share(place, 'add', at('data'))).err).toMatch(/^moorage: \S+ is in the VM already/);
    expect(await share(place, 'rm', at('link'))).toEqual(nothing);
    expect(await shareOf(place, at('data'))).toBeUndefined();
    expect(await realpath(at('link'))).toBe(at('data'));
  });

  it('parity M06 keeps a folder in step, and pauses it by its id', async () => {
    const words = ['--provider', 'sync', '--ignore', '*.log', '--ignore', '/tmp/'];
    const added = await share(place, 'add', at('app-copying'), ...words);
    expect(added.out).toContain('copying, 1234 of 3400 files');
    const found = await shareOf(place, at('app-copying'));
    expect(found).toMatchObject({ provider: 'sync', ignore: ['*.log', '/tmp/'], state: 'ready' });
    const id = found?.id ?? '';
    expect(await share(place, 'pause', id)).toEqual(nothing);
    expect((await shareOf(place, at('app-copying')))?.state).toBe('paused');
    expect(await share(place, 'resume', at('app-copying'))).toEqual(nothing);
    expect((await shareOf(place, at('app-copying')))?.state).toBe('ready');
    expect(await share(place, 'rm', id)).toEqual(nothing);
  });

  it('parity C03 tells below the table what is the matter', async () => {
    expect((await share(place, 'add', at('site-conflict'), '--provider', 'sync')).code).toBe(0);
    await share(place, 'add', at('old'), '--provider', 'ssh');
    await rm(at('old'), { recursive: true });
    const failed = await share(place, 'add', at('disk-failing'));
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/^moorage: The share [^\n]+\n$/);
    const { code, err } = await share(place, 'ls');
    expect(code).toBe(0);
    expect(err.trim().split('\n')).toHaveLength(4);
    expect(err).toContain(`moorage: notes/today.md in ${at('site-conflict')} was changed on both sides`);
    expect(err).toContain(`moorage: The shared folder ${at('old')} is not there any more.`);
    for (const name of ['site-conflict', 'old', 'disk-failing'])
      expect(await share(place, 'rm', at(name))).toEqual(nothing);
  });

  it('parity C03 says why a folder can not be shared', async () => {
    for (const [words, said] of [
      [['add', at('nowhere')], `${at('nowhere')} can't be shared`],
      [['add', '/etc'], 'the VM has its own folder /etc'],
      [['add', place.home], "Moorage's own files"],
      [['add', at('user', 'work')], `is in the VM already, by the share ${at('user')}`],
      [['add', at('data'), '--provider', 'virtiofs'], 'virtiofs'],
      [['pause', at('user')], 'not a synced one'],
      [['rm', at('nowhere')], `There is no share ${at('nowhere')}`],
    ] as const) {
      const { code, out, err } = await share(place, ...words);
      expect([code, out], words.join(' ')).toEqual([1, '']);
      expect(err).toMatch(/^moorage: [^\n]+\n$/);
      expect(err).toContain(said);
    }
  });
});

describe('moorage share without a core', () => {
  it('parity M06 keeps shares for the next start', async () => {
    expect((await share(idle, 'ls')).out).toContain(`${at('user')}  read-write  automatic  off\n`);
    const added = await share(idle, 'add', at('data'), '--read-only');
    expect(added).toEqual({ code: 0, out: `${at('data')}  read-only  automatic  off\n`, err: '' });
    const synced = await share(idle, 'add', at('logs'), '--provider', 'sync', '--ignore', 'tmp');
    expect(synced).toEqual({ code: 0, out: `${at('logs')}  read-write  sync  off\n`, err: '' });
    expect(await share(idle, 'pause', at('logs'))).toEqual(nothing);
    const file = join(idle.home, 'shares.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      shares: [
        { path: at('data'), readOnly: true, provider: 'auto', ignore: [], paused: false },
        { path: at('logs'), readOnly: false, provider: 'sync', ignore: ['tmp'], paused: true },
      ],
    });
    expect(await share(idle, 'resume', at('logs'))).toEqual(nothing);
    expect((await share(idle, 'pause', at('data'))).err).toContain('not a synced one');
    for (const name of ['logs', 'data']) expect(await share(idle, 'rm', at(name))).toEqual(nothing);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ shares: [] });
  });

  it('parity M06 leaves it to the start which providers there are', async () => {
    const { code, out } = await share(idle, 'add', at('data'), '--provider', 'virtiofs');
    expect([code, out]).toEqual([0, `${at('data')}  read-write  virtiofs  off\n`]);
    expect((await shareOf(idle, at('data')))?.state).toBe('off');
    expect((await share(idle, 'add', at('logs'), '--provider', 'virtiofs', '--read-only')).code).toBe(1);
    await share(idle, 'rm', at('data'));
  });

  it('speaks Chinese', async () => {
    const { out } = await idle.moorage(['share', 'ls'], { env: { ...env, LC_ALL: 'zh_CN.UTF-8' } });
    expect(out).toMatch(/^文件夹 +权限 {2}方式 {2}状态\n/);
  });

  it('names a file of shares that makes no sense, and leaves it alone', async () => {
    const path = join(idle.home, 'shares.json');
    await writeFile(path, '{"shares": [{"path": 7}]}');
    for (const words of [['ls'], ['add', at('data')], ['rm', at('data')]]) {
      const { code, out, err } = await share(idle, ...words);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^moorage: [^\n]+\n$/);
      expect(err).toContain(path);
    }
    expect(await readFile(path, 'utf8')).toBe('{"shares": [{"path": 7}]}');
    await writeFile(path, '{"shares": []}');
  });
});

describe('what is wrong with the words', () => {
  it.each([
    [[], 'ls | add | rm | pause | resume'],
    [['list'], '"list"'],
    [['add'], 'PATH'],
    [['add', ''], 'PATH'],
    [['add', '/srv', '/opt'], '/opt'],
    [['add', '/srv', '--provider', 'nfs'], '"nfs"'],
    [['add', '/srv', '--provider'], '--provider'],
    [['add', '/srv', '--ignore', 'x'], '--provider sync'],
    [['add', '/srv', '--json'], '--json'],
    [['rm'], 'PATH | ID'],
    [['rm', '/srv', '--read-only'], '--read-only'],
    [['pause', '/srv', '/opt'], '/opt'],
    [['ls', '/srv'], '/srv'],
    [['ls', '--nope'], '--nope'],
  ])('parity C03 moorage share %j', async (words, named) => {
    for (const one of [place, idle]) {
      const { code, out, err } = await share(one, ...words);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^moorage: [^\n]+\n$/);
      expect(err).toContain(named);
    }
  });

  it('parity C20 help is help', async () => {
    const { code, out, err } = await share(idle, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: moorage share /);
    expect((await idle.moorage(['--help'])).out).toMatch(/^ {2}share {2,}/m);
  });
});
