/** Lists by keyboard, several rows at once, and groups. */
import { expect, it } from 'vitest';
import { isAccessible } from './axe.ts';
import { Containers } from './pages/containers.ts';
import { describeWindow } from './window.ts';

describeWindow('a list that holds up', {}, (window) => {
  it('parity C10 is chosen from by keyboard alone, and says what is chosen', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    const { keyboard } = shell.page;
    await list.link('cache').focus();
    await keyboard.press('Space');
    await shell.page.getByText(shell.say('list.chosen', { n: '1' })).waitFor();
    await keyboard.press('Shift+ArrowDown');
    await shell.page.getByText(shell.say('list.chosen', { n: '2' })).waitFor();
    await isAccessible(shell, 'a list, two rows of which are chosen');
    await keyboard.press('Delete');
    await shell.dialog(shell.say('list.remove.title', { n: '2' })).waitFor();
    await keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await list.link('cache').focus();
    await keyboard.press('Escape');
    await list.search.waitFor();
    await keyboard.press('/');
    await keyboard.type('whoami');
    await expect.poll(() => list.names()).toEqual(['whoami']);
  });

  it('parity C08 is sorted at its heads, and stays so elsewhere', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    const head = shell.page.getByRole('columnheader', { name: shell.say('column.name') });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const up = (await list.names()).filter((name) => !name.startsWith('shop-'));
    await head.getByRole('button').click();
    await expect
      .poll(async () => (await list.names()).filter((name) => !name.startsWith('shop-')))
      .toEqual(up.toReversed());
    await shell.go('images');
    await shell.go('containers');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
  });

  it('parity M09 folds a project, and stops and starts all of it', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    await shell.page.getByText('/srv/shop/compose.yaml').waitFor();
    const fold = shell.page.getByRole('button', { name: 'shop', exact: true });
    await fold.click();
    await list.link('shop-web-1').waitFor({ state: 'detached' });
    await fold.click();
    await list.press('shop', 'container.stop');
    await list.is('shop-web-1', 'exited');
    await shell.told('docker compose -p shop stop');
    await list.press('shop', 'container.start');
    await list.is('shop-web-1', 'running');
  });
});
