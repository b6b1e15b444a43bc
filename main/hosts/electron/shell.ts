/**
 * The Electron host: one instance for a home, a window, an icon in the tray, and the core in this process, or the way
 * to it in another. It decides nothing about VMs; it wires Electron's events to what does.
 */
import { mkdirSync } from 'node:fs';
import { isCancel, type Language } from '../../contract/errors.ts';
import type { Link } from '../../contract/link.ts';
import { homePaths, type HomePaths } from '../../core/home.ts';
import { FileLog } from '../../core/lib/log.ts';
import { openSettings } from '../../core/settings/store.ts';
import { resourcePath } from '../../setup/resources.ts';
import { connectControl } from '../node/control.ts';
import type { CoreOptions, RunningCore } from '../node/main.ts';
import { hostFacts } from '../node/this-computer.ts';
import { CoreAccess } from './core-access.ts';
import { Follower } from './follower.ts';
import { guardContents, guardSession } from './guard.ts';
import { loginItem, openedAtLogin } from './login-item.ts';
import { menuBar } from './menu.ts';
import type { ElectronModules } from './modules.ts';
import { errorText, Notices } from './notices.ts';
import { shellOptions } from './options.ts';
import { listenToPower } from './power.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { Quit } from './quit.ts';
import { chosenLanguage } from './texts.ts';
import { doTrayAction } from './tray-actions.ts';
import { TrayIcon, type TrayAction } from './tray.ts';
import { MainWindow } from './window.ts';

export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
  /** The built window. */
  readonly rendererFolder: string;
  readonly preload: string;
  readonly runCore: (options: CoreOptions) => Promise<RunningCore>;
  /** Milliseconds that an orderly end may take; see `Quit`. */
  readonly orderlyMs?: number;
}

export interface Shell {
  /** For what nobody foresaw: lets the VM go on running, tells the person, and ends the process. */
  readonly panic: (error: unknown) => void;
}

/** Milliseconds that a system which shuts down usually leaves to its programs. */
const shutdownMs = 20_000;
/** Milliseconds that the core has to let go of a VM after something unforeseen. */
const lastWordsMs = 15_000;

/** Begins. Nothing is awaited before Electron has been told what it must know before it is ready. */
export function startShell(electron: ElectronModules, around: Surroundings): Shell {
  const { app, dialog } = electron;
  try {
    const paths = homePaths(around);
    // Beside the core's files: one instance for a home, and no second folder to find and to delete.
    mkdirSync(paths.chromiumDir, { recursive: true, mode: 0o700 });
    app.setPath('userData', paths.chromiumDir);
    return new RunningShell(electron, around, paths).begin();
  } catch (error) {
    const { what, hint } = errorText(error, chosenLanguage('system', app.getLocale()));
    dialog.showErrorBox(what, hint);
    app.exit(1);
    return { panic: () => {} };
  }
}

class RunningShell {
  readonly #electron: ElectronModules;
  readonly #around: Surroundings;
  readonly #paths: HomePaths;
  readonly #log: FileLog;
  readonly #access: CoreAccess;
  readonly #follower: Follower;
  readonly #quit: Quit;
  readonly #notices: Notices;
  readonly #end = new AbortController();
  #window: MainWindow | undefined;
  #tray: TrayIcon | undefined;

