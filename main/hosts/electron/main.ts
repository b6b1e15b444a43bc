/** Where Electron begins: hands its modules to the shell. Everything else takes them from there. */
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from 'electron';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runCore } from '../node/main.ts';
import { desktopSeal } from './secret-seal.ts';
import { startShell } from './shell.ts';

const shareHelperWord = '--share-helper';

if (process.argv.includes(shareHelperWord)) {
  await import('../node/share-helper.ts');
} else {
  const { panic } = startShell(
    {
      app,
      BrowserWindow,
      clipboard,
      dialog,
      Menu,
      nativeImage,
      nativeTheme,
      powerMonitor,
      protocol,
      screen,
      session,
      shell,
      Tray,
    },
    {
      argv: process.argv,
      env: process.env,
      platform: process.platform,
      homedir: homedir(),
      // Both as built: this file then stands in out/main/hosts/electron.
      rendererFolder: fileURLToPath(new URL('../../../renderer', import.meta.url)),
      preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
      // Started as itself again with this word, it serves shares and shows nothing: it can't run as plain Node.
      runCore: (options) =>
        runCore({
          ...options,
          shareHelper: [process.execPath, shareHelperWord],
          secretSeal: desktopSeal(safeStorage, process.platform),
        }),
    },
  );
  process.on('uncaughtException', panic);
  process.on('unhandledRejection', panic);
}
