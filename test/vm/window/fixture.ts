/**
 * What a test of the window on the real engine stands on: the shared VM, and one browser for each file; a page for each
 * test. To work on such a test without a VM: `MOORAGE_TEST_DRIVER=fake MOORAGE_FAKE_ENGINE=/path/docker.sock`, with an
 * engine of the VM's version behind that socket.
 */
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { windowAddress } from '../../fixtures/window-address.ts';
import { chromiumFlags, ensureChromium } from '../../window/chromium.ts';
import { Shell } from '../../window/pages/shell.ts';
import type { Home } from '../home.ts';
import { limit } from '../pace.ts';
import { sharedHome } from '../shared-vm.ts';

export interface VmWindow {
  readonly home: Home;
  /** A page of a browser that was just let in. */
  readonly open: (options?: { readonly language?: 'en-US' | 'zh-CN' }) => Promise<Shell>;
}

/** A group of tests; skipped, saying why, where there is no browser. A page's own errors fail the test. */
export async function describeVmWindow(title: string, tests: (window: VmWindow) => void): Promise<void> {
  const found = await ensureChromium((text) => process.stderr.write(`${text}\n`));
  const why = found.kind === 'missing' ? ` (skipped: ${found.why})` : '';
  describe.skipIf(found.kind === 'missing')(`${title}${why}`, () => {
    const home = sharedHome();
    const contexts: BrowserContext[] = [];
    let browser: Browser | undefined;
    let faults: string[] = [];

    beforeAll(async () => {
      if (found.kind === 'found')
        browser = await chromium.launch({ executablePath: found.path, args: chromiumFlags });
    });
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
      const seen = faults;
      faults = [];
      expect(seen).toEqual([]);
    });
    afterAll(() => browser?.close());

    tests({
      home,
      async open({ language = 'en-US' } = {}) {
        if (browser === undefined) throw new Error('there is no browser');
        const context = await browser.newContext({ locale: language });
        contexts.push(context);
        context.setDefaultTimeout(limit(5));
        const page = await context.newPage();
        page.on('pageerror', (error) => faults.push(error.message));
        await page.goto(await windowAddress(home.paths));
        return new Shell(page, language === 'en-US' ? 'en' : 'zh-CN');
      },
    });
  });
}
