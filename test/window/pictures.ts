/** Pictures of the window in several looks, for people to look at: in `test/output/screenshots`, which git does not keep. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { Shell } from './pages/shell.ts';
import type { OpenOptions } from './window.ts';

const root = resolve(import.meta.dirname, '..', '..');
const folder = join(root, 'test', 'output', 'screenshots');

/** The other language, the other theme, and the least room: what all other tests don't see. */
const some: readonly OpenOptions[] = [{ language: 'zh-CN', theme: 'dark', width: 640, height: 600 }];
const others: readonly OpenOptions[] = [
  { language: 'en-US', theme: 'light' },
  { language: 'en-US', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
  { width: 900, height: 600 },
  { width: 640, height: 600, theme: 'dark' },
];

export const everyLook = process.env['MOORAGE_PICTURES'] === 'all';

/** The one that shows most; with `MOORAGE_PICTURES=all` many. */
export const looks = everyLook ? [...some, ...others] : some;

/** What a look's folder is called. */
export function nameOf({ language = 'en-US', theme = 'light', width = 1200 }: OpenOptions): string {
  return `${language}-${theme}-${width}`;
}

/** Takes a picture, and sees that the page is no wider than the window. */
export async function picture(shell: Shell, options: OpenOptions, state: string): Promise<void> {
  await mkdir(join(folder, nameOf(options)), { recursive: true });
  await shell.page.screenshot({
    path: join(folder, nameOf(options), `${state}.png`),
    animations: 'disabled',
  });
  const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect.soft(await shell.page.evaluate(width), `${nameOf(options)} ${state}`).toBeLessThanOrEqual(0);
}
