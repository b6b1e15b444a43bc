/** What a container says or is called does nothing in the window, whatever it is. */
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { Files } from './pages/files.ts';
import { InspectTree } from './pages/inspect.ts';
import { Containers } from './pages/containers.ts';
import type { Place, Shell } from './pages/shell.ts';
import { describeWindow } from './window.ts';

/** Marks that turn the direction of a text around, and control characters that have no business in one. */
// oxlint-disable no-control-regex -- they are what this is about
const forbidden =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

async function isInert(shell: Shell): Promise<void> {
  const foreign =
    'img:not([alt=""]), img[onerror], script:not([src]), iframe, object, embed, [href^="javascript:" i]';
  expect(await shell.page.locator(`body :is(${foreign})`).count()).toBe(0);
  expect(await shell.text()).not.toMatch(forbidden);
  const titles = await shell.page
    .locator('[title], [aria-label]')
    .evaluateAll((all: { title: string }[]) => all.map(({ title }) => title).join('\n'));
  expect(titles).not.toMatch(forbidden);
  expect(await shell.page.title()).toMatch(/ · Moorage$/);
}

/** What is a megabyte long neither makes the page wider than the window nor keeps it busy for long. */
async function fits(shell: Shell): Promise<void> {
  const loading = shell.page.getByRole('main').getByText(shell.say('loading'), { exact: true });
  await expect.poll(() => loading.count()).toBe(0);
  const begun = performance.now();
  await shell.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
  expect(performance.now() - begun).toBeLessThan(4000);
  expect(await shell.overhang()).toBeLessThanOrEqual(0);
  await isInert(shell);
}

