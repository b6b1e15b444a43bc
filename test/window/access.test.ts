/** The window for everybody: axe finds nothing in any page or dialog, and the keyboard alone is enough. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { occupy } from './busy-port.ts';
import { Builds } from './pages/builds.ts';
import { ContainerPage } from './pages/container.ts';
import { InspectTree } from './pages/inspect.ts';
import { Stats } from './pages/stats.ts';
import { HistoryPage } from './pages/history.ts';
import { Files } from './pages/files.ts';
import { Networks } from './pages/networks.ts';
import type { Shell } from './pages/shell.ts';
import { Shares } from './pages/shares.ts';
import { refusing, tellShares } from './told-shares.ts';
import { describeWindow } from './window.ts';

/**
 * Fails with the rule and the elements, for each thing that WCAG 2.1 AA forbids. The dark page has other colours and
 * nothing else.
 */
async function isAccessible(shell: Shell, place: string): Promise<void> {
  const dark = await shell.page.evaluate<boolean>(`document.documentElement.dataset.theme === 'dark'`);
  const axe = new AxeBuilder({ page: shell.page });
  const { violations } = await (
    dark ? axe.withRules(['color-contrast']) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
  ).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect.soft(found, place).toEqual([]);
}

/** The parts of the networks' page, and a network's own. */
async function networksAreAccessible(shell: Shell): Promise<void> {
  const page = await Networks.open(shell);
  for (const tab of ['map', 'reach'] as const) {
    await page.tab(tab);
    if (tab === 'map') await page.node('container', 'shop-web-1').click();
    else await shell.page.getByText('shop-web-1').first().waitFor();
    await isAccessible(shell, `networks ${tab}`);
  }
  await page.page('shop_default');
  await isAccessible(shell, 'a network');
  await shell.page.getByRole('tab', { name: shell.say('network.tab.containers') }).click();
  await isAccessible(shell, 'a network’s containers');
}

async function escape(shell: Shell): Promise<void> {
  await shell.page.keyboard.press('Escape');
  await shell.dialog().waitFor({ state: 'detached' });
}

describeWindow('the offline window', { running: false }, (window) => {
  it.each(['light', 'dark'] as const)('has nothing that axe objects to (%s)', async (theme) => {
    const shell = await window.open({ theme });
    await shell.machineIs('absent');
    for (const place of ['containers', 'shares', 'machine', 'settings'] as const) {
      await shell.go(place);
      await isAccessible(shell, place);
    }
  });
});

