/** The machine's page, the settings, and the palette. */
import { expect, it } from 'vitest';
import { describeWindow } from './window.ts';

describeWindow('the machine and the settings', {}, (window) => {
  it('parity E01 M05 shows what the machine is made of, and how busy it is', async () => {
    const shell = await window.open();
    await shell.go('machine');
    const card = (name: 'usage' | 'versions' | 'resources' | 'address') =>
      shell.page.getByRole('region', { name: shell.say(name), exact: true });
    await card('versions').getByText('overlay2').waitFor();
    await card('address').getByText('docker context use moorage').waitFor();
    const load = card('usage').locator('strong').first();
    await expect.poll(() => load.innerText()).toMatch(/^\d+ %$/);
    const path = () => card('usage').locator('path').first().getAttribute('d');
    await expect.poll(path).toMatch(/^M/);
    const before = await path();
    await expect.poll(path).not.toBe(before);
    expect(await card('resources').innerText()).toContain('GiB');
    expect(await shell.foot.locator('code').textContent()).toBe('docker info');
  });

  it('shows the logs of Moorage itself', async () => {
    const shell = await window.open();
    await shell.go('machine');
    await shell.page.getByRole('tab', { name: shell.say('machine.logs') }).click();
    await shell.page.getByText(/driver fake/).waitFor();
    await shell.page.getByLabel(shell.say('logs.source')).selectOption('vm');
    await shell.page
      .getByText(/fake VM: no kernel/)
      .first()
      .waitFor();
  });

  it('parity E02 M01 restarts, stops and starts', async () => {
    const shell = await window.open();
    await shell.go('machine');
    await shell.machineIs('running');
    await shell.button(shell.say('machine.restart')).click();
    await shell.button(shell.say('machine.restart')).waitFor({ state: 'detached' });
    await shell.machineIs('running');
    await shell.button(shell.say('machine.stop')).click();
    await shell.machineIs('stopped');
    await shell.page.getByText(shell.say('machine.stopped')).waitFor();
    await shell.button(shell.say('machine.start')).click();
    await shell.machineIs('running');
  });

  it('parity M05 refuses more CPUs than there are, and what is no number, and keeps the old value', async () => {
    const shell = await window.open();
    await shell.go('settings');
    const cpus = shell.page.getByLabel(shell.say('settings.cpus'), { exact: true });
    const before = await cpus.inputValue();
    await cpus.fill('many');
    await shell.button(shell.say('settings.save')).click();
    await shell.page.getByText(shell.say('settings.number')).waitFor();
    await cpus.fill('4096');
    await shell.button(shell.say('settings.save')).click();
    await expect.poll(() => shell.alert.innerText()).toContain('4096');
    expect(await window.core.moorage('config', 'get', 'cpus')).toBe(before);
  });

  it('parity M05 says that new memory counts after a restart, and offers it', async () => {
    const shell = await window.open();
    await shell.go('settings');
    await shell.page.getByLabel(shell.say('settings.memoryMiB'), { exact: true }).fill('1100');
    await shell.button(shell.say('settings.save')).click();
    await shell.page.getByText(shell.say('settings.restart')).waitFor();
    expect(await window.core.moorage('config', 'get', 'memoryMiB')).toBe('1100');
    await shell.button(shell.say('machine.restart')).click();
    await shell.page.getByText(shell.say('settings.restart')).waitFor({ state: 'detached' });
    await shell.go('machine');
    await shell.page
      .getByRole('region', { name: shell.say('resources') })
      .getByText('1100 MiB')
      .waitFor();
  });

  it('changes the language at once, and back', async () => {
    const shell = await window.open();
    await shell.go('settings');
    await shell.page.getByLabel('Language').selectOption('zh-CN');
    await shell.page.getByRole('heading', { level: 1, name: '设置' }).waitFor();
    expect(await shell.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await shell.page.getByRole('navigation').innerText()).not.toMatch(/[a-z]{4}/);
    await shell.page.locator('select').first().selectOption('en');
    await shell.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await shell.page.locator('html').getAttribute('lang')).toBe('en');
    await shell.page.getByLabel('Language').selectOption('system');
  });

  it('changes its looks, by the setting or as the system does', async () => {
    const shell = await window.open({ theme: 'dark' });
    const theme = () => shell.page.locator('html').getAttribute('data-theme');
    await expect.poll(theme).toBe('dark');
    await shell.page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(theme).toBe('light');
    await shell.go('settings');
    await shell.page.getByLabel(shell.say('settings.theme')).selectOption('dark');
    await expect.poll(theme).toBe('dark');
    await shell.page.getByLabel(shell.say('settings.theme')).selectOption('system');
    await expect.poll(theme).toBe('light');
  });

  it('does everything by its name from the palette', async () => {
    const shell = await window.open();
    await shell.machineIs('running');
    const palette = shell.dialog(shell.say('palette'));
    const say = async (text: string) => {
      await shell.page.keyboard.press('Control+k');
      await palette.waitFor();
      await shell.page.keyboard.type(text);
      await palette.getByRole('option').first().waitFor();
      await shell.page.keyboard.press('Enter');
      await palette.waitFor({ state: 'detached' });
    };
    await say('netw');
    await shell.page.getByRole('heading', { level: 1, name: shell.say('nav.networks') }).waitFor();
    await say('shop-api');
    await shell.page.getByRole('heading', { level: 1, name: 'shop-api-1' }).waitFor();
    await say('pull an');
    await shell.dialog(shell.say('pull.title')).waitFor();
    await shell.page.keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await shell.page.keyboard.press('Control+k');
    await shell.page.keyboard.type('nothing is called so');
    await palette.getByText(shell.say('nothing')).waitFor();
    await shell.page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
  });
});
