/** Behind other windows, nothing is asked of the engine again and again. */
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { Containers } from './pages/containers.ts';
import { Stats } from './pages/stats.ts';
import { describeWindow } from './window.ts';

/** A frame of the link: what is asked has a name, and everything that belongs to it the same id. */
const frame = v.object({ id: v.number(), entry: v.optional(v.string()) });

/** Tells the page that it can't be seen, or that it can. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}

describeWindow('a window that nobody sees', {}, (window) => {
  it('parity C08 C21 hears nothing more of what containers use, until it is seen again', async () => {
    const asked = new Map<number, string>();
    /** What each frame belongs to. */
    const frames: string[] = [];
    const note = ({ payload }: { readonly payload: string | Buffer }) => {
      const { id, entry } = v.parse(frame, JSON.parse(payload.toString()));
      if (entry !== undefined) asked.set(id, entry);
      frames.push(asked.get(id) ?? 'nothing that was asked');
    };
    const shell = await window.open({
      prepare: async (page) => {
        page.on('websocket', (socket) => {
          socket.on('framesent', note);
          socket.on('framereceived', note);
        });
      },
    });
    const { page } = shell;
    const stats = new Stats(shell);
    /** What comes in four seconds, once what was under way has come. */
    const heard = async () => {
      await page.waitForTimeout(1500);
      const before = frames.length;
      await page.waitForTimeout(4000);
      return frames.slice(before);
    };
    await Containers.open(shell);
    await expect.poll(() => stats.inList('shop-web-1', 'cpu')).toMatch(/%/);
    await hide(page, true);
    expect(await heard()).toEqual([]);
    await hide(page, false);
    expect(await heard()).not.toEqual([]);
    const container = await ContainerPage.open(shell, 'shop-web-1');
    await container.tab('stats');
    await stats.hasDrawn('stats.cpu');
    await hide(page, true);
    expect(await heard()).toEqual([]);
  });
});
