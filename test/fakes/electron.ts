/**
 * A double of what the shell uses of Electron, for tests in plain Node. Each part has the real one's types; it covers
 * the order of events and what is handed over, neither the sandbox nor what is drawn.
 */
import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { ElectronModules } from '../../main/hosts/electron/modules.ts';
import { FakeWindow, type FakeContents } from './electron-window.ts';

/** An event as Electron's are: `preventDefault` is seen by whoever emitted it. */
export class FakeEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export interface FakeElectronOptions {
  /** False: another instance holds the lock. */
  readonly firstInstance?: boolean;
  readonly locale?: string;
  readonly packaged?: boolean;
}

type AppPart = Pick<
  Electron.App,
  | 'enableSandbox'
  | 'exit'
  | 'getLoginItemSettings'
  | 'getLocale'
  | 'isPackaged'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady'
>;

class FakeApp extends EventEmitter implements AppPart {
  readonly isPackaged: boolean;
  readonly paths: Record<string, string> = {};
  readonly exited: Promise<number>;
  readonly #options: FakeElectronOptions;
  #resolve: (code: number) => void = () => {};
  exitCode: number | undefined;
  sandboxed = false;

  constructor(options: FakeElectronOptions) {
    super();
    this.#options = options;
    this.isPackaged = options.packaged ?? true;
    this.exited = new Promise((resolve) => (this.#resolve = resolve));
  }

  requestSingleInstanceLock(): boolean {
    return this.#options.firstInstance ?? true;
  }
  quit(): void {
    const event = new FakeEvent();
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0): void {
    this.exitCode ??= code;
    this.#resolve(this.exitCode);
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  getLocale(): string {
    return this.#options.locale ?? 'en-GB';
  }
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`no folder ${path}`);
    this.paths[name] = path;
  }
  setAppUserModelId(): void {}
  /** As the system keeps them: an entry for each set of words. */
  readonly loginItems = new Map<string, boolean>();
  wasOpenedAtLogin = false;
  setLoginItemSettings({ openAtLogin = false, args = [] }: Electron.Settings): void {
    this.loginItems.set(args.join(' '), openAtLogin);
  }
  getLoginItemSettings({ args = [] }: Electron.LoginItemSettingsOptions = {}): Electron.LoginItemSettings {
    const openAtLogin = this.loginItems.get(args.join(' ')) === true;
    return {
      openAtLogin,
      wasOpenedAtLogin: this.wasOpenedAtLogin,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
}

type TrayPart = Pick<Electron.Tray, 'destroy' | 'isDestroyed' | 'setToolTip'>;

/** The template that a menu was made of. */
export interface FakeMenu {
  readonly template: readonly Electron.MenuItemConstructorOptions[];
}

export interface FakeImage {
  readonly path: string;
  template: boolean;
  setTemplateImage(option: boolean): void;
}

class FakeTray extends EventEmitter implements TrayPart {
  image: FakeImage;
  toolTip = '';
  menu: FakeMenu | undefined;
  #destroyed = false;

  constructor(image: FakeImage) {
    super();
    this.image = image;
  }
  setImage(image: FakeImage): void {
    this.image = image;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: FakeMenu | null): void {
    this.menu = menu ?? undefined;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  destroy(): void {
    this.#destroyed = true;
  }
  /** Chooses an entry of the menu, as a person would: one that is disabled can't be. */
  choose(label: string): void {
    const item = this.menu?.template.find((one) => one.label === label);
    if (item?.click === undefined || item.enabled === false) throw new Error(`can't choose ${label}`);
    Reflect.apply(item.click, undefined, []);
  }
  enabled(label: string): boolean | undefined {
    return this.menu?.template.find((one) => one.label === label)?.enabled;
  }
}

type SessionPart = Pick<
  Electron.Session,
  'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'
>;

class FakeSession implements SessionPart {
  request: Parameters<SessionPart['setPermissionRequestHandler']>[0] = null;
  check: Parameters<SessionPart['setPermissionCheckHandler']>[0] = null;
  device: Parameters<SessionPart['setDevicePermissionHandler']>[0] = null;

  setPermissionRequestHandler(handler: typeof this.request): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: typeof this.check): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: typeof this.device): void {
    this.device = handler;
  }
}

/** All of it, with what a test looks at and brings about. */
export function fakeElectron(options: FakeElectronOptions = {}) {
  const app = new FakeApp(options);
  const windows: FakeWindow[] = [];
  const trays: FakeTray[] = [];
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const seen = {
    app,
    windows,
    trays,
    session: new FakeSession(),
    powerMonitor: new EventEmitter(),
    nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' }),
    schemes: [] as Electron.CustomScheme[],
    handlers,
    menuBar: undefined as FakeMenu | null | undefined,
    opened: [] as string[],
    copied: [] as string[],
    errorBoxes: [] as { title: string; content: string }[],
    messages: [] as Electron.MessageBoxOptions[],
    /** The button that is pressed in the next message box. */
    response: 0,
    displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  };

  class Window extends FakeWindow {
    constructor(given: Electron.BrowserWindowConstructorOptions) {
      super(given, handlers);
      windows.push(this);
      app.emit('web-contents-created', new FakeEvent(), this.webContents);
    }
  }
  class Tray extends FakeTray {
    constructor(image: FakeImage) {
      super(image);
      trays.push(this);
    }
  }
  const modules = {
    app,
    BrowserWindow: Window,
    Tray,
    clipboard: {
      writeText: (text) => {
        seen.copied.push(text);
        return Promise.resolve();
      },
    } satisfies Pick<Electron.Clipboard, 'writeText'>,
    dialog: {
      showErrorBox: (title: string, content: string) => void seen.errorBoxes.push({ title, content }),
      // Windows of the double don't have dialogs of their own.
      showMessageBox: (options: Electron.MessageBoxOptions) => {
        seen.messages.push(options);
        return Promise.resolve({ response: seen.response, checkboxChecked: false });
      },
    },
    Menu: {
      buildFromTemplate: (template: FakeMenu['template']): FakeMenu => ({ template }),
      setApplicationMenu: (menu: FakeMenu | null) => void (seen.menuBar = menu),
    },
    nativeImage: {
      createFromPath: (path: string): FakeImage => {
        if (!existsSync(path)) throw new Error(`no image ${path}`);
        return {
          path,
          template: false,
          setTemplateImage(option) {
            this.template = option;
          },
        };
      },
    },
    nativeTheme: seen.nativeTheme,
    powerMonitor: seen.powerMonitor,
    protocol: {
      registerSchemesAsPrivileged: (schemes) => void seen.schemes.push(...schemes),
      handle: (scheme, handler) => void handlers.set(scheme, handler),
    } satisfies Pick<Electron.Protocol, 'handle' | 'registerSchemesAsPrivileged'>,
    screen: { getAllDisplays: () => seen.displays },
    session: { defaultSession: seen.session },
    shell: {
      openExternal: (url) => {
        seen.opened.push(url);
        return Promise.resolve();
      },
    } satisfies Pick<Electron.Shell, 'openExternal'>,
  } satisfies Record<keyof ElectronModules, unknown>;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a double has only what is used
  return { ...seen, seen, modules: modules as unknown as ElectronModules };
}

export type FakeElectron = ReturnType<typeof fakeElectron>;
export type { FakeContents, FakeWindow };
