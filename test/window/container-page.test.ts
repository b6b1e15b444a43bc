/** A container's page in every look: what it tells, what can be changed, and what the engine refuses. */
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

describeWindow('the page of a container', {}, (window) => {
  it.each(looks.map((look) => ({ look, name: nameOf(look) })))(
    'looks as it should ($name)',
    async ({ look }) => {
      const shell = await window.open(look);
      const page = await ContainerPage.open(shell, 'nightly-report');
      await page.tab('overview');
      await shell.page.getByRole('region', { name: shell.say('why.title') }).waitFor();
      await picture(shell, look, 'overview-stopped');
      await ContainerPage.open(shell, 'shop-web-1');
      await page.tab('overview');
      await shell.page.getByRole('region', { name: shell.say('fact.image') }).waitFor();
      await picture(shell, look, 'overview');
      await shell.button(shell.say('limits.change')).click();
      await shell.dialog().getByLabel(shell.say('limits.memory'), { exact: true }).fill('256m');
      await picture(shell, look, 'limits');
      await shell.page.keyboard.press('Escape');
      await page.tab('processes');
      await shell.page.getByRole('columnheader', { name: 'PID', exact: true }).waitFor();
      await picture(shell, look, 'processes');
    },
  );

  it('saves a container as an image, and says why a name is refused', async () => {
    const shell = await window.open();
    await ContainerPage.open(shell, 'toolbox');
    await shell.button(shell.say('more', { name: 'toolbox' })).click();
    await shell.page.getByRole('menuitem', { name: shell.say('commit.menu') }).click();
    await shell.dialog().getByLabel(shell.say('commit.image'), { exact: true }).fill('kept:1');
    await shell.page.keyboard.press('Enter');
    await shell.told('docker commit toolbox kept:1');
    await shell.button(shell.say('more', { name: 'toolbox' })).click();
    await shell.page.getByRole('menuitem', { name: shell.say('rename.menu') }).click();
    await shell.dialog().getByLabel(shell.say('rename.to'), { exact: true }).fill('shop-web-1');
    await shell.page.keyboard.press('Enter');
    expect(await shell.dialog().getByRole('alert').innerText()).toContain('shop-web-1');
  });
});
