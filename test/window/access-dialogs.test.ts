/** Menus and dialogs for everybody: axe finds nothing in any of them, also where something in them is wrong. */
import { expect, it, vi } from 'vitest';
import { isAccessibleDialog } from './axe.ts';
import { ConfigurationPage } from './pages/configuration.ts';
import { ContainerPage } from './pages/container.ts';
import { Files } from './pages/files.ts';
import { ImagePage } from './pages/image.ts';
import { Networks } from './pages/networks.ts';
import type { Shell, TextKey } from './pages/shell.ts';
import { Terminals } from './pages/terminal.ts';
import { describeWindow } from './window.ts';

// Axe takes its time, most of all where other things run.
vi.setConfig({ testTimeout: 180_000 });

/** Looks at the dialog that is open, and leaves it. */
async function dialogIsAccessible(shell: Shell, place: string): Promise<void> {
  await shell.dialog().waitFor();
  await isAccessibleDialog(shell, place);
  await shell.escape();
}

async function press(shell: Shell, name: string): Promise<void> {
  await shell.dialog().getByRole('button', { name, exact: true }).click();
}

/** Opens the dialogs of buttons of the page, one after the other. */
async function dialogsAreAccessible(shell: Shell, ...names: readonly TextKey[]): Promise<void> {
  for (const name of names) {
    await shell.button(shell.say(name)).click();
    await dialogIsAccessible(shell, name);
  }
}

