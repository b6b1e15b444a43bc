/** What is removed in the window can be put back, and what was done is kept: on the fake engine. */
import { expect, it } from 'vitest';
import { HistoryPage } from './pages/history.ts';
import { Containers } from './pages/containers.ts';
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

    await shell.go('volumes');
    await shell.choose('shop_uploads', shell.say('remove'));
    await shell.dialog().waitFor({ timeout: 200 }).catch(() => undefined); // used: the engine says so
    const history = await HistoryPage.open(shell);
    await history.tab('removed');
  });

  it('asks about what can’t be held back', async () => {
    const shell = await window.open();
    await shell.go('images');
    await shell.choose('python:3.12-slim', shell.say('remove'));
    const asking = shell.dialog(shell.say('image.remove.title', { name: 'python:3.12-slim' }));
    await asking.getByRole('alert').waitFor();
    await shell.page.keyboard.press('Escape');
  });
});
