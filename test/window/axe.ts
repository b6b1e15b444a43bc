/** What axe says of a place in the window, in both looks. The dark one has other colours and nothing else. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { Shell } from './pages/shell.ts';
import { everyLook } from './pictures.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * Fails with the rule and the elements, for each thing that WCAG 2.1 AA forbids. What is open stays open: the look
 * changes as when the system's does. The window is to be in its light look, and is left in it.
 */
export async function isAccessible(shell: Shell, place: string): Promise<void> {
  await isAccessibleInLight(shell, place);
  await look(shell, 'dark');
  await finds((await axe(shell)).withRules(['color-contrast']), `${place} (dark)`);
  await look(shell, 'light');
}

async function isAccessibleInLight(shell: Shell, place: string): Promise<void> {
  await finds((await axe(shell)).withTags(tags), `${place} (light)`);
}

/** For dialogs, which have the colours of pages: their dark look is looked at with `MOORAGE_PICTURES=all` only. */
export const isAccessibleDialog = everyLook ? isAccessible : isAccessibleInLight;

/**
 * All in the page itself: otherwise another one is opened for each report. There are no frames to look into. Its source
 * is long, so a page gets it once.
 */
async function axe({ page }: Shell): Promise<AxeBuilder> {
  const there = await page.evaluate<boolean>('typeof axe === "object"');
  return new AxeBuilder(there ? { page, axeSource: 'axe' } : { page }).setLegacyMode();
}

async function finds(builder: AxeBuilder, place: string): Promise<void> {
  const { violations } = await builder.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect.soft(found, place).toEqual([]);
}

/** Changes the system's look, and waits until the page is painted in it. */
async function look({ page }: Shell, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect
    .poll(() => page.evaluate<string>('document.documentElement.dataset.theme'), { interval: 20 })
    .toBe(theme);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
