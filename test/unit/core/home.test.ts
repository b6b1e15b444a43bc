import { chmod, chown, mkdtemp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homePaths, prepareHome, type HomeSurroundings } from '../../../main/core/home.ts';

const on = (platform: NodeJS.Platform, env: Record<string, string> = {}, homedir = '/home/kim') =>
  homePaths({ platform, env, homedir } satisfies HomeSurroundings);

describe('homePaths', () => {
  it.each([
    ['linux', {}, '/home/kim/.local/share/moorage'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/moorage'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/kim/.local/share/moorage'],
    ['linux', { MOORAGE_HOME: '/m/', XDG_DATA_HOME: '/data' }, '/m'],
    ['linux', { MOORAGE_HOME: '' }, '/home/kim/.local/share/moorage'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/kim/Library/Application Support/Moorage'],
  ] as const)('on %s with %j is %s', (platform, env, home) => {
    expect(on(platform, env).home).toBe(home);
  });

  it('finds the folder on Windows', () => {
    expect(on('win32', { LOCALAPPDATA: 'D:\\Local' }).home).toBe('D:\\Local\\Moorage');
    expect(on('win32', {}, 'C:\\Users\\kim').home).toBe('C:\\Users\\kim\\AppData\\Local\\Moorage');
  });

  it('puts the sockets where others rely on them', () => {
    const paths = on('linux', { MOORAGE_HOME: '/m' });
    expect(paths).toMatchObject({ engineSocket: '/m/docker.sock', controlSocket: '/m/run/core.sock' });
    expect(paths).toMatchObject({
      qmpSocket: '/m/vm/qmp',
      consoleSocket: '/m/vm/con',
    });
    expect(paths.dockerHost).toBe('unix:///m/docker.sock');
  });

  it('keeps what the user has set beside one another', () => {
    expect(on('linux', { MOORAGE_HOME: '/m' })).toMatchObject({
      settings: '/m/settings.json',
      portRules: '/m/ports.json',
    });
  });

  it('counts bytes, not characters, against the length of socket paths', () => {
    const longest = '/run/core.sock'.length;
    const fits = `/${'a'.repeat(99 - longest - 1)}`;
    expect(on('linux', { MOORAGE_HOME: fits }).controlSocket).toHaveLength(99);
    expect(() => on('linux', { MOORAGE_HOME: `${fits}a` })).toThrow(
      expect.objectContaining({
        code: 'home.pathTooLong',
        params: { path: `${fits}a`, length: 100, limit: 99 },
      }),
    );
    const short = `/${'港'.repeat(29)}`;
    expect(short.length).toBeLessThan(50);
    expect(() => on('linux', { MOORAGE_HOME: short })).toThrow(
      expect.objectContaining({ code: 'home.pathTooLong' }),
    );
  });

  it('refuses a relative home', () => {
    expect(() => on('linux', { MOORAGE_HOME: './here' })).toThrow(
      expect.objectContaining({ code: 'home.notAbsolute' }),
    );
  });

  it('names pipes after the home, whatever its case and length', () => {
    const one = on('win32', { MOORAGE_HOME: 'C:\\Moorage' });
    const same = on('win32', { MOORAGE_HOME: 'c:/moorage/' });
    const other = on('win32', { MOORAGE_HOME: `C:\\${'long'.repeat(40)}` });
    expect(one.engineSocket).toMatch(/^\\\\\.\\pipe\\moorage-[0-9a-f]{16}-docker$/);
    expect(one.controlSocket).toMatch(/-core$/);
    expect(same.engineSocket).toBe(one.engineSocket);
    expect(other.engineSocket).not.toBe(one.engineSocket);
    expect(one.dockerHost).toMatch(/^npipe:\/\/\/\/\.\/pipe\/moorage-[0-9a-f]{16}-docker$/);
  });
});

describe.skipIf(process.platform === 'win32')('prepareHome', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'home-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const at = (name: string) => on('linux', { MOORAGE_HOME: join(root, name) });
  const mode = async (path: string) => (await stat(path)).mode & 0o777;

  it('makes every folder for the owner only, under any umask, and leaves nothing else', async () => {
    const paths = at('a/b');
    await prepareHome(paths);
    for (const folder of paths.folders) expect(await mode(folder)).toBe(0o700);
    expect((await readdir(paths.home)).sort()).toEqual(['keys', 'logs', 'run', 'shares', 'vm']);
    await prepareHome(paths);
  });

  it('narrows folders that are open to others', async () => {
    const paths = at('wide');
    await mkdir(paths.vmDir, { recursive: true });
    await chmod(paths.home, 0o777);
    await chmod(paths.vmDir, 0o755);
    await prepareHome(paths);
    expect(await mode(paths.home)).toBe(0o700);
    expect(await mode(paths.vmDir)).toBe(0o700);
  });

  it.runIf(process.getuid?.() === 0)("refuses another user's folder, also behind a link", async () => {
    const paths = at('theirs');
    await mkdir(paths.home);
    await chown(paths.home, 65534, 65534);
    await expect(prepareHome(paths)).rejects.toMatchObject({ code: 'home.unsafe' });
    await symlink(paths.home, join(root, 'link'));
    await expect(prepareHome(at('link'))).rejects.toMatchObject({ code: 'home.unsafe' });
  });

  it('says so when a file is in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(prepareHome(at('file'))).rejects.toMatchObject({ code: 'home.notWritable' });
    await expect(prepareHome(at('file/below'))).rejects.toMatchObject({ code: 'home.notWritable' });
  });

  it.runIf(process.platform === 'linux')('says so where nobody can write', async () => {
    const paths = on('linux', { MOORAGE_HOME: '/proc/moorage' });
    await expect(prepareHome(paths)).rejects.toMatchObject({ code: 'home.notWritable' });
  });
});