describeWindow('the running window', {}, (window) => {
  it.each(['light', 'dark'] as const)(
    'has no page that axe objects to (%s)',
    async (theme) => {
      const shell = await window.open({ theme });
      for (const place of [
        'containers',
        'logs',
        'images',
        'builds',
        'volumes',
        'networks',
        'ports',
        'shares',
        'machine',
        'settings',
      ] as const) {
        await shell.go(place);
        if (place !== 'machine' && place !== 'settings' && place !== 'builds')
          await shell.page.locator('[data-index]').first().waitFor();
        await isAccessible(shell, place);
      }
      await networksAreAccessible(shell);
      const page = await ContainerPage.open(shell, 'shop-worker-1');
      await page.log.getByText('giving up').waitFor();
      await page.check('times').check();
      await page.search.fill('error');
      await isAccessible(shell, 'logs');
      await page.tab('overview');
      await shell.page.getByRole('region', { name: shell.say('fact.image') }).waitFor();
      await isAccessible(shell, 'overview');
      await page.tab('processes');
      await isAccessible(shell, 'processes');
      await page.tab('ports');
      await isAccessible(shell, 'ports of a container');
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
      await page.tab('events');
      await isAccessible(shell, 'events of a container');
      await ContainerPage.open(shell, 'shop-web-1');
      await page.tab('stats');
      await new Stats(shell).hasDrawn('stats.disk');
      await isAccessible(shell, 'stats');
      await shell.button(shell.say('stats.table')).click();
      await isAccessible(shell, 'stats as a table');
      await ContainerPage.open(shell, 'toolbox');
      await page.tab('terminal');
      await expect.poll(() => page.screen()).toContain('#');
      await isAccessible(shell, 'terminal');
      await shell.go('images');
      await shell.page.getByRole('link', { name: 'nginx:1.27-alpine', exact: true }).click();
      for (const tab of ['overview', 'layers'] as const) {
        await shell.page.getByRole('tab', { name: shell.say(`image.tab.${tab}`) }).click();
        await isAccessible(shell, `an image's ${tab}`);
      }
      await shell.go('engine');
      for (const tab of ['overview', 'activity', 'disk'] as const) {
        await shell.page.getByRole('tab', { name: shell.say(`engine.${tab}`) }).click();
        await isAccessible(shell, `engine ${tab}`);
      }
      await Files.ofVolume(shell, 'cache-data');
      await isAccessible(shell, 'files of a volume');
      await shell.page.getByRole('tab', { name: shell.say('volume.tab.overview') }).click();
      await shell.page.getByText(shell.say('volume.about')).waitFor();
      await isAccessible(shell, 'volume');
      await shell.go('machine');
      await shell.page.getByRole('tab', { name: shell.say('machine.logs') }).click();
      await isAccessible(shell, 'machine logs');
    },
    240_000,
  );

  it.each(['light', 'dark'] as const)('has no dialog that axe objects to (%s)', async (theme) => {
    const shell = await window.open({ theme });
    await shell.go('containers');
    await shell.page.getByRole('button', { name: shell.say('more', { name: 'toolbox' }) }).click();
    await shell.page.getByRole('menu').waitFor();
    await isAccessible(shell, 'menu');
    await shell.page.getByRole('menuitem', { name: shell.say('remove') }).click();
    await shell.dialog().waitFor();
    await isAccessible(shell, 'confirm');
    await escape(shell);
    await shell.button(shell.say('run.title')).click();
    const add = shell.dialog().getByRole('button', { name: shell.say('run.port.add') });
    await add.click();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('run.env.add') })
      .click();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('run.submit'), exact: true })
      .click();
    await isAccessible(shell, 'run');
    await escape(shell);
    await shell.go('images');
    for (const name of ['pull.title', 'file.load.title', 'file.import.title'] as const) {
      await shell.button(shell.say(name)).click();
      await isAccessible(shell, name);
      if (name === 'pull.title') {
        await shell.dialog().getByLabel(shell.say('pull.name')).fill('missing/x');
        await shell.page.keyboard.press('Enter');
        await shell.dialog().getByRole('alert').waitFor();
        await isAccessible(shell, 'a pull that failed');
      }
      await escape(shell);
    }
    for (const [place, name] of [
      ['volumes', 'volume.create'],
      ['volumes', 'volume.restore'],
      ['networks', 'network.create'],
    ] as const) {
      await shell.go(place);
      await shell.button(shell.say(name)).click();
      await isAccessible(shell, name);
      await escape(shell);
    }
    await shell.page.keyboard.press('Control+k');
    await shell.dialog(shell.say('palette')).waitFor();
    await isAccessible(shell, 'palette');
  });

  it.each(['light', 'dark'] as const)(
    'has no dialog or row of ports that axe objects to (%s)',
    async (theme) => {
      const { port, free } = await occupy();
      // It is kept, and told as a failure.
      await expect(
        window.core.moorage('port', 'add', `${port}:6379`, '--container', 'cache'),
      ).rejects.toThrow(/port/i);
      const shell = await window.open({ theme });
      await shell.go('ports');
      await shell.page.locator('[data-code="port.inUse"]').waitFor();
      await isAccessible(shell, 'ports, one of them taken');
      await shell.button(shell.say('ports.add')).click();
      await shell
        .dialog()
        .getByRole('button', { name: shell.say('ports.forward'), exact: true })
        .click();
      await isAccessible(shell, 'the form for a forward');
      await escape(shell);
      for (const what of ['ports.move', 'ports.lan.on', 'remove'] as const) {
        await shell.choose(`localhost:${port}`, shell.say(what));
        await shell.dialog().waitFor();
        await isAccessible(shell, what);
        await escape(shell);
      }
      await window.core.moorage('port', 'rm', String(port));
      await free();
    },
  );

  it.each(['light', 'dark'] as const)(
    'has no dialog or row of shares that axe objects to (%s)',
    async (theme) => {
      const { core } = window;
      const names = ['shop-copying', 'site-conflict', 'big-unwatched', 'old'] as const;
      const paths = await Promise.all(names.map((name) => core.folder(`${theme}/${name}`)));
      for (const path of paths) await core.moorage('share', 'add', path, '--provider', 'sync');
      const [copying = '', , restart = '', old = ''] = paths;
      await rm(old, { recursive: true });
      const refused = refusing(['/srv/a', '/srv/b', '/srv/c', '/srv/d']);
      const prepare = (page: Page) =>
        tellShares(page, (list, asked) => ({
          ...refused(list, asked),
          shares: list.shares.map((one) => (one.path === restart ? { ...one, state: 'restartNeeded' } : one)),
        }));
      const shell = await window.open({ theme, prepare });
      const shares = await Shares.open(shell);
      await shares.action('shares.test', copying).click();
      await shell.button(shell.say('shares.test.close')).waitFor();
      await isAccessible(shell, 'shares as they may stand');
      const about = shell.say('shares.provider.about', { provider: shell.say('shares.provider.sync') });
      await shares.row('old').getByRole('button', { name: about }).click();
      await isAccessible(shell, 'an explanation');
      await shell.page.keyboard.press('Escape');
      await shares.homeSwitch.click();
      await shell.page.getByText(shell.say('shares.home.off'), { exact: true }).waitFor();
      await isAccessible(shell, 'the home folder, not shared');
      await shares.homeSwitch.click();
      await shares.write({ path: '', provider: 'sync' });
      await shares.submit();
      await isAccessible(shell, 'the form for a share');
      await escape(shell);
      await shares.action('shares.remove', copying).click();
      await isAccessible(shell, 'the end of a share');
      await escape(shell);
      for (const path of paths) await core.moorage('share', 'rm', path);
    },
  );

  it.each(['light', 'dark'] as const)(
    'has no form or build that axe objects to (%s)',
    { timeout: 120_000 },
    async (theme) => {
      const folder = await window.core.folder(`build-${theme}`);
      await writeFile(join(folder, 'Dockerfile'), 'FROM alpine\nRUM make\nCMD run\n');
      const shell = await window.open({ theme });
      const builds = await Builds.open(shell);
      await builds.form({ folder, tags: 'site:1', args: [['FAKE', 'fail']] });
      await builds.remarks.first().waitFor();
      await isAccessible(shell, 'the form for a build');
      await builds.build();
      await builds.outcome('failed');
      await isAccessible(shell, 'a build that failed');
      await shell.go('builds');
      await shell.row('site:1').first().waitFor();
      await isAccessible(shell, 'the list of builds');
    },
  );

  it('parity C10 is enough with the keyboard alone', async () => {
    const shell = await window.open();
    const { keyboard } = shell.page;
    await shell.page.locator('[data-index]').first().waitFor();
    const focused = () =>
      shell.page.evaluate<string>(
        '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()',
      );
    const tabTo = async (name: string) => {
      for (let steps = 0; (await focused()) !== name; steps += 1) {
        if (steps > 60) throw new Error(`the Tab key does not lead to ${name}`);
        await keyboard.press('Tab');
      }
      // Whatever has the focus by the keyboard shows it.
      const outline = 'getComputedStyle(document.activeElement).outlineStyle';
      expect(await shell.page.evaluate(outline), name).not.toBe('none');
    };
    await keyboard.press('Tab');
    expect(await focused()).toBe(shell.say('skip'));
    await keyboard.press('Enter');
    expect(await shell.page.evaluate('document.activeElement?.id')).toBe('main');
    await tabTo(shell.say('run.title'));
    await keyboard.press('Enter');
    await shell.dialog(shell.say('run.title')).waitFor();
    await keyboard.type('python:3.12-slim');
    await keyboard.press('Tab');
    await keyboard.type('by-keyboard');
    await keyboard.press('Tab');
    await keyboard.type('sleep 600');
    await keyboard.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'by-keyboard' }).waitFor();
    await shell.dialog().waitFor({ state: 'detached' });
    await shell.page.evaluate("location.hash = '/containers'");
    await shell.page.locator('[data-index]').first().waitFor();
    await tabTo('by-keyboard');
    await keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('cache');
    await keyboard.press('ArrowUp');
    await expect.poll(focused).toBe('by-keyboard');
    const more = shell.say('more', { name: 'by-keyboard' });
    await tabTo(more);
    await keyboard.press('Enter');
    await shell.page.locator('[role=menuitem]:focus').waitFor();
    await keyboard.press('End');
    await shell.page.locator('[role=menuitem]:last-child:focus').waitFor();
    await keyboard.press('Enter');
    const asking = shell.dialog(shell.say('container.remove.title', { name: 'by-keyboard' }));
    await asking.waitFor();
    expect(await focused()).toBe(shell.say('cancel'));
    await keyboard.press('Escape');
    await asking.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(more);
    await keyboard.press('Enter');
    await shell.page.locator('[role=menuitem]:focus').waitFor();
    await keyboard.press('End');
    await shell.page.locator('[role=menuitem]:last-child:focus').waitFor();
    await keyboard.press('Enter');
    await asking.waitFor();
    await keyboard.press('Tab');
    expect(await focused()).toBe(shell.say('remove'));
    await keyboard.press('Enter');
    await shell.told('docker rm --force by-keyboard');
  });
});

