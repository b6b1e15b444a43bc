/** The double's window: its page runs our real preload, over messages that are cloned as Electron clones them. */
import type * as Electron from 'electron';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { transformWithOxc } from 'vite';
import { Closing, type Link } from '../../main/contract/link.ts';

/** What the preload puts into the page. */
export interface Bridge {
  open(): void;
  send(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
}

type Handlers = ReadonlyMap<string, (request: Request) => Response | Promise<Response>>;
interface Frame {
  readonly parent: Frame | null;
  readonly url: string;
}

/** A document, from its load until the next one. */
export class FakePage {
  readonly bridge: Promise<Bridge>;
  readonly ipc = new EventEmitter();
  readonly #contents: FakeContents;

  constructor(contents: FakeContents, preload: string) {
    this.#contents = contents;
    this.bridge = this.#run(preload);
  }

  /** The contract's link over the bridge, as a client of it would have it. */
  async open(): Promise<Link> {
    const bridge = await this.bridge;
    const closing = new Closing();
    bridge.onClose(() => void closing.close());
    bridge.open();
    return {
      send: (frame) => bridge.send(frame),
      onFrame: (listener) => bridge.onFrame(listener),
      onClose: (listener) => closing.onClose(listener),
      close: (reason) => void closing.close(reason),
    };
  }

  async #run(preload: string): Promise<Bridge> {
    const exposed: Record<string, Bridge> = {};
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, bridge: Bridge) => void (exposed[name] = bridge) },
      ipcRenderer: Object.assign(this.ipc, {
        send: (channel: string, ...args: unknown[]) => this.#contents.fromPage(channel, args),
      }),
    };
    const { code } = await transformWithOxc(readFileSync(preload, 'utf8'), 'preload.ts', {
      sourcemap: false,
    });
    runInNewContext(code, {
      JSON,
      require: (name: string) => {
        if (name !== 'electron') throw new Error(`a sandbox has no ${name}`);
        return electron;
      },
    });
    const bridge = exposed['moorage'];
    if (bridge === undefined) throw new Error('the preload exposed nothing');
    return bridge;
  }
}

export class FakeContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly preload: string;
  page: FakePage;
  frame: Frame = { parent: null, url: '' };
  reloads = 0;
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;
  #destroyed = false;

  constructor(preload: string) {
    super();
    this.preload = preload;
    this.page = new FakePage(this, preload);
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new Error('Object has been destroyed');
    const { page } = this;
    const cloned = structuredClone(args);
    setImmediate(() => page.ipc.emit(channel, {}, ...cloned));
  }
  /** What a page sends; `frame` is where it says it comes from. */
  fromPage(channel: string, args: unknown[], frame: Frame | null = this.frame): void {
    const cloned = structuredClone(args);
    setImmediate(() => this.ipc.emit(channel, { senderFrame: frame, sender: this }, ...cloned));
  }
  load(url: string): void {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
    this.frame = { parent: null, url };
    this.page = new FakePage(this, this.preload);
  }
  reload(): void {
    this.reloads += 1;
    this.load(this.frame.url);
  }
  crash(reason: Electron.RenderProcessGoneDetails['reason'] = 'crashed'): void {
    this.emit('render-process-gone', {}, { reason, exitCode: 1 });
  }
  setWindowOpenHandler(handler: NonNullable<typeof this.openHandler>): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }
}

type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setBackgroundColor'
  | 'show'
>;

export class FakeWindow extends EventEmitter implements WindowPart {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  readonly #handlers: Handlers;
  visible = false;
  focused = 0;
  minimized = false;
  maximized = false;
  bounds: Electron.Rectangle;
  background = '';
  /** What its address answered when it was loaded. */
  answer: Response | undefined;

  constructor(options: Electron.BrowserWindowConstructorOptions, handlers: Handlers) {
    super();
    this.options = options;
    this.#handlers = handlers;
    const { x = 10, y = 10, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.webContents = new FakeContents(options.webPreferences?.preload ?? '');
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.load(url);
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`nobody serves ${url}`);
    this.answer = await handler(new Request(url));
    this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {
    this.focused += 1;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  maximize(): void {
    this.maximized = true;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
  setBackgroundColor(color: string): void {
    this.background = color;
  }
  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }
  /** What a person's click on the window's cross does. */
  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (this.isDestroyed()) return;
    this.webContents.destroy();
    this.emit('closed');
  }
}
