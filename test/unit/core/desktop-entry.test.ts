/** The file that starts Moorage at login, against the rules of the desktop entry and autostart specifications. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyAutostart } from '../../../main/core/autostart/autostart.ts';
import { desktopEntry, readDesktopEntry } from '../../../main/core/autostart/desktop-entry.ts';
import { autostartFile, xdgAutostart } from '../../../main/core/autostart/xdg.ts';
import { itemSettings, loginItem, openedAtLogin } from '../../../main/hosts/electron/login-item.ts';
import { fakeElectron } from '../../fakes/electron.ts';

/** What a desktop makes of `Exec`: the text's own escapes first, then its words (Desktop Entry Specification, "Exec"). */
function execWords(entry: string): string[] {
  const line = /^Exec=(.*)$/m.exec(entry)?.[1] ?? '';
  const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  const text = line.replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? '?');
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/gs)].map(([, quoted, plain]) =>
    (quoted?.replace(/\\(["`$\\])/g, '$1') ?? plain ?? '').replaceAll('%%', '%'),
  );
}

describe('parity E03 the desktop entry', () => {
  it('keeps the rules of its specification', () => {
    const lines = desktopEntry(['/opt/moorage'], true).split('\n');
    expect(lines[0]).toBe('[Desktop Entry]');
    expect(lines.at(-1)).toBe('');
    const keys = lines.slice(1, -1).map((line) => /^([A-Za-z0-9-]+)=(.+)$/.exec(line)?.[1]);
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(keys.length);
    // Required for applications, and no key without a specification but ours and GNOME's.
    for (const key of ['Type', 'Name', 'Exec']) expect(keys).toContain(key);
    expect(lines).toContain('Type=Application');
    expect(lines).toContain('Terminal=false');
  });

  it.each([
    [['/opt/moorage', '--start']],
    [['/opt/My Apps/moorage', 'a"b', 'c\\d', '$HOME', '`x`', '100%', '%f', 'ü', '']],
    [['env', 'MOORAGE_HOME=/tmp/a b', '/usr/bin/node']],
  ])('starts exactly %j', (argv) => {
    expect(execWords(desktopEntry(argv, false))).toEqual(argv);
  });

  it('is read as a desktop reads it', () => {
    expect(readDesktopEntry(desktopEntry(['x'], true))).toEqual({ enabled: true, hidden: true });
    expect(readDesktopEntry(desktopEntry(['x'], false))).toEqual({ enabled: true, hidden: false });
    expect(readDesktopEntry(`${desktopEntry(['x'], false)}Hidden=true\n`).enabled).toBe(false);
    const off = desktopEntry(['x'], false).replace('enabled=true', 'enabled=false');
    expect(readDesktopEntry(off).enabled).toBe(false);
    expect(readDesktopEntry('[Other]\nExec=x\n').enabled).toBe(false);
  });
});

describe('parity E03 the autostart folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mo-xdg-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is where the base directory specification says', () => {
    expect(autostartFile({ env: { XDG_CONFIG_HOME: '/c' }, homedir: '/h' })).toBe(
      '/c/autostart/moorage.desktop',
    );
    expect(autostartFile({ env: { XDG_CONFIG_HOME: 'c' }, homedir: '/h' })).toBe(
      '/h/.config/autostart/moorage.desktop',
    );
    expect(autostartFile({ env: {}, homedir: '/h' })).toBe('/h/.config/autostart/moorage.desktop');
  });

  it('holds the file exactly while it is wanted', async () => {
    const env = { XDG_CONFIG_HOME: folder, MOORAGE_HOME: '/tmp/own home' };
    const autostart = xdgAutostart({ env, homedir: '/nowhere', argv: () => ['/opt/moorage', 'start'] });
    const path = join(folder, 'autostart', 'moorage.desktop');
    expect(await autostart.read()).toEqual({ enabled: false, hidden: false });
    await autostart.write({ enabled: true, hidden: true });
    await autostart.write({ enabled: true, hidden: true });
    expect(await autostart.read()).toEqual({ enabled: true, hidden: true });
    expect(execWords(await readFile(path, 'utf8'))).toEqual([
      'env',
      'MOORAGE_HOME=/tmp/own home',
      '/opt/moorage',
      'start',
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o644);
    await writeFile(path, 'Hidden=true\n');
    expect((await autostart.read()).enabled).toBe(false);
    await autostart.write({ enabled: false, hidden: false });
    await autostart.write({ enabled: false, hidden: false });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('is only touched by a change that is about it', async () => {
    const settings = { startOnLogin: true, startHidden: false };
    await applyAutostart(undefined, { cpus: 2 }, settings);
    await applyAutostart(undefined, { startOnLogin: false }, { startOnLogin: false, startHidden: false });
    await expect(applyAutostart(undefined, { startOnLogin: true }, settings)).rejects.toMatchObject({
      code: 'autostart.unsupported',
    });
  });
});

describe('parity E03 the desktop app', () => {
  const around = (platform: NodeJS.Platform, env = {}) => {
    const { app } = fakeElectron();
    return { app, item: loginItem({ app, platform, env, homedir: '/h', argv: ['/opt/moorage'] }) };
  };

  it('is an entry of Windows with its words, and never two', async () => {
    const { app, item } = around('win32');
    await item.write({ enabled: true, hidden: false });
    expect(await item.read()).toEqual({ enabled: true, hidden: false });
    await item.write({ enabled: true, hidden: true });
    expect(await item.read()).toEqual({ enabled: true, hidden: true });
    expect([...app.loginItems].filter(([, on]) => on)).toEqual([['--start --hidden', true]]);
    await item.write({ enabled: false, hidden: true });
    expect(await item.read()).toEqual({ enabled: false, hidden: false });
  });

  it('is a login item of macOS, which has no words', async () => {
    const { app, item } = around('darwin');
    expect(itemSettings('darwin', { enabled: true, hidden: true })).toEqual({ openAtLogin: true });
    await item.write({ enabled: true, hidden: true });
    expect((await item.read()).enabled).toBe(true);
    expect(openedAtLogin({ app, platform: 'darwin' })).toBe(false);
    app.wasOpenedAtLogin = true;
    expect(openedAtLogin({ app, platform: 'darwin' })).toBe(true);
    expect(openedAtLogin({ app, platform: 'win32' })).toBe(false);
  });

  it('is a file on Linux that starts the AppImage, hidden', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mo-xdg-'));
    const { item } = around('linux', { XDG_CONFIG_HOME: folder, APPIMAGE: '/home/me/Moorage.AppImage' });
    await item.write({ enabled: true, hidden: true });
    const text = await readFile(join(folder, 'autostart', 'moorage.desktop'), 'utf8');
    expect(execWords(text)).toEqual(['/home/me/Moorage.AppImage', '--start', '--hidden']);
    await rm(folder, { recursive: true });
  });
});
