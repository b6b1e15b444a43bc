/** Starting the desktop app at login: Electron's login items on macOS and Windows, the autostart folder on Linux. */
import type { App, Settings } from 'electron';
import type { Autostart, LoginItem } from '../../core/autostart/autostart.ts';
import { xdgAutostart } from '../../core/autostart/xdg.ts';

export interface LoginItemSurroundings {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings' | 'isPackaged'>;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** Words that have the app start the machine, and show nothing but its icon in the tray. */
const startWord = '--start';
const hiddenWord = '--hidden';

export function loginItem(around: LoginItemSurroundings): Autostart {
  const { app, platform, env, homedir } = around;
  if (platform === 'linux') return xdgAutostart({ env, homedir, argv: (item) => linuxArgv(around, item) });
  return {
    read: () => Promise.resolve(readItem(app, platform)),
    write(item) {
      // Windows tells entries apart by their words, so that the other one would stay.
      if (platform === 'win32')
        app.setLoginItemSettings(itemSettings(platform, { enabled: false, hidden: !item.hidden }));
      app.setLoginItemSettings(itemSettings(platform, item));
      return Promise.resolve();
    },
  };
}

/** True if the app was started at login on a system whose login items can't carry words. */
export function openedAtLogin({ app, platform }: Pick<LoginItemSurroundings, 'app' | 'platform'>): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** What Electron is told (electronjs.org/docs, `app.setLoginItemSettings`): words are Windows' only. */
export function itemSettings(platform: NodeJS.Platform, { enabled, hidden }: LoginItem): Settings {
  const words = [startWord, ...(hidden ? [hiddenWord] : [])];
  return { openAtLogin: enabled, ...(platform === 'win32' ? { args: words } : {}) };
}

function readItem(app: LoginItemSurroundings['app'], platform: NodeJS.Platform): LoginItem {
  if (platform !== 'win32') {
    return { enabled: app.getLoginItemSettings().openAtLogin, hidden: false };
  }
  const has = (hidden: boolean) => {
    const { args = [] } = itemSettings(platform, { enabled: true, hidden });
    return app.getLoginItemSettings({ args }).openAtLogin;
  };
  const hidden = has(true);
  return { enabled: hidden || has(false), hidden };
}

/** An AppImage is mounted anew at each start, so its file is what counts; an unpacked Electron is told its app. */
function linuxArgv({ app, argv, env }: LoginItemSurroundings, { hidden }: LoginItem): string[] {
  const program = env['APPIMAGE'] ?? argv[0] ?? process.execPath;
  return [program, ...(app.isPackaged ? [] : argv.slice(1, 2)), startWord, ...(hidden ? [hiddenWord] : [])];
}
