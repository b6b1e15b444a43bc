import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fixtures, until } from './fixture.ts';

const fixtures = new Fixtures();
afterEach(() => fixtures.end());

const trayOf = async ({ electron }: Awaited<ReturnType<Fixtures['shell']>>) =>
  until(
    () => !/: (?:Not connected|未连接)$/.test(electron.trays[0]?.toolTip ?? ': 未连接') && electron.trays[0],
  );

describe('the start', () => {
  it('opens a locked-down window on the core in this process, and shows it when it is ready', async () => {
    const { electron, client } = await fixtures.shell();
    const core = await client();
    expect((await core['core.info']()).pid).toBe(process.pid);
    const [window] = electron.windows;
    expect(electron.app.sandboxed).toBe(true);
    expect(window?.options).toMatchObject({ show: false, minWidth: 720, minHeight: 480 });
    expect(window?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
    });
    await until(() => window?.visible);
    expect(window?.answer?.status).toBe(200);
  });

  it('keeps Chromium’s files in the home, so that there is one instance for each home', async () => {
    const { electron, paths } = await fixtures.shell();
    expect(electron.app.paths).toEqual({ userData: paths.chromiumDir });
  });

  it('leaves the other instance alone when there is one, which shows its window', async () => {
    const { electron } = await fixtures.shell({ firstInstance: false });
    expect(await electron.app.exited).toBe(0);
    expect(electron.windows).toEqual([]);
    const first = await fixtures.shell();
    const window = await until(() => first.electron.windows[0]);
    await until(() => window.visible);
    window.close();
    window.minimized = true;
    expect(window.visible).toBe(false);
    first.electron.app.emit('second-instance');
    expect([window.visible, window.minimized, window.focused]).toEqual([true, false, 2]);
  });

  it('starts the VM at once when told to', async () => {
    const shell = await fixtures.shell({ argv: ['moorage', '--no-sandbox', '--driver=fake', '--start'] });
    const tray = await trayOf(shell);
    await until(() => tray.toolTip === 'Moorage: Running');
  });

  it('says what is wrong with the home, and ends', async () => {
    const folder = await fixtures.folder();
    await writeFile(`${folder}/home`, 'a file');
    const { electron } = await fixtures.shell({ home: folder });
    expect(await electron.app.exited).toBe(1);
    expect(electron.errorBoxes).toHaveLength(1);
  });

  it('says why there is no core, once, and goes on when there can be one', async () => {
    const folder = await fixtures.folder();
    const { settings } = fixtures.paths(folder);
    await mkdir(dirname(settings), { recursive: true, mode: 0o700 });
    await writeFile(settings, '{');
    const { electron, client } = await fixtures.shell({ home: folder, locale: 'zh-CN' });
    await until(() => electron.messages[0]);
    expect(electron.messages[0]).toMatchObject({
      type: 'error',
      message: expect.stringContaining('设置文件'),
    });
    await writeFile(settings, '{}');
    await until(() => electron.trays[0]?.toolTip === 'Moorage: 还没有虚拟机');
    expect((await (await client()).status()).state).toBe('absent');
    expect(electron.messages).toHaveLength(1);
  });
});

