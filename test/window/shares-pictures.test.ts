/** Pictures of the page of shares. */
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Shares } from './pages/shares.ts';
import type { Shell } from './pages/shell.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { refusing, tellShares } from './told-shares.ts';
import { describeWindow, type OpenOptions } from './window.ts';

/** Shares that stand as they may, and what is asked about them. */
async function shares(shell: Shell, look: OpenOptions, synced: string): Promise<void> {
  const page = await Shares.open(shell);
  await shell.page.getByText(shell.say('shares.restart')).waitFor();
  await picture(shell, look, 'shares-states');
  await page.action('shares.test', synced).click();
  await shell.button(shell.say('shares.test.close')).waitFor();
  await picture(shell, look, 'shares-speed');
  await page.row('fonts').scrollIntoViewIfNeeded();
  await picture(shell, look, 'shares-more');
  await page
    .row('fonts')
    .getByRole('button', {
      name: shell.say('shares.provider.about', { provider: shell.say('shares.provider.virtiofs') }),
    })
    .click();
  await picture(shell, look, 'shares-explained');
  await shell.page.keyboard.press('Escape');
  await page.write({
    path: '/srv/my data',
    readOnly: true,
    provider: 'sync',
    ignore: 'node_modules/\n*.log',
  });
  await picture(shell, look, 'shares-add');
  await page.submit();
  await shell.dialog().locator('[data-code]').waitFor();
  const bottom = await shell.dialog().locator('[data-code]').boundingBox();
  expect((bottom?.y ?? 0) + (bottom?.height ?? 0)).toBeLessThan(shell.page.viewportSize()?.height ?? 0);
  await picture(shell, look, 'shares-add-failed');
  await shell.page.keyboard.press('Escape');
  await shell.dialog().waitFor({ state: 'detached' });
  await page.action('shares.remove', synced).click();
  await shell.dialog().waitFor();
  await picture(shell, look, 'shares-remove');
}

describeWindow('pictures of shares', {}, (window) => {
  let [synced, fast] = ['', ''];

  beforeAll(async () => {
    const { core } = window;
    const add = async (name: string, ...words: string[]) => {
      const path = await core.folder(`projects/${name}`);
      await core.moorage('share', 'add', path, ...words);
      return path;
    };
    await add('shop-copying', '--provider', 'sync', '--ignore', 'node_modules/', '--ignore', '*.log');
    synced = await add('website-conflict', '--provider', 'sync');
    await rm(await add('old', '--provider', 'ssh', '--read-only'), { recursive: true });
    await add('monorepo-unwatched');
    fast = await add('fonts');
    await core.moorage('share', 'pause', await add('archive', '--provider', 'sync'));
  });

  for (const look of looks) {
    it(`are taken: failed, in step, in need of a restart, refused (${nameOf(look)})`, async () => {
      const refused = refusing(['/srv/database', '/opt/a folder with a long name/that no machine has']);
      const prepare = (page: Page) =>
        tellShares(page, (list, asked) => ({
          ...refused(list, asked),
          shares: list.shares.map((one) =>
            one.path === fast ? { ...one, provider: 'virtiofs', state: 'restartNeeded' } : one,
          ),
        }));
      await shares(await window.open({ ...look, prepare }), look, synced);
    });
  }

  it('are taken of the setting', async () => {
    const look = looks[0] ?? {};
    const shell = await window.open(look);
    await shell.go('settings');
    await shell.page.getByText(shell.say('settings.shares.home.hint')).scrollIntoViewIfNeeded();
    await picture(shell, look, 'settings-shares');
    await shell.page.keyboard.press('Control+k');
    await picture(shell, look, 'palette-shares');
  });
});