describeWindow('what was done and what runs', { undoMinutes: 10 }, (window) => {
  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to (%s)',
    async (theme) => {
      const shell = await window.open({ theme });
      await shell.go('volumes');
      await shell.button(shell.say('volume.create')).click();
      await shell.dialog().getByLabel(shell.say('column.name')).fill(`made-${theme}`);
      await shell.page.keyboard.press('Enter');
      await shell.row(`made-${theme}`).waitFor();
      await shell.choose(`made-${theme}`, shell.say('remove'));
      await shell.page.getByText(shell.say('undo.one', { name: `made-${theme}` })).waitFor();
      await isAccessible(shell, 'a removal that can be undone');
      const history = await HistoryPage.open(shell);
      await shell.row('docker volume rm').first().waitFor();
      await isAccessible(shell, 'history');
      await history.tab('removed');
      await shell.row(`made-${theme}`).waitFor();
      await isAccessible(shell, 'recently removed');
      await shell.go('images');
      await shell.button(shell.say('pull.title')).click();
      await shell.dialog().getByLabel(shell.say('pull.name')).fill('alpine');
      await shell.page.keyboard.press('Enter');
      await escape(shell);
      await shell.page.locator('.tasks__button').click();
      await shell.page.getByRole('list', { name: shell.say('tasks.title') }).waitFor();
      await isAccessible(shell, 'tasks');
      await shell.page.keyboard.press('Escape');
      await shell.page.keyboard.press('?');
      await shell.dialog(shell.say('keys.title')).waitFor();
      await isAccessible(shell, 'keys');
    },
    120_000,
  );
});