  constructor(electron: ElectronModules, around: Surroundings, paths: HomePaths) {
    this.#electron = electron;
    this.#around = around;
    this.#paths = paths;
    const log = new FileLog(paths.appLog);
    this.#log = log;
    this.#notices = new Notices({ dialog: electron.dialog, log, language: () => this.#language });
    const { driver } = shellOptions(around.argv);
    const access = new CoreAccess({
      start: () =>
        around.runCore({
          paths,
          driver,
          env: around.env,
          windowFolder: around.rendererFolder,
          autostart: loginItem({ ...around, app: electron.app }),
        }),
      connect: (signal) => connectControl(paths.controlSocket, signal),
      log,
    });
    this.#access = access;
    this.#follower = new Follower({
      access,
      locale: () => electron.app.getLocale(),
      onFailure: (error) => this.#notices.tellOnce(error),
      signal: this.#end.signal,
    });
    this.#quit = new Quit({
      app: electron.app,
      log,
      end: () => access.end({ stopVm: true }),
      kill: () => access.kill(),
      last: () => this.#last(),
      ...(around.orderlyMs === undefined ? {} : { orderlyMs: around.orderlyMs }),
    });
  }

  begin(): Shell {
    const { app, protocol, shell } = this.#electron;
    if (!app.requestSingleInstanceLock()) {
      // The instance that holds the lock shows its window.
      app.quit();
      return { panic: (error) => this.#panic(error) };
    }
    app.enableSandbox();
    // Only Windows has it: what groups the windows of an app in its task bar.
    if (this.#around.platform === 'win32') app.setAppUserModelId('io.github.moorage.app');
    declareScheme(protocol);
    app.on('second-instance', () => this.#window?.show());
    app.on('activate', () => this.#window?.show());
    // Without a listener Electron would quit: the tray stays.
    app.on('window-all-closed', () => {});
    app.on('before-quit', (event) => this.#quit.request(event));
    app.on('web-contents-created', (_event, contents) =>
      guardContents(contents, (url) => this.#run(shell.openExternal(url))),
    );
    // An app that shows nothing must not stay.
    this.#whenReady().catch((error: unknown) => this.#panic(error));
    return { panic: (error) => this.#panic(error) };
  }

  async #whenReady(): Promise<void> {
    const { app, Menu, powerMonitor, protocol, session } = this.#electron;
    await app.whenReady();
    if (this.#quit.begun) return;
    guardSession(session.defaultSession);
    serveScheme(protocol, this.#around.rendererFolder, this.#log);
    const menu = menuBar(this.#around.platform, app.isPackaged);
    Menu.setApplicationMenu(menu === null ? null : Menu.buildFromTemplate([...menu]));
    listenToPower({
      powerMonitor,
      log: this.#log,
      onResume: () => this.#run(this.#access.wake()),
      onShutdown: (event) => this.#quit.request(event, shutdownMs),
    });
    this.#openTray();
    this.#run(this.#follower.run());
    this.#window = await this.#openWindow();
  }

  async #openWindow(): Promise<MainWindow> {
    return MainWindow.open({
      electron: this.#electron,
      preload: this.#around.preload,
      icon: resourcePath('icons/moorage-256.png'),
      stateFile: this.#paths.windowState,
      log: this.#log,
      language: () => this.#language,
      onLink: (link: Link) => this.#run(this.#access.attach(link)),
      isQuitting: () => this.#quit.begun,
      onQuit: () => this.#electron.app.quit(),
      onLeave: () => this.#run(this.#follower.refreshSettings()),
      onSessionEnd: (event) => this.#quit.request(event, shutdownMs),
      hidden: await this.#startsHidden(),
    });
  }

  /** Where login items can't carry words, the settings say it. */
  async #startsHidden(): Promise<boolean> {
    const { platform, argv } = this.#around;
    if (shellOptions(argv).hidden) return true;
    if (!openedAtLogin({ app: this.#electron.app, platform })) return false;
    const { topic } = await openSettings(this.#paths.settings, hostFacts());
    return topic.value.startHidden;
  }

  #openTray(): void {
    const { followed } = this.#follower;
    const tray = new TrayIcon(
      {
        electron: this.#electron,
        platform: this.#around.platform,
        iconPath: (name) => resourcePath(`icons/${name}`),
        onAction: (action) => this.#act(action),
      },
      followed.value,
    );
    this.#tray = tray;
    const { argv, platform } = this.#around;
    let start = shellOptions(argv).start || openedAtLogin({ app: this.#electron.app, platform });
    followed.subscribe((now) => {
      tray.show(now);
      // What the system draws of the window, and its first background, go with what the page draws.
      this.#electron.nativeTheme.themeSource = now.theme;
      if (!start || now.state === undefined) return;
      start = false;
      this.#act('start');
    });
  }

  #act(action: TrayAction): void {
    const { app, clipboard } = this.#electron;
    const done = doTrayAction(action, {
      client: () => this.#follower.client,
      openWindow: () => this.#window?.show(),
      copy: (text) => clipboard.writeText(text),
      quit: () => app.quit(),
    });
    done.catch((error: unknown) => {
      // What a quit cuts short is no failure.
      if (!this.#quit.begun && !isCancel(error)) this.#notices.tell(error);
    });
  }

  get #language(): Language {
    return this.#follower.followed.value.language;
  }

  /** What is begun and not waited for: its failure belongs in the log. */
  #run(task: Promise<unknown>): void {
    task.catch((error: unknown) => {
      if (!isCancel(error)) this.#log.failure('window', error);
    });
  }

  async #last(): Promise<void> {
    this.#end.abort();
    try {
      await this.#window?.close();
    } finally {
      this.#tray?.close();
    }
  }

  #panic(error: unknown): void {
    const { app } = this.#electron;
    const logId = this.#log.failure('core', error);
    setTimeout(() => app.exit(1), lastWordsMs).unref();
    const lastWords = async () => {
      try {
        await this.#access.end({ stopVm: false });
      } catch (failure) {
        this.#log.failure('core', failure);
      }
      this.#notices.tellLast(error, logId);
      app.exit(1);
    };
    void lastWords();
  }
}