describeWindow('the dialogs', {}, (window) => {
  it('of the list of containers have nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('containers');
    await shell.page.getByRole('button', { name: shell.say('more', { name: 'toolbox' }) }).click();
    await shell.page.getByRole('menu').waitFor();
    await isAccessibleDialog(shell, 'menu');
    await shell.page.getByRole('menuitem', { name: shell.say('remove') }).click();
    await dialogIsAccessible(shell, 'confirm');
    await shell.button(shell.say('run.title')).click();
    await press(shell, shell.say('run.port.add'));
    await press(shell, shell.say('run.env.add'));
    await press(shell, shell.say('run.submit'));
    await dialogIsAccessible(shell, 'run');
  });

  it('of a container’s page have nothing that axe objects to', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'toolbox');
    for (const entry of ['rename.menu', 'commit.menu'] as const) {
      await shell.choose('toolbox', shell.say(entry));
      await dialogIsAccessible(shell, entry);
    }
    await shell.choose('toolbox', `${shell.say('container.export')} …`);
    await dialogIsAccessible(shell, 'container.export');
    await page.tab('overview');
    await shell.button(shell.say('limits.change')).click();
    await shell.dialog().getByLabel(shell.say('limits.memory'), { exact: true }).fill('much');
    await dialogIsAccessible(shell, 'limits.change');
    await dialogsAreAccessible(shell, 'network.connect.to');
  });

  it('of a terminal have nothing that axe objects to', async () => {
    const shell = await window.open();
    const terminals = await Terminals.open(shell, 'toolbox');
    await terminals.shows('#');
    await shell.button(shell.say('terminal.open')).click();
    await isAccessibleDialog(shell, 'terminal.open');
    await shell.page.getByRole('menuitem', { name: shell.say('terminal.open.choose') }).click();
    await shell.dialog().getByLabel(shell.say('terminal.choose.workdir'), { exact: true }).fill('tmp');
    await press(shell, shell.say('terminal.choose.submit'));
    await dialogIsAccessible(shell, 'terminal.choose.title');
  });

  it('of files have nothing that axe objects to', async () => {
    const shell = await window.open();
    const files = await Files.ofContainer(shell, 'shop-web-1');
    await files.enter('etc', '/etc');
    await dialogsAreAccessible(shell, 'files.makeFolder', 'files.downloadAll');
    await files.choose('hostname', 'files.open');
    await shell.page.getByRole('region', { name: shell.say('files.text') }).waitFor();
    await dialogIsAccessible(shell, 'files.open');
    await files.choose('hostname', 'files.download');
    await dialogIsAccessible(shell, 'files.download');
    await files.choose('hostname', 'files.rename');
    await shell.dialog().getByLabel(shell.say('column.name'), { exact: true }).fill('a/b');
    await press(shell, shell.say('files.rename'));
    await dialogIsAccessible(shell, 'files.rename');
    await files.choose('hostname', 'remove');
    await dialogIsAccessible(shell, 'the removal of a file');
    await shell.button(shell.say('files.upload')).click();
    await press(shell, shell.say('files.upload'));
    await isAccessibleDialog(shell, 'an upload of nothing');
    await shell
      .dialog()
      .getByLabel(shell.say('files.upload.files'), { exact: true })
      .setInputFiles({ name: 'hostname', mimeType: 'text/plain', buffer: Buffer.from('web') });
    await shell.dialog().locator('.field__error').waitFor();
    await dialogIsAccessible(shell, 'an upload that replaces');
  });

  it('of images have nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('images');
    await dialogsAreAccessible(shell, 'file.load.title', 'file.import.title', 'pull.title');
    await shell.button(shell.say('pull.title')).click();
    await shell.dialog().getByLabel(shell.say('pull.name')).fill('missing/x');
    await shell.page.keyboard.press('Enter');
    await shell.dialog().getByRole('alert').waitFor();
    await dialogIsAccessible(shell, 'a pull that failed');
    await shell.button(shell.say('images.prune')).click();
    await shell.dialog().getByLabel(shell.say('images.prune.all'), { exact: true }).check();
    await shell.dialog().getByRole('listitem').first().waitFor();
    await dialogIsAccessible(shell, 'images.prune');
    await ImagePage.open(shell, 'nginx:1.27-alpine');
    await dialogsAreAccessible(shell, 'image.save', 'remove');
  });

  it('of volumes have nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('volumes');
    await dialogsAreAccessible(shell, 'volume.restore');
    await shell.button(shell.say('volume.create')).click();
    await shell.dialog().getByText(shell.say('volume.create.more')).click();
    await shell.dialog().getByLabel(shell.say('volume.options'), { exact: true }).fill('none');
    await press(shell, shell.say('create'));
    await dialogIsAccessible(shell, 'volume.create');
    await shell.choose('cache-data', `${shell.say('volume.backup')} …`);
    await shell.dialog().locator('.command').waitFor();
    await dialogIsAccessible(shell, 'volume.backup');
    await shell.choose('cache-data', `${shell.say('volume.restore.into')} …`);
    await press(shell, shell.say('volume.restore.submit'));
    await dialogIsAccessible(shell, 'volume.restore.into');
  });

  it('of networks have nothing that axe objects to', async () => {
    const shell = await window.open();
    const page = await Networks.open(shell);
    await page.fillForm({
      name: 'new',
      checks: ['network.ipv6'],
      fields: { 'network.subnet': '10.1.2.3/16' },
    });
    await dialogIsAccessible(shell, 'network.create');
    await page.create({ name: 'unused' });
    await shell.row('unused').waitFor();
    await shell.button(shell.say('networks.prune')).click();
    await shell.dialog().getByRole('listitem').first().waitFor();
    await dialogIsAccessible(shell, 'networks.prune');
    await page.page('playground', 'containers');
    await page.fillConnect('toolbox', { 'network.address4': '1.2' });
    await dialogIsAccessible(shell, 'network.connect');
    await page.page('shop_default', 'containers');
    const action = shell.say('network.disconnect');
    await shell.button(shell.say('actOn', { action, name: 'shop-web-1' })).click();
    await dialogIsAccessible(shell, 'network.disconnect');
  });

  it('of the engine have nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('engine');
    await shell.page.getByRole('tab', { name: shell.say('engine.disk') }).click();
    await shell.button(shell.say('disk.prune.everything')).click();
    for (const key of ['disk.prune.all.all', 'disk.prune.volumes'] as const) {
      await shell.dialog().getByLabel(shell.say(key), { exact: true }).check();
    }
    await shell.dialog().getByRole('listitem').first().waitFor();
    await dialogIsAccessible(shell, 'disk.prune');
    const config = await ConfigurationPage.open(shell);
    await config.add('mirrors', 'https://mirror.example.com');
    await config.apply();
    await config.applied();
    await config.button('config.reset').click();
    await dialogIsAccessible(shell, 'config.reset');
  });

  it('that belong to no page have nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.page.locator('[data-index]').first().waitFor();
    const palette = shell.dialog(shell.say('palette'));
    await shell.page.keyboard.press('Control+k');
    await palette.getByRole('option').first().waitFor();
    await isAccessibleDialog(shell, 'palette');
    await shell.page.keyboard.type('nothing is called so');
    await palette.getByText(shell.say('nothing')).waitFor();
    await dialogIsAccessible(shell, 'palette, nothing found');
    await shell.page.keyboard.press('?');
    await dialogIsAccessible(shell, 'keys.title');
    expect(await shell.dialog().count()).toBe(0);
  });
});
