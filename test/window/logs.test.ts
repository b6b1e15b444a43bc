/** Logs of several containers, compose projects, and what is left of removed containers. */
import { expect, it } from 'vitest';
import { isAccessible } from './axe.ts';
import { ComposeDialog, ProjectPage } from './pages/compose.ts';
import { Containers } from './pages/containers.ts';
import { Logs } from './pages/logs.ts';
import { looks, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

describeWindow('logs of several', {}, (window) => {
  it('are merged, searched, filtered, and their searches are kept', async () => {
    const shell = await window.open();
    const logs = await Logs.open(shell);
    await logs.lines.first().waitFor();
    await logs.choose('shop-db-1', 'shop-worker-1');
    await expect.poll(() => logs.sources()).toEqual(expect.arrayContaining(['shop-db-1']));
    await logs.whose.selectOption('project shop');
    await expect.poll(async () => (await logs.sources()).length).toBeGreaterThan(1);
    expect((await logs.sources()).every((name) => name.startsWith('shop-'))).toBe(true);
    await logs.search.fill('checkpoint (starting|complete)');
    await shell.button(shell.say('log.regex')).click();
    await logs.only.check();
    await expect.poll(() => logs.sources()).toEqual(['shop-db-1']);
    await isAccessible(shell, 'logs, searched');

    const dialog = await logs.searches();
    await dialog.getByLabel(shell.say('searches.name')).fill('Checkpoints');
    await shell.page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Checkpoints', exact: true }).waitFor();
    await isAccessible(shell, 'searches');

    // Another window knows it too.
    const other = await Logs.open(await window.open());
    const saved = await other.searches();
    await saved.getByRole('button', { name: 'Checkpoints', exact: true }).click();
    await expect.poll(() => other.search.inputValue()).toBe('checkpoint (starting|complete)');
    await expect.poll(() => other.sources()).toEqual(['shop-db-1']);
    await other.only.uncheck();
    await other.streams.selectOption('stderr');
    await expect.poll(() => other.lines.count()).toBeGreaterThan(0);
    expect(await other.shell.page.locator('.log__line--stdout').count()).toBe(0);
  });

  it('what a removed container said last stays readable', async () => {
    const shell = await window.open();
    const list = await Containers.open(shell);
    await list.link('shop-worker-1').click();
    await shell.page.getByRole('log').locator('.log__line').first().waitFor();
    const address = shell.page.url();
    await shell.choose('shop-worker-1', shell.say('remove'));
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('remove'), exact: true })
      .click();
    await shell.page.waitForURL(/#\/containers$/);
    await shell.page
      .getByRole('main')
      .getByRole('link', { name: shell.say('gone.title') })
      .click();
    await shell.page.getByRole('link', { name: 'shop-worker-1', exact: true }).waitFor();
    await isAccessible(shell, 'removed');
    await shell.page.goto(address);
    await shell.page.getByRole('region', { name: shell.say('why.title') }).waitFor();
    await shell.page.getByText('giving up').first().waitFor();
    await isAccessible(shell, 'the story of a removed container');
  });

  it('parity M09 a file that only a label names is not shown, and “up” without a file says so', async () => {
    const shell = await window.open();
    const page = await ProjectPage.open(shell, 'shop');
    await shell.page.getByRole('link', { name: 'shop-web-1', exact: true }).waitFor();
    await isAccessible(shell, 'project');
    await page.show('/srv/shop/compose.yaml');
    await shell.page.getByRole('alert').getByText('/srv/shop/compose.yaml').waitFor();
    await isAccessible(shell, 'files of a project');
    const dialog = await ComposeDialog.open(shell);
    await dialog.submit('up');
    await dialog.box.getByText(shell.say('compose.files.missing')).waitFor();
    await dialog.files.fill('/no such folder/compose.yaml');
    expect(await dialog.command.innerText()).toBe(
      "docker compose --file '/no such folder/compose.yaml' up --detach",
    );
    await dialog.submit('up');
    await dialog.box.getByRole('alert').getByText('/no such folder/compose.yaml').waitFor();
    await isAccessible(shell, 'compose');
    await dialog.choose('down');
    await isAccessible(shell, 'compose down');
  });

  it.each(looks)('looks as it should %#', async (look) => {
    const shell = await window.open(look);
    const logs = await Logs.open(shell);
    await logs.lines.first().waitFor();
    await picture(shell, look, 'logs-of-several');
    await (await logs.searches()).waitFor();
    await picture(shell, look, 'saved-searches');
    await shell.page.keyboard.press('Escape');
    await ProjectPage.open(shell, 'shop');
    await shell.page.getByRole('link', { name: 'shop-web-1', exact: true }).waitFor();
    await picture(shell, look, 'project');
    const dialog = await ComposeDialog.open(shell);
    await dialog.choose('down');
    await dialog.files.fill('/srv/shop/compose.yaml');
    await picture(shell, look, 'compose');
    await dialog.close();
    await picture(shell, look, 'containers-with-compose');
    await shell.page
      .getByRole('main')
      .getByRole('link', { name: shell.say('gone.title') })
      .click();
    await shell.page.getByRole('link', { name: 'shop-worker-1', exact: true }).click();
    await shell.page.getByRole('region', { name: shell.say('why.title') }).waitFor();
    await picture(shell, look, 'removed');
  });
});
