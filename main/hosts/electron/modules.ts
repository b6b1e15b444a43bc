/** What of Electron the shell uses. It is handed in, so that tests bring a double and only `main.ts` needs the binary. */
import type { Language } from '../../contract/errors.ts';

export type ElectronModules = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'dialog'
  | 'Menu'
  | 'nativeImage'
  | 'nativeTheme'
  | 'powerMonitor'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
>;

/** The language to speak now; a person may change it at any time. */
export type CurrentLanguage = () => Language;