describeWindow('texts that mean harm', { scenario: 'hostile' }, (window) => {
  for (const place of ['containers', 'images', 'volumes', 'networks'] as const satisfies readonly Place[]) {
    it(`do nothing in the list of ${place}`, async () => {
      const shell = await window.open();
      await shell.go(place);
      await expect.poll(() => shell.page.locator('[data-index]').count()).toBeGreaterThan(1);
      await expect.poll(() => shell.text()).toContain('alert(1)');
      await isInert(shell);
      // Nor in the menus and dialogs that name them.
      const button = shell.page.locator('[data-index]').getByRole('button').last();
      await button.click();
      await isInert(shell);
      await shell.page.keyboard.press('Escape');
    });
  }

  it('do nothing on the page of ports, nor in the form for a forward', async () => {
    const shell = await window.open();
    await shell.go('ports');
    await shell.button(shell.say('ports.add')).click();
    // Only what the engine could call a container can be chosen.
    await shell.dialog().getByRole('option', { name: 'long-command' }).waitFor({ state: 'attached' });
    expect(await shell.dialog().getByRole('option').allTextContents()).not.toContain(
      'evil-0-<img src=x onerror=alert(1)>',
    );
    await isInert(shell);
  });

  it('do nothing on the page of a container', async () => {
    const shell = await window.open();
    const list = await Containers.open(shell);
    await expect.poll(async () => (await list.names()).length).toBeGreaterThan(4);
    for (const n of [0, 1, 2, 3, 4]) {
      await list.search.fill(`evil-${n}-`);
      await expect.poll(async () => (await list.names()).length).toBe(1);
      await list.firstLink.click();
      const page = new ContainerPage(shell);
      await page.log.getByText('last', { exact: true }).waitFor();
      await page.check('times').check();
      await isInert(shell);
      await page.tab('inspect');
      await new InspectTree(shell).tree.waitFor();
      await isInert(shell);
      const json = await page.rawJson();
      await expect.poll(() => json.innerText()).toContain('alert(1)');
      await isInert(shell);
      await page.tab('terminal');
      await expect.poll(() => page.screen()).toMatch(/[#$]/);
      await isInert(shell);
      for (const tab of ['overview', 'files', 'processes', 'events'] as const) {
        await page.tab(tab);
        await isInert(shell);
      }
      await Containers.open(shell);
    }
  });

  it('do nothing on the pages of images, volumes and networks, on the map, nor in the logs of several', async () => {
    const shell = await window.open();
    for (const [place, tabs] of [
      ['images', ['image.tab.layers', 'image.tab.inspect']],
      ['volumes', ['volume.tab.files']],
      ['networks', ['network.tab.containers']],
    ] as const) {
      await shell.go(place);
      const hostile = shell.page.locator('a.list__name').filter({ hasText: /alert\(1\)|evil|gpj/ });
      await hostile.first().click();
      await shell.page.getByRole('tab').first().waitFor();
      await isInert(shell);
      for (const tab of tabs) {
        await shell.page.getByRole('tab', { name: shell.say(tab), exact: true }).click();
        await isInert(shell);
      }
    }
    await shell.go('networks');
    for (const tab of ['networks.tab.map', 'networks.tab.reach'] as const) {
      await shell.page.getByRole('tab', { name: shell.say(tab), exact: true }).click();
      await shell.page
        .getByText(/evil-0/)
        .first()
        .waitFor({ state: 'attached' });
      await isInert(shell);
    }
    await shell.go('logs');
    await shell.page.locator('[data-index]').first().waitFor();
    await isInert(shell);
  });

  it('do nothing as a project’s name, whatever the address is', async () => {
    const shell = await window.open();
    const go = (part: string) => shell.page.evaluate(`location.hash = '/compose/${part}'`);
    await go(encodeURIComponent('50% \uFFFD up'));
    await shell.row('half').waitFor();
    await isInert(shell);
    await go('%');
    await shell.page.getByRole('heading', { level: 1, name: '%' }).waitFor();
    await isInert(shell);
  });

  it('do nothing in the question before a removal, nor in the command that it shows', async () => {
    const shell = await window.open();
    const list = await Containers.open(shell);
    await list.search.fill('evil-1-');
    await expect.poll(async () => (await list.names()).length).toBe(1);
    const row = shell.page
      .getByRole('row')
      .filter({ has: shell.page.locator('a.list__name') })
      .first();
    await row.getByRole('button').last().click();
    await shell.page.getByRole('menuitem', { name: shell.say('remove'), exact: true }).click();
    await shell
      .dialog()
      .getByText(/docker rm/)
      .waitFor();
    await isInert(shell);
    await shell.page.keyboard.press('Escape');
    await shell.page.keyboard.press('Control+k');
    await shell.dialog(shell.say('palette')).waitFor();
    await shell.page.keyboard.type('evil-1');
    await shell
      .dialog(shell.say('palette'))
      .getByText(/evil-1/)
      .first()
      .waitFor();
    await isInert(shell);
  });

  it('do nothing as names of files', async () => {
    const shell = await window.open();
    const files = await Files.ofVolume(shell, 'endless-inside');
    await expect.poll(async () => (await files.names()).join('\n')).toContain('alert(1)');
    const names = await files.names();
    expect(names.filter((name) => name.startsWith('nnn'))).toHaveLength(1);
    // No system has it, so nobody can do anything with it.
    expect(names.filter((name) => name.startsWith('endless-'))).toEqual([]);
    await fits(shell);
  });

  for (const [width, height] of [
    [1200, 760],
    [640, 600],
  ] as const) {
    it(`of a megabyte fit into a window of ${width} pixels`, async () => {
      const shell = await window.open({ width, height });
      for (const place of ['containers', 'images', 'volumes', 'networks'] as const) {
        await shell.go(place);
        const link = shell.page
          .locator('a.list__name')
          .filter({ hasText: /^endless-w|^endless\/w|evil\/endless/ });
        await link.first().waitFor();
        await fits(shell);
        await link.first().click();
        await shell.page.getByRole('tab').first().waitFor();
        const tabs = shell.page.getByRole('tab');
        for (let n = 0; n < (await tabs.count()); n += 1) {
          await tabs.nth(n).click();
          await fits(shell);
        }
      }
      await shell.go('networks');
      for (const tab of ['networks.tab.map', 'networks.tab.reach'] as const) {
        await shell.page.getByRole('tab', { name: shell.say(tab), exact: true }).click();
        await shell.page
          .getByText(/endless-w/)
          .first()
          .waitFor({ state: 'attached' });
        await fits(shell);
      }
      for (const place of ['logs', 'ports', 'builds', 'engine', 'history'] as const) {
        await shell.go(place);
        await fits(shell);
      }
    });
  }

  it('of a megabyte in one line leave the page quick', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'long-line');
    await page.log.getByText('after', { exact: true }).waitFor();
    for (const step of ['wrap', 'times', 'search'] as const) {
      const begun = performance.now();
      if (step === 'search') {
        await page.search.fill('y');
        await shell.page.getByText(/^1 of /).waitFor();
      } else await page.check(step).check();
      await shell.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
      expect(performance.now() - begun, step).toBeLessThan(4000);
    }
    await isInert(shell);
  });
});