describe('the tray', () => {
  it('starts, restarts and stops the VM, copies DOCKER_HOST and opens the window', async () => {
    const shell = await fixtures.shell();
    const { electron, paths } = shell;
    const tray = await trayOf(shell);
    expect(tray.toolTip).toBe('Moorage: No VM yet');
    expect(tray.image.path).toMatch(/tray-stopped-/);
    expect([tray.enabled('Start'), tray.enabled('Stop'), tray.enabled('Restart')]).toEqual([
      true,
      false,
      false,
    ]);
    tray.choose('Start');
    await until(() => tray.toolTip === 'Moorage: Running');
    expect(tray.image.path).toMatch(/tray-running-/);
    expect([tray.enabled('Start'), tray.enabled('Stop'), tray.enabled('Restart')]).toEqual([
      false,
      true,
      true,
    ]);
    tray.choose('Restart');
    await until(() => tray.toolTip !== 'Moorage: Running');
    await until(() => tray.toolTip === 'Moorage: Running');
    tray.choose('Copy DOCKER_HOST');
    await until(() => electron.copied[0]);
    expect(electron.copied).toEqual([paths.dockerHost]);
    tray.choose('Stop');
    await until(() => tray.toolTip === 'Moorage: Stopped');
    const [window] = electron.windows;
    window?.close();
    expect(window?.visible).toBe(false);
    tray.emit('click');
    expect(window?.visible).toBe(true);
    expect(electron.messages).toEqual([]);
  });

  it('speaks the language of the settings, also when they change', async () => {
    const shell = await fixtures.shell({ locale: 'zh-CN' });
    const tray = await trayOf(shell);
    expect(tray.toolTip).toBe('Moorage: 还没有虚拟机');
    const core = await shell.client();
    await core['settings.set']({ language: 'en', theme: 'dark' });
    shell.electron.windows[0]?.emit('blur');
    await until(() => tray.toolTip === 'Moorage: No VM yet');
    expect(shell.electron.nativeTheme.themeSource).toBe('dark');
  });

  it('is a template image on macOS, where a click is the menu’s', async () => {
    const shell = await fixtures.shell({ platform: 'darwin' });
    const tray = await trayOf(shell);
    expect(tray.image).toMatchObject({
      path: expect.stringMatching(/tray-stopped-Template\.png$/),
      template: true,
    });
    expect(tray.listenerCount('click')).toBe(0);
    const roles = shell.electron.seen.menuBar?.template.map(({ role }) => role);
    expect(roles).toEqual(['appMenu', 'editMenu', 'windowMenu']);
  });

  it('tells of a start that failed', async () => {
    const shell = await fixtures.shell();
    const tray = await trayOf(shell);
    await writeFile(shell.paths.settings, '{ "cpus": 9999 }');
    tray.choose('Start');
    await until(() => shell.electron.messages[0]);
    expect(shell.electron.messages[0]?.message).toMatch(/^9999 is more CPUs/);
  });
});

describe('the window', () => {
  it('hides when it is closed, and remembers where it stood', async () => {
    const home = await fixtures.folder();
    const first = await fixtures.shell({ home });
    const window = await until(() => first.electron.windows[0]);
    await until(() => window.visible);
    window.bounds = { x: 100, y: 50, width: 900, height: 700 };
    window.maximized = true;
    window.close();
    expect([window.visible, window.isDestroyed()]).toEqual([false, false]);
    first.electron.app.quit();
    expect(await first.electron.app.exited).toBe(0);
    expect(window.isDestroyed()).toBe(true);
    expect(first.electron.trays[0]?.isDestroyed()).toBe(true);
    expect(JSON.parse(await readFile(first.paths.windowState, 'utf8'))).toEqual({
      bounds: { x: 100, y: 50, width: 900, height: 700 },
      maximized: true,
    });
    const second = await fixtures.shell({ home });
    const again = await until(() => second.electron.windows[0]);
    expect(again.options).toMatchObject({ x: 100, y: 50, width: 900, height: 700 });
    await until(() => again.maximized);
  });

  it('opens although what it remembered can’t be read', async () => {
    const folder = await fixtures.folder();
    await mkdir(fixtures.paths(folder).windowState, { recursive: true, mode: 0o700 });
    const { electron } = await fixtures.shell({ home: folder });
    const window = await until(() => electron.windows[0]);
    expect(window.options).toMatchObject({ width: 1120, height: 760 });
    await until(() => window.visible);
  });

  it('is loaded again after a crash, three times a minute; then it asks', async () => {
    const { electron, client } = await fixtures.shell();
    await client();
    const contents = electron.windows[0]?.webContents;
    if (contents === undefined) throw new Error('no window');
    contents.crash('clean-exit');
    expect(contents.reloads).toBe(0);
    for (const expected of [1, 2, 3]) {
      contents.crash();
      expect(contents.reloads).toBe(expected);
      // Each page gets a core of its own.
      expect((await (await client()).status()).state).toBe('absent');
    }
    contents.crash();
    expect(contents.reloads).toBe(3);
    expect(electron.messages[0]).toMatchObject({ buttons: ['Load Again', 'Quit Moorage'] });
    await until(() => contents.reloads === 4);
    electron.seen.response = 1;
    contents.crash('oom');
    expect(await electron.app.exited).toBe(0);
  });

  it('has the colour of the system’s theme before it has drawn anything', async () => {
    const { electron } = await fixtures.shell();
    const window = await until(() => electron.windows[0]);
    expect(window.options.backgroundColor).toBe('#ffffff');
    electron.nativeTheme.shouldUseDarkColors = true;
    electron.nativeTheme.emit('updated');
    expect(window.background).toBe('#16181c');
  });
});
