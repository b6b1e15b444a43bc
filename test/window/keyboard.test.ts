/** The keyboard alone is enough: every flow here is gone through without a mouse. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Keyboard } from './pages/keyboard.ts';
import { describeWindow } from './window.ts';

describeWindow('the keyboard alone', {}, (window) => {
  it('parity C10 runs a container, finds it in the list, and removes it', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await shell.page.locator('[data-index]').first().waitFor();
    await keys.press('Tab');
    await keys.isOn(shell.say('skip'));
    await keys.press('Enter');
    expect(await shell.page.evaluate('document.activeElement?.id')).toBe('main');
    await keys.tabTo(shell.say('run.title'));
    await keys.press('Enter');
    await shell.dialog(shell.say('run.title')).waitFor();
    await keys.type('python:3.12-slim');
    await keys.press('Tab');
    await keys.type('by-keyboard');
    await keys.press('Tab');
    await keys.type('sleep 600');
    await keys.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'by-keyboard' }).waitFor();
    await shell.dialog().waitFor({ state: 'detached' });
    await keys.go('containers');
    await shell.page.locator('[data-index]').first().waitFor();
    await keys.tabTo('by-keyboard');
    await keys.press('ArrowDown');
    await keys.isOn('cache');
    await keys.press('ArrowUp');
    await keys.isOn('by-keyboard');
    const more = shell.say('more', { name: 'by-keyboard' });
    await keys.tabTo(more);
    await keys.chooseLast();
    const asking = shell.dialog(shell.say('container.remove.title', { name: 'by-keyboard' }));
    await asking.waitFor();
    await keys.isOn(shell.say('cancel'));
    await keys.press('Escape');
    await asking.waitFor({ state: 'detached' });
    await keys.isOn(more);
    await keys.chooseLast();
    await asking.waitFor();
    await keys.press('Tab');
    await keys.isOn(shell.say('remove'));
    await keys.press('Enter');
    await shell.told('docker rm --force by-keyboard');
  });

  it('pulls an image', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await keys.go('images');
    await keys.tabTo(shell.say('pull.title'));
    await keys.press('Enter');
    const dialog = shell.dialog(shell.say('pull.title'));
    await dialog.waitFor();
    await keys.isOn(shell.say('pull.name'));
    await keys.type('alpine:3.20');
    await keys.press('Enter');
    await dialog.getByText(shell.say('transfer.done')).waitFor();
    await keys.tabTo(shell.say('close'));
    await keys.press('Space');
    await dialog.waitFor({ state: 'detached' });
    await keys.isOn(shell.say('pull.title'));
    await shell.row('alpine:3.20').waitFor();
  });

  it('leaves a pull that takes long, by its button', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await keys.go('images');
    await keys.tabTo(shell.say('pull.title'));
    await keys.press('Enter');
    await keys.isOn(shell.say('pull.name'));
    await keys.type('slow/x');
    await keys.tabTo(shell.say('pull.submit'));
    await keys.press('Enter');
    await shell.dialog().getByRole('progressbar').first().waitFor();
    await keys.tabTo(shell.say('pull.cancel'));
    await keys.press('Enter');
    await shell.dialog().getByText(shell.say('transfer.cancelled')).waitFor();
    await keys.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await keys.isOn(shell.say('pull.title'));
  });

  it('backs a volume up, and does not lose the dialog by it', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    const path = join(await window.core.folder('saved'), 'notebooks.tar');
    await keys.go('volumes');
    await keys.tabTo('notebooks');
    await keys.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'notebooks' }).waitFor();
    await keys.tabTo(shell.say('volume.backup'));
    await keys.press('Enter');
    await shell.dialog().locator('.command').waitFor();
    await keys.tabTo(shell.say('saveTo.path'));
    await keys.press('Control+a');
    await keys.type(path);
    await keys.press('Enter');
    await shell.dialog().getByText(shell.say('transfer.done'), { exact: true }).waitFor();
    await keys.isOn(shell.say('saveTo.path'));
    await keys.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await keys.isOn(shell.say('volume.backup'));
  });

  it('makes a volume, and removes it', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await keys.go('volumes');
    await keys.tabTo(shell.say('volume.create'));
    await keys.press('Enter');
    await keys.isOn(shell.say('column.name'));
    await keys.press('Enter');
    await shell.dialog().getByText(shell.say('create.nameMissing')).waitFor();
    await keys.type('by-keyboard');
    await keys.press('Enter');
    await shell.dialog().waitFor({ state: 'detached' });
    await keys.isOn(shell.say('volume.create'));
    await shell.row('by-keyboard').waitFor();
    await keys.tabTo('by-keyboard');
    await keys.press('Delete');
    await shell.dialog(shell.say('volume.remove.title', { name: 'by-keyboard' })).waitFor();
    await keys.isOn(shell.say('cancel'));
    await keys.press('Tab', 'Enter');
    await shell.row('by-keyboard').waitFor({ state: 'detached' });
    await shell.told('docker volume rm by-keyboard');
    // On the row that has taken its place.
    await keys.isOn('cache-data');
  });

  it('makes a network', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await keys.go('networks');
    await keys.tabTo(shell.say('network.create'));
    await keys.press('Enter');
    await keys.isOn(shell.say('column.name'));
    await keys.type('by-keyboard');
    await keys.tabTo(shell.say('network.internal'));
    await keys.press('Space');
    await keys.tabTo(shell.say('create'));
    await keys.press('Enter');
    await shell.dialog().waitFor({ state: 'detached' });
    await shell.told('docker network create --driver bridge --internal by-keyboard');
    await keys.isOn(shell.say('network.create'));
    await keys.tabTo('by-keyboard');
    await keys.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'by-keyboard' }).waitFor();
  });

  it('goes through the tabs of a container, and searches its log', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await shell.page.locator('[data-index]').first().waitFor();
    await keys.press('/');
    await keys.isOn(shell.say('containers.search'));
    await keys.type('toolbox');
    await expect.poll(() => shell.page.locator('[data-index]').count()).toBe(1);
    await keys.tabTo('toolbox');
    await keys.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'toolbox' }).waitFor();
    const title = (tab: 'overview' | 'logs' | 'terminal' | 'files' | 'stats' | 'inspect') =>
      shell.say(`container.tab.${tab}`);
    const open = async (tab: Parameters<typeof title>[0]) => {
      await keys.isOn(title(tab));
      await keys.press('Enter');
      await shell.page.getByRole('tab', { name: title(tab), exact: true, selected: true }).waitFor();
    };
    await keys.tabTo(title('logs'));
    await keys.press('ArrowLeft');
    await open('overview');
    await shell.page.getByRole('region', { name: shell.say('fact.image') }).waitFor();
    // The focus moves a moment after the key.
    await keys.press('ArrowRight');
    await keys.isOn(title('logs'));
    await keys.press('ArrowRight');
    await open('terminal');
    // Its keys are the program's; one leads out of it.
    await shell.page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' });
    await keys.press('Shift+F6');
    await keys.tabTo(title('terminal'), 'Shift+Tab');
    await keys.press('ArrowRight');
    await open('files');
    await keys.press('ArrowRight');
    await open('stats');
    await keys.press('End');
    await open('inspect');
    await keys.press('Home');
    await keys.isOn(title('overview'));
    await keys.press('ArrowRight');
    await open('logs');
    await keys.tabTo(shell.say('log.search'));
    await keys.type('error');
    await expect.poll(() => shell.page.getByRole('searchbox').inputValue()).toBe('error');
  });

  it('goes to a page by the palette, and back to where it was', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    const palette = shell.dialog(shell.say('palette'));
    await shell.page.locator('[data-index]').first().waitFor();
    await keys.tabTo(shell.say('run.title'));
    await keys.press('Control+k');
    await palette.getByRole('option').first().waitFor();
    await keys.press('Escape');
    await palette.waitFor({ state: 'detached' });
    await keys.isOn(shell.say('run.title'));
    await keys.press('Control+k');
    await palette.getByRole('option').first().waitFor();
    const chosen = palette.locator('[role=option][aria-selected=true]');
    const first = await chosen.innerText();
    await keys.press('ArrowDown');
    await expect.poll(() => chosen.innerText()).not.toBe(first);
    await keys.press('ArrowUp');
    await expect.poll(() => chosen.innerText()).toBe(first);
    await keys.type('volu');
    await expect.poll(() => chosen.innerText()).toBe(shell.say('nav.volumes'));
    await keys.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: shell.say('nav.volumes') }).waitFor();
    await keys.tabTo(shell.say('volume.create'));
  });

  it('changes the language, and a setting that is on or off', async () => {
    const shell = await window.open();
    const keys = new Keyboard(shell);
    await keys.go('settings');
    await keys.tabTo(shell.say('settings.language'));
    await keys.press('ArrowDown', 'ArrowDown');
    await shell.page.getByRole('heading', { level: 1, name: '设置' }).waitFor();
    await keys.isOn('语言');
    await keys.press('Home');
    await shell.page.getByRole('heading', { level: 1, name: shell.say('nav.settings') }).waitFor();
    await keys.tabTo(shell.say('settings.context'));
    const box = shell.page.getByLabel(shell.say('settings.context'), { exact: true });
    const before = await box.isChecked();
    await keys.press('Space');
    await expect.poll(() => box.isChecked()).toBe(!before);
    await keys.isOn(shell.say('settings.context'));
    await keys.press('Space');
    await expect.poll(() => box.isChecked()).toBe(before);
  });
});
