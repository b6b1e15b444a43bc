/** Behind other windows, nothing is asked of the engine again and again. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { Containers } from './pages/containers.ts';
import { Stats } from './pages/stats.ts';
import { describeWindow } from './window.ts';

/** Tells the page that it can't be seen, or that it can. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}

describeWindow('a window that nobody sees', {}, (window) => {
  it('parity C08 C21 hears nothing more of what containers use, until it is seen again', async () => {
    let frames = 0;
    const shell = await window.open({
      prepare: async (page) => {
        page.on('websocket', (socket) => {
          socket.on('framesent', () => (frames += 1));
          socket.on('framereceived', () => (frames += 1));
        });
      },
    });
    const { page } = shell;
    const stats = new Stats(shell);
    /** What comes in four seconds, once what was under way has come. */
    const heard = async () => {
      await page.waitForTimeout(1500);
      const before = frames;
      await page.waitForTimeout(4000);
      return frames - before;
    };
    await Containers.open(shell);
    await expect.poll(() => stats.inList('shop-web-1', 'cpu')).toMatch(/%/);
    await hide(page, true);
    expect(await heard()).toBe(0);
    await hide(page, false);
    expect(await heard()).toBeGreaterThan(0);
    const container = await ContainerPage.open(shell, 'shop-web-1');
    await container.tab('stats');
    await stats.hasDrawn('stats.cpu');
    await hide(page, true);
    expect(await heard()).toBe(0);
  });
});
