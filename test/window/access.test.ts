/** The window for everybody: axe finds nothing in any page. */
import { expect, it, vi } from 'vitest';
import { isAccessible } from './axe.ts';
import { ConfigurationPage } from './pages/configuration.ts';
import { ContainerPage } from './pages/container.ts';
import { Files } from './pages/files.ts';
import { ImagePage } from './pages/image.ts';
import { InspectTree } from './pages/inspect.ts';
import { Networks } from './pages/networks.ts';
import type { Shell } from './pages/shell.ts';
import { Stats } from './pages/stats.ts';
import { describeWindow } from './window.ts';

// Axe takes its time, most of all where other things run.
vi.setConfig({ testTimeout: 180_000 });

describeWindow('the offline window', { running: false }, (window) => {
  it('has nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.machineIs('absent');
    for (const place of ['containers', 'shares', 'machine', 'settings'] as const) {
      await shell.go(place);
      await isAccessible(shell, place);
    }
  });
});

describeWindow('the running window', {}, (window) => {
  it('has no list that axe objects to', async () => {
    const shell = await window.open();
    for (const place of ['containers', 'logs', 'images', 'volumes', 'networks', 'ports', 'shares'] as const) {
      await shell.go(place);
      await shell.page.locator('[data-index]').first().waitFor();
      await isAccessible(shell, place);
    }
    await shell.go('builds');
    await isAccessible(shell, 'builds');
  });

  it('has no part of the networks that axe objects to', async () => {
    const shell = await window.open();
    const page = await Networks.open(shell);
    await page.tab('map');
    await page.node('container', 'shop-web-1').click();
    await isAccessible(shell, 'networks map');
    await page.tab('reach');
    await shell.page.getByText('shop-web-1').first().waitFor();
    await isAccessible(shell, 'networks reach');
    await page.page('shop_default');
    await isAccessible(shell, 'a network');
    await shell.page.getByRole('tab', { name: shell.say('network.tab.containers') }).click();
    await isAccessible(shell, 'a network’s containers');
  });

  it('has no tab of a container that axe objects to', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-worker-1');
    await page.log.getByText('giving up').waitFor();
    await page.check('times').check();
    await page.search.fill('error');
    await isAccessible(shell, 'logs of a container');
    await page.tab('overview');
    await shell.page.getByRole('region', { name: shell.say('fact.image') }).waitFor();
    await isAccessible(shell, 'overview');
    for (const tab of ['processes', 'ports', 'events'] as const) {
      await page.tab(tab);
      await isAccessible(shell, `${tab} of a container`);
    }
    await page.tab('files');
    await new Files(shell).enter('etc', '/etc');
    await isAccessible(shell, 'files');
    await page.tab('changes');
    await expect.poll(() => page.changes()).toHaveLength(4);
    await isAccessible(shell, 'changed files');
    await page.tab('inspect');
    await new InspectTree(shell).searchFor('State');
    await isAccessible(shell, 'inspect');
    await (await page.rawJson()).waitFor();
    await isAccessible(shell, 'inspect, raw');
  });

  it('has no measurement or terminal of a container that axe objects to', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-web-1');
    await page.tab('stats');
    await new Stats(shell).hasDrawn('stats.disk');
    await isAccessible(shell, 'stats');
    await shell.button(shell.say('stats.table')).click();
    await isAccessible(shell, 'stats as a table');
    await ContainerPage.open(shell, 'toolbox');
    await page.tab('terminal');
    await expect.poll(() => page.screen()).toContain('#');
    await isAccessible(shell, 'terminal');
  });

  it('has no part of an image or a volume that axe objects to', async () => {
    const shell = await window.open();
    const image = await ImagePage.open(shell, 'nginx:1.27-alpine');
    await shell.page.getByLabel(shell.say('image.tag.new'), { exact: true }).fill('site:1');
    await shell.page.getByText('docker tag nginx:1.27-alpine site:1').waitFor();
    await isAccessible(shell, 'an image, and a name for it');
    await image.tab('layers');
    await isAccessible(shell, 'an image’s layers');
    await image.tab('platforms');
    await image.platforms.first().waitFor();
    await isAccessible(shell, 'an image’s platforms');
    await Files.ofVolume(shell, 'cache-data');
    await isAccessible(shell, 'files of a volume');
    await shell.page.getByRole('tab', { name: shell.say('volume.tab.overview') }).click();
    await shell.page.getByText(shell.say('volume.about')).waitFor();
    await isAccessible(shell, 'volume');
  });

  it('has no part of the engine that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('engine');
    for (const tab of ['overview', 'activity', 'disk'] as const) {
      await shell.page.getByRole('tab', { name: shell.say(`engine.${tab}`) }).click();
      await isAccessible(shell, `engine ${tab}`);
    }
    const config = await ConfigurationPage.open(shell);
    await config.add('mirrors', 'https://mirror.example.com');
    await config.add('insecure', 'lab.example:5000');
    await config.add('insecure', 'no host');
    await config.form.getByText(shell.say('config.insecure.wrong')).waitFor();
    await shell.page.getByText(shell.say('config.used')).click();
    await isAccessible(shell, 'engine configuration');
    await config.button('config.check').click();
    await shell.page.getByText(shell.say('config.good'), { exact: true }).waitFor();
    await isAccessible(shell, 'engine configuration, checked');
    await config.editor.fill('{ "mtu": "much", }');
    await config.problems.first().waitFor();
    await isAccessible(shell, 'engine configuration, wrong');
  });

  it('has no part of the machine and the settings that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('machine');
    await isAccessible(shell, 'machine');
    await shell.page.getByRole('tab', { name: shell.say('machine.logs') }).click();
    await isAccessible(shell, 'machine logs');
    await settingsAreAccessible(shell);
  });
});

/** As they are, and with all that can be said about them. */
async function settingsAreAccessible(shell: Shell): Promise<void> {
  const field = (key: 'startOnLogin' | 'startHidden' | 'cpus' | 'undoMinutes') =>
    shell.page.getByLabel(shell.say(`settings.${key}`), { exact: true });
  await shell.go('settings');
  await expect.poll(() => field('startOnLogin').isEnabled()).toBe(true);
  await isAccessible(shell, 'settings');
  for (const key of ['startOnLogin', 'startHidden'] as const) {
    await field(key).click();
    // The core's word counts, and so it is some time until it is checked.
    await expect.poll(() => field(key).isChecked()).toBe(true);
  }
  await field('undoMinutes').fill('long');
  await field('cpus').fill('many');
  await shell.button(shell.say('settings.save')).click();
  await shell.page.getByText(shell.say('settings.number')).waitFor();
  await isAccessible(shell, 'settings, some of them wrong');
}
