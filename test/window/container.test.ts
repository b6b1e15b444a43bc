/** The page of one container. */
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { Containers } from './pages/containers.ts';
import { describeWindow } from './window.ts';

describeWindow("a container's page", {}, (window) => {
  it('parity C09 follows a log, until one scrolls up', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-api-1');
    await page.log.getByText('GET /products').first().waitFor();
    const lastShown = async () => Number(await page.lines.last().getAttribute('data-index'));
    const before = await lastShown();
    await expect.poll(lastShown, { timeout: 30_000 }).toBeGreaterThan(before);
    expect(await page.check('follow').isChecked()).toBe(true);
    await page.log.hover();
    await shell.page.mouse.wheel(0, -200);
    await expect.poll(() => page.check('follow').isChecked()).toBe(false);
    expect(await shell.foot.locator('code').textContent()).toBe(
      'docker logs --timestamps --follow --tail 5000 shop-api-1',
    );
  });

  it('parity C09 finds text, goes to the next and the previous, wraps, and shows times', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-worker-1');
    await page.log.getByText('giving up after 5 attempts').waitFor();
    await page.search.fill('enotfound');
    const at = (n: number) =>
      shell.page.getByText(shell.say('log.found', { at: String(n), n: '2' }), { exact: true }).waitFor();
    await at(1);
    // The first step goes to the first, which was only counted before.
    await page.search.press('Enter');
    await at(1);
    await page.search.press('Enter');
    await at(2);
    await shell.button(shell.say('log.next')).click();
    await at(1);
    await shell.button(shell.say('log.previous')).click();
    await at(2);
    expect(await page.log.locator('mark').allTextContents()).toEqual(['ENOTFOUND', 'ENOTFOUND']);
    await page.search.fill('nowhere in it');
    await shell.page.getByText(shell.say('log.notFound')).waitFor();
    expect(await shell.button(shell.say('log.next')).isDisabled()).toBe(true);
    expect(await page.log.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/).count()).toBe(0);
    await page.check('times').check();
    await expect.poll(() => page.log.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/).count()).toBe(6);
    await page.check('wrap').check();
    const tooWide = (box: { scrollWidth: number; clientWidth: number }) => box.scrollWidth - box.clientWidth;
    await expect.poll(() => page.log.evaluate(tooWide)).toBeLessThanOrEqual(0);
  });

  it('parity C09 saves a log', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-worker-1');
    await page.log.getByText('giving up').waitFor();
    const downloading = shell.page.waitForEvent('download');
    await shell.button(shell.say('log.save')).click();
    expect((await downloading).suggestedFilename()).toBe('shop-worker-1.log');
  });

  it('parity C12 has a terminal that survives other tabs', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'toolbox');
    await page.tab('terminal');
    await page.keyboardIsInTerminal();
    await expect.poll(() => page.screen()).toContain('#');
    await shell.page.keyboard.type('echo hi\n');
    await expect.poll(() => page.screen()).toMatch(/echo hi\s*\n+hi\s*\n/);
    await (await page.rawJson()).waitFor();
    await page.tab('terminal');
    await expect.poll(() => page.screen()).toMatch(/echo hi\s*\n+hi\s*\n/);
    await page.keyboardIsInTerminal();
    await shell.page.keyboard.type('echo again\n');
    await expect.poll(() => page.screen()).toMatch(/\nagain\s*\n/);
    await shell.page.keyboard.type('exit 3\n');
    await shell.page.getByText(shell.say('terminal.ended', { code: '3' })).waitFor();
    await shell.button(shell.say('terminal.again')).click();
    await expect.poll(() => page.screen()).toContain('#');
  });

  it('parity C12 says that an image has no shell', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'whoami');
    await page.tab('terminal');
    await shell.page.getByText(/has no shell/).waitFor();
  });

  it('says that there is nothing to type into in a container that has ended', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'nightly-report');
    await page.tab('terminal');
    await shell.page.getByText(shell.say('terminal.notRunning')).waitFor();
  });

  it('parity C18 shows which files were changed, and finds among them', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'toolbox');
    await page.tab('changes');
    await expect
      .poll(() => page.changes())
      .toEqual(['D /etc/motd', 'C /var', 'C /var/run', 'A /var/run/app.pid']);
    expect(await shell.foot.locator('code').textContent()).toBe('docker diff toolbox');
    await shell.page.getByRole('searchbox', { name: shell.say('changes.search') }).fill('MOTD');
    await expect.poll(() => page.changes()).toEqual(['D /etc/motd']);
  });

  it('parity C19 shows what the engine knows, as JSON', async () => {
    const shell = await window.open();
    const page = await ContainerPage.open(shell, 'shop-db-1');
    const raw = await page.rawJson();
    await expect.poll(() => raw.innerText()).toContain('POSTGRES_DB=shop');
    const json: unknown = JSON.parse(await raw.innerText());
    expect(json).toMatchObject({ Name: '/shop-db-1', State: { Status: 'running' } });
    expect(await shell.foot.locator('code').textContent()).toBe('docker container inspect shop-db-1');
  });

  it('parity C10 C14 acts on the container, and leaves the page of one that is removed', async () => {
    const shell = await window.open();
    await ContainerPage.open(shell, 'cache');
    const list = new Containers(shell);
    await list.press('cache', 'container.unpause');
    await shell.told('docker unpause cache');
    await list.choose('cache', 'remove');
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('remove'), exact: true })
      .click();
    await shell.page.getByRole('heading', { level: 1, name: shell.say('nav.containers') }).waitFor();
    await expect.poll(() => list.names()).not.toContain('cache');
  });

  it('says so when the container of an address is not there', async () => {
    const shell = await window.open();
    await shell.machineIs('running');
    await shell.page.evaluate("location.hash = '/containers/0123456789ab'");
    await shell.page.getByRole('heading', { name: shell.say('container.gone') }).waitFor();
    await shell.page.getByRole('link', { name: shell.say('container.gone.back') }).click();
    await new Containers(shell).is('toolbox', 'running');
  });
});
