/**
 * What a test of the window stands on: one core and one browser for each file, a fresh page for each test, and after
 * each test a look at what the page has complained of. Whatever a test does, the page stays without errors, opens no
 * dialog of the browser's, and asks nobody but the host that serves it.
 */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { chromiumFlags } from './chromium.ts';
import { Core, type CoreOptions } from './core.ts';
import { Shell } from './pages/shell.ts';

export interface OpenOptions {
  readonly language?: 'en-US' | 'zh-CN';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** What is done with the page before it is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Complaints that belong to what the test does. */
  readonly tolerate?: RegExp;
}

export interface TestWindow {
  readonly core: Core;
  readonly browser: Browser;
  /** A page of a browser that was just let in. */
  open(options?: OpenOptions): Promise<Shell>;
}

export interface WindowOptions extends CoreOptions {
  /** Whether the machine runs before the first test; default true. */
  readonly running?: boolean;
}

/** A group of tests on a window; skipped, saying why, where there is no browser. */
export function describeWindow(
  title: string,
  options: WindowOptions,
  tests: (window: TestWindow) => void,
): void {
  const [program, missing] = [inject('chromium'), inject('noChromium')];
  describe.skipIf(program === '')(program === '' ? `${title} (skipped: ${missing})` : title, () => {
    let browser: Browser | undefined;
    let core: Core | undefined;
    let faults: string[] = [];
    const contexts: BrowserContext[] = [];

    beforeAll(async () => {
      [browser, core] = await Promise.all([
        chromium.launch({ executablePath: program, args: chromiumFlags }),
        Core.begin(options),
      ]);
      if (options.running !== false) await core.moorage('start', '--driver', 'fake');
    });
    afterAll(async () => {
      await browser?.close();
      await core?.remove();
    });
    afterEach(async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      const found = faults;
      faults = [];
      expect(found, 'what the page complained of').toEqual([]);
    });

    tests({
      get core() {
        return present(core);
      },
      get browser() {
        return present(browser);
      },
      async open({
        language = 'en-US',
        theme = 'light',
        width = 1200,
        height = 760,
        tolerate,
        prepare,
      } = {}) {
        const context = await present(browser).newContext({
          viewport: { width, height },
          locale: language,
          colorScheme: theme,
          reducedMotion: 'reduce',
        });
        contexts.push(context);
        context.setDefaultTimeout(15_000);
        const page = await context.newPage();
        const complain = (fault: string) => {
          if (tolerate?.test(fault) !== true) faults.push(fault);
        };
        watch(page, complain);
        await prepare?.(page);
        await page.goto(await present(core).address());
        return new Shell(page, language === 'zh-CN' ? 'zh-CN' : 'en');
      },
    });
  });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only there while tests run');
  return value;
}

function watch(page: Page, complain: (fault: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:') {
      complain(`request: ${request.url()}`);
    }
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).hostname !== '127.0.0.1') complain(`socket: ${socket.url()}`);
  });
}
