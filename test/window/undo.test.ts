/** What is removed in the window can be put back, and what was done is kept: on the fake engine. */
import { expect, it } from 'vitest';
import { HistoryPage } from './pages/history.ts';
import { ImagePage } from './pages/image.ts';
import { describeWindow } from './window.ts';

describeWindow('undo and history', { undoMinutes: 10 }, (window) => {
  it('parity C14 puts back what was removed, by the notice, by the keyboard and by the list', async () => {
    const shell = await window.open();
    await shell.go('containers');
    await shell.choose('shop-db-1', shell.say('remove'));
    await shell.told('docker rm --force shop-db-1');
    await expect.poll(() => shell.row('shop-db-1').count()).toBe(0);
    const notice = shell.page.getByText(shell.say('undo.one', { name: 'shop-db-1' }));
    await notice.waitFor();
    await shell.page.getByRole('button', { name: shell.say('undo') }).click();
    await shell.row('shop-db-1').waitFor();
    await expect.poll(() => notice.count()).toBe(0);

    await shell.choose('nightly-report', shell.say('remove'));
    await shell.page.getByText(shell.say('undo.one', { name: 'nightly-report' })).waitFor();
    await shell.page.keyboard.press('Control+z');
    await shell.row('nightly-report').waitFor();

    await shell.choose('toolbox', shell.say('remove'));
    const history = await HistoryPage.open(shell);
    await history.tab('removed');
    await history.putBack('toolbox');
    await shell.page.getByText(shell.say('removed.none'), { exact: true }).waitFor();
    await history.tab('done');
    await expect
      .poll(() => history.commands())
      .toEqual(['docker rm --force toolbox', 'docker rm nightly-report', 'docker rm --force shop-db-1']);
    await history.choose('nightly-report', 'shop-db-1');
    await shell.page.getByRole('button', { name: shell.say('history.script') }).click();
    expect(await history.script.innerText()).toBe(
      '#!/bin/sh\nset -eu\ndocker rm --force shop-db-1\ndocker rm nightly-report\n',
    );
  }, 90_000);

  it('asks about what can’t be held back', async () => {
    const shell = await window.open();
    await shell.go('images');
    await shell.choose('python:3.12-slim', shell.say('remove'));
    const asking = shell.dialog(shell.say('image.remove.title', { name: 'python:3.12-slim' }));
    await asking.getByRole('alert').waitFor();
    await shell.page.keyboard.press('Escape');
  });

  it('parity C14 I10 puts back a name of an image, and says which of the removed a clean-up takes', async () => {
    const shell = await window.open();
    const page = await ImagePage.open(shell, 'redis:7-alpine');
    const names = (...all: string[]) => expect.poll(() => page.tags.allInnerTexts()).toEqual(all);
    await names('redis:7-alpine');
    await shell.page.getByLabel(shell.say('image.tag.new')).fill('cache:kept');
    await shell.page.keyboard.press('Enter');
    await names('redis:7-alpine', 'cache:kept');
    const leave = shell.button(shell.say('image.tag.remove', { name: 'cache:kept' }));
    await leave.click();
    await names('redis:7-alpine');
    await shell.page.getByRole('button', { name: shell.say('undo') }).click();
    await names('redis:7-alpine', 'cache:kept');
    await leave.click();
    await shell.page.getByText(shell.say('undo.one', { name: 'cache:kept' })).waitFor();
    await shell.go('images');
    await shell.button(shell.say('images.prune')).click();
    const held = shell.say('undo.held', { n: '1', names: 'cache:kept' });
    await shell.dialog().getByText(held, { exact: true }).waitFor();
    await shell.page.keyboard.press('Escape');
  });

  it('shows what runs, from every page, until it is cleared', async () => {
    const shell = await window.open();
    await shell.go('images');
    await shell.button(shell.say('pull.title')).click();
    await shell.dialog().getByLabel(shell.say('pull.name')).fill('alpine');
    await shell.page.keyboard.press('Enter');
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('close') })
      .click();
    await shell.go('volumes');
    await shell.foot.getByRole('button', { name: shell.say('tasks.ended') }).click();
    const tasks = shell.page.getByRole('list', { name: shell.say('tasks.title') });
    await tasks.getByText(shell.say('history.state.done')).waitFor();
    await shell.page.getByRole('button', { name: shell.say('tasks.clear') }).click();
    await expect.poll(() => tasks.count()).toBe(0);
  });

  it('finds pages, deeds and things by the keyboard, those used last first', async () => {
    const shell = await window.open();
    await shell.row('whoami').waitFor();
    await shell.page.keyboard.press('Control+k');
    await shell.dialog().waitFor();
    await shell.page.keyboard.type('logs whoami');
    await shell.dialog().getByRole('option').first().waitFor();
    await shell.page.keyboard.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name: 'whoami' }).waitFor();
    await shell.page.keyboard.press('Control+k');
    const first = shell.dialog().getByRole('option').first();
    await expect.poll(() => first.innerText()).toBe(shell.say('palette.logs', { name: 'whoami' }));
    await shell.page.keyboard.press('Escape');
    await shell.go('containers');
    await shell.page.keyboard.press('?');
    await shell.dialog(shell.say('keys.title')).waitFor();
  });
});
