/** What comes and goes in the window, and the forms that belong to it: axe finds nothing in it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { isAccessibleDialog } from './axe.ts';
import { occupy } from './busy-port.ts';
import { Builds } from './pages/builds.ts';
import { HistoryPage } from './pages/history.ts';
import { Shares } from './pages/shares.ts';
import { refusing, tellShares } from './told-shares.ts';
import { describeWindow } from './window.ts';

// Axe takes its time, most of all where other things run.
vi.setConfig({ testTimeout: 180_000 });

describeWindow('the running window', {}, (window) => {
  it('has no dialog or row of ports that axe objects to', async () => {
    const { port, free } = await occupy();
    // It is kept, and told as a failure.
    await expect(window.core.moorage('port', 'add', `${port}:6379`, '--container', 'cache')).rejects.toThrow(
      /port/i,
    );
    const shell = await window.open();
    await shell.go('ports');
    await shell.page.locator('[data-code="port.inUse"]').waitFor();
    await isAccessibleDialog(shell, 'ports, one of them taken');
    await shell.button(shell.say('ports.add')).click();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('ports.forward'), exact: true })
      .click();
    await isAccessibleDialog(shell, 'the form for a forward');
    await shell.escape();
    for (const what of ['ports.move', 'ports.lan.on', 'remove'] as const) {
      await shell.choose(`localhost:${port}`, shell.say(what));
      await shell.dialog().waitFor();
      await isAccessibleDialog(shell, what);
      await shell.escape();
    }
    await window.core.moorage('port', 'rm', String(port));
    await free();
  });

  it('has no dialog or row of shares that axe objects to', async () => {
    const { core } = window;
    const names = ['shop-copying', 'site-conflict', 'big-unwatched', 'old'] as const;
    const paths = await Promise.all(names.map((name) => core.folder(name)));
    for (const path of paths) await core.moorage('share', 'add', path, '--provider', 'sync');
    const [copying = '', , restart = '', old = ''] = paths;
    await rm(old, { recursive: true });
    const refused = refusing(['/srv/a', '/srv/b', '/srv/c', '/srv/d']);
    const prepare = (page: Page) =>
      tellShares(page, (list, asked) => ({
        ...refused(list, asked),
        shares: list.shares.map((one) => (one.path === restart ? { ...one, state: 'restartNeeded' } : one)),
      }));
    const shell = await window.open({ prepare });
    const shares = await Shares.open(shell);
    await shares.action('shares.test', copying).click();
    await shell.button(shell.say('shares.test.close')).waitFor();
    await isAccessibleDialog(shell, 'shares as they may stand');
    const about = shell.say('shares.provider.about', { provider: shell.say('shares.provider.sync') });
    await shares.row('old').getByRole('button', { name: about }).click();
    await isAccessibleDialog(shell, 'an explanation');
    await shell.page.keyboard.press('Escape');
    await shares.homeSwitch.click();
    await shell.page.getByText(shell.say('shares.home.off'), { exact: true }).waitFor();
    await isAccessibleDialog(shell, 'the home folder, not shared');
    await shares.homeSwitch.click();
    await shares.write({ path: '', provider: 'sync' });
    await shares.submit();
    await isAccessibleDialog(shell, 'the form for a share');
    await shell.escape();
    await shares.action('shares.remove', copying).click();
    await isAccessibleDialog(shell, 'the end of a share');
    await shell.escape();
    for (const path of paths) await core.moorage('share', 'rm', path);
  });

  it('has no form or build that axe objects to', async () => {
    const folder = await window.core.folder('build');
    await writeFile(join(folder, 'Dockerfile'), 'FROM alpine\nRUM make\nCMD run\n');
    const shell = await window.open();
    const builds = await Builds.open(shell);
    await builds.form({ folder, tags: 'site:1', args: [['FAKE', 'fail']] });
    await builds.remarks.first().waitFor();
    await isAccessibleDialog(shell, 'the form for a build');
    await builds.build();
    await builds.outcome('failed');
    await isAccessibleDialog(shell, 'a build that failed');
    await shell.go('builds');
    await shell.row('site:1').first().waitFor();
    await isAccessibleDialog(shell, 'the list of builds');
  });
});

describeWindow('what was done and what runs', { undoMinutes: 10 }, (window) => {
  it('has nothing that axe objects to', async () => {
    const shell = await window.open();
    await shell.go('volumes');
    await shell.button(shell.say('volume.create')).click();
    await shell.dialog().getByLabel(shell.say('column.name')).fill('made-here');
    await shell.page.keyboard.press('Enter');
    await shell.row('made-here').waitFor();
    await shell.choose('made-here', shell.say('remove'));
    await shell.page.getByText(shell.say('undo.one', { name: 'made-here' })).waitFor();
    await isAccessibleDialog(shell, 'a removal that can be undone');
    const history = await HistoryPage.open(shell);
    await shell.row('docker volume rm').first().waitFor();
    await isAccessibleDialog(shell, 'history');
    await history.choose('docker volume rm', 'docker volume create');
    await shell.button(shell.say('history.script')).click();
    await history.script.waitFor();
    await isAccessibleDialog(shell, 'history as a script');
    await shell.escape();
    await history.tab('removed');
    await shell.row('made-here').waitFor();
    await isAccessibleDialog(shell, 'recently removed');
    await shell.go('images');
    await shell.button(shell.say('pull.title')).click();
    await shell.dialog().getByLabel(shell.say('pull.name')).fill('alpine');
    await shell.page.keyboard.press('Enter');
    await shell.escape();
    await shell.page.locator('.tasks__button').click();
    await shell.page.getByRole('list', { name: shell.say('tasks.title') }).waitFor();
    await isAccessibleDialog(shell, 'tasks');
  });
});
