/** The one window: what it may, where it stands, and what happens when its page crashes. Closing it only hides it. */
import type { BrowserWindow, Rectangle } from 'electron';
import type { Link } from '../../contract/link.ts';
import type { Log } from '../../core/lib/log.ts';
import { defaultState, minimumSize, readState, saveState, type WindowState } from './bounds.ts';
import { reloadLimit } from './crashes.ts';
import { ownUrl } from './guard.ts';
import { servePage } from './link.ts';
import type { CurrentLanguage, ElectronModules } from './modules.ts';
import { shellTexts } from './texts.ts';

export interface WindowOptions {
  readonly electron: Pick<ElectronModules, 'app' | 'BrowserWindow' | 'dialog' | 'nativeTheme' | 'screen'>;
  readonly preload: string;
  readonly icon: string;
  /** The file that remembers the bounds. */
  readonly stateFile: string;
  readonly log: Log;
  readonly language: CurrentLanguage;
  readonly onLink: (link: Link) => void;
  /** True when closing means closing. */
  readonly isQuitting: () => boolean;
  readonly onQuit: () => void;
  /** The person turned to something else. */
  readonly onLeave: () => void;
  /** Windows shuts down, or the person logs off. */
  readonly onSessionEnd: (event: { preventDefault(): void }) => void;
  /** Stays hidden until it is asked for. */
  readonly hidden?: boolean;
  readonly clock?: () => number;
}

/** What shows before the page has drawn anything: the window's own background. */
const background = (dark: boolean) => (dark ? '#16181c' : '#ffffff');

export class MainWindow {
  readonly #options: WindowOptions;
  readonly #window: BrowserWindow;
  readonly #mayReload: () => boolean;
  #ready = false;
  /** Whether somebody wants to see it. */
  #wanted: boolean;
  #maximize = false;

  private constructor(options: WindowOptions, window: BrowserWindow) {
    this.#options = options;
    this.#window = window;
    this.#wanted = options.hidden !== true;
    this.#mayReload = reloadLimit(options.clock ?? (() => performance.now()));
  }

  /** Opens the window; it shows itself when it has something to show. */
  static async open(options: WindowOptions): Promise<MainWindow> {
    const { electron, log, preload, icon, stateFile } = options;
    const areas = electron.screen.getAllDisplays().map(({ workArea }) => workArea);
    const { bounds, maximized } = await readState(stateFile, areas).catch((error: unknown) => {
      log.failure('window', error);
      return defaultState;
    });
    const window = new electron.BrowserWindow({
      ...bounds,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: 'Moorage',
      icon,
      show: false,
      backgroundColor: background(electron.nativeTheme.shouldUseDarkColors),
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        devTools: !electron.app.isPackaged,
        // Its dictionaries would be fetched from elsewhere.
        spellcheck: false,
      },
    });
    const own = new MainWindow(options, window);
    own.#listen(maximized);
    servePage({ contents: window.webContents, log, onLink: options.onLink });
    window.loadURL(ownUrl).catch((error: unknown) => void log.failure('window', error));
    return own;
  }

  /** Brings the window to the front; one that isn't ready yet comes by itself. */
  show(): void {
    this.#wanted = true;
    if (!this.#ready || this.#window.isDestroyed()) return;
    if (this.#maximize) this.#window.maximize();
    this.#maximize = false;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Remembers where the window stands, and closes it. Throws what writing throws, after that. */
  async close(): Promise<void> {
    if (this.#window.isDestroyed()) return;
    const state = this.#state();
    this.#window.destroy();
    await saveState(this.#options.stateFile, state);
  }

  #listen(maximized: boolean): void {
    const window = this.#window;
    const { electron, log, isQuitting, onLeave, onSessionEnd } = this.#options;
    window.once('ready-to-show', () => {
      this.#ready = true;
      this.#maximize = maximized;
      if (this.#wanted) this.show();
    });
    window.on('close', (event) => {
      if (isQuitting()) return;
      event.preventDefault();
      window.hide();
      saveState(this.#options.stateFile, this.#state()).catch(
        (error: unknown) => void log.failure('window', error),
      );
    });
    window.on('blur', onLeave);
    window.on('query-session-end', onSessionEnd);
    window.on('unresponsive', () => log.write('warn', 'window', 'the page does not respond'));
    window.on('responsive', () => log.write('info', 'window', 'the page responds again'));
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.write('error', 'window', `the page's process is gone: ${reason}, exit code ${exitCode}`);
      if (reason !== 'clean-exit' && !isQuitting()) void this.#afterCrash();
    });
    const repaint = () => window.setBackgroundColor(background(electron.nativeTheme.shouldUseDarkColors));
    electron.nativeTheme.on('updated', repaint);
    window.once('closed', () => electron.nativeTheme.off('updated', repaint));
  }

  async #afterCrash(): Promise<void> {
    const { electron, language, log, onQuit } = this.#options;
    if (!this.#mayReload()) {
      const texts = shellTexts(language());
      const { what, hint } = texts.crashed;
      const buttons = [texts.reload, texts.quit];
      try {
        const options = { type: 'error' as const, title: 'Moorage', message: what, detail: hint, buttons };
        const { response } = await electron.dialog.showMessageBox({ ...options, cancelId: 0 });
        if (response === 1) return onQuit();
      } catch (error) {
        log.failure('window', error);
        return;
      }
    }
    if (!this.#window.isDestroyed()) this.#window.webContents.reload();
  }

  #state(): WindowState {
    const bounds: Rectangle = this.#window.getNormalBounds();
    return { bounds, maximized: this.#window.isMaximized() };
  }
}
