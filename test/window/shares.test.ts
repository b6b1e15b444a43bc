/** The page of shares. */
import { rm, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Shares } from './pages/shares.ts';
import { refusing, tellShares } from './told-shares.ts';
import { describeWindow } from './window.ts';

describeWindow('the page of shares', {}, (window) => {
  it('parity M06 has the home folder first, with a switch that is a setting', async () => {
    const shell = await window.open();
    const shares = await Shares.open(shell);
    await shares.state('user', 'shares.state.ready').waitFor();
    await shares.row('user').getByText(shell.say('shares.home'), { exact: true }).waitFor();
    await shell.page.getByText(shell.say('shares.none')).waitFor();
    expect(await shell.foot.locator('code').textContent()).toBe('moorage share ls');
    await shares.homeSwitch.click();
    await shell.told('moorage config set shares.home false');
    await shell.page.getByText(shell.say('shares.home.off'), { exact: true }).waitFor();
    expect(await shares.homeSwitch.getAttribute('aria-checked')).toBe('false');
    expect(await window.core.moorage('config', 'get', 'shares.home')).toBe('false');
    await shell.go('settings');
    const box = shell.page.getByLabel(shell.say('settings.shares.home'), { exact: true });
    expect(await box.isChecked()).toBe(false);
    // Not `check`: the box follows the setting, a moment after the click.
    await box.click();
    await expect.poll(() => box.isChecked()).toBe(true);
    await shell.go('shares');
    await shares.state('user', 'shares.state.ready').waitFor();
  });

  it('parity M06 C20 shares a folder, shows the command meanwhile, and stops sharing it', async () => {
    const path = await window.core.folder('my data');
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    await shares.write({ path, readOnly: true, provider: 'ssh' });
    const command = `moorage share add '${path}' --read-only --provider ssh`;
    expect(await shares.command.textContent()).toBe(command);
    await shares.submit();
    await shell.told(command);
    await shares.state('my data', 'shares.state.ready').waitFor();
    await shares.row('my data').getByText(shell.say('shares.readOnly'), { exact: true }).waitFor();
    await shares.action('shares.remove', path).click();
    await shell.dialog().getByText(shell.say('shares.remove.text')).waitFor();
    await shell.page.keyboard.press('Escape');
    await shares.remove(path);
    await shell.told(`moorage share rm '${path}'`);
    await shares.row('my data').waitFor({ state: 'detached' });
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('says what is wrong in the form, and what the core refuses', async () => {
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    const dialog = shell.dialog();
    await shares.write({ path: '' });
    expect(await shares.command.count()).toBe(0);
    await shares.submit();
    await dialog.getByText(shell.say('shares.path.missing')).waitFor();
    await shares.write({ path: '~/data' });
    await dialog.getByText(shell.say('shares.path.relative')).waitFor();
    for (const [path, code] of [
      ['/no/such folder', 'share.pathMissing'],
      ['/etc', 'share.notAllowed'],
      [window.core.home, 'share.ownFiles'],
    ] as const) {
      await shares.write({ path });
      await shares.submit();
      await dialog.locator(`[data-code="${code}"]`).waitFor();
    }
    await shell.told(`moorage share add ${window.core.home}`, 'failed');
    await shell.page.keyboard.press('Escape');
  });

  it('parity M06 keeps a folder in step: how far it is, without what, paused and on again', async () => {
    const path = await window.core.folder('app-copying');
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    await shares.add({ path, provider: 'sync', ignore: 'node_modules/\n*.log\n' });
    await shell.told(`moorage share add ${path} --provider sync --ignore node_modules/ --ignore '*.log'`);
    const row = shares.row('app-copying');
    await shares.state('app-copying', 'shares.phase.copying').waitFor();
    expect(await row.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('34');
    await row.getByText('1,234 of 3,400 files').waitFor();
    await row.getByText(shell.say('shares.without', { patterns: 'node_modules/, *.log' })).waitFor();
    await shares.action('shares.pause', path).click();
    await shell.told(`moorage share pause ${path}`);
    await shares.state('app-copying', 'shares.state.paused').waitFor();
    expect(await row.getByRole('progressbar').count()).toBe(0);
    await shares.action('shares.resume', path).click();
    await shell.told(`moorage share resume ${path}`);
    await row.getByRole('progressbar').waitFor();
    await shares.remove(path);
  });

  it('parity M06 names both files where both sides have changed one', async () => {
    const path = await window.core.folder('site-conflict');
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    await shares.add({ path, provider: 'sync' });
    const list = shell.page.getByRole('list', { name: shell.say('shares.conflicts.of', { path }) });
    await list.waitFor();
    expect(await list.getByRole('listitem').first().innerText()).toMatch(
      /main\.go\s+src\/main \(from the VM\)/,
    );
    expect(await list.getByRole('listitem').count()).toBe(2);
    await shares.remove(path);
  });

  it('parity M06 says what is the matter, and what to do', async () => {
    const { core } = window;
    const [gone, failing, unwatched] = [
      await core.folder('gone'),
      await core.folder('disk-failing'),
      await core.folder('big-unwatched'),
    ];
    await core.moorage('share', 'add', gone, '--provider', 'ssh');
    await rm(gone, { recursive: true });
    // It is kept, and told as a failure.
    await expect(core.moorage('share', 'add', failing)).rejects.toThrow(/share/i);
    await core.moorage('share', 'add', unwatched);
    const shares = await Shares.open(await window.open());
    await shares.row('gone').locator('[data-code="share.folderGone"]').waitFor();
    await shares.state('disk-failing', 'shares.state.failed').waitFor();
    await shares.row('disk-failing').locator('[data-code="share.failed"]').waitFor();
    await shares.state('big-unwatched', 'shares.state.ready').waitFor();
    await shares.row('big-unwatched').locator('[data-code="share.watchLimit"]').waitFor();
    for (const path of [gone, failing, unwatched]) await core.moorage('share', 'rm', path);
  });

  it('parity M06 measures how fast a folder is, and not after the page was left', async () => {
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    const home = window.core.userFolder;
    const status = shell.page.getByRole('main').getByRole('status');
    await shares.action('shares.test', home).click();
    await status.getByText(shell.say('shares.test.running')).waitFor();
    expect(await shares.action('shares.test', home).isDisabled()).toBe(true);
    await status.getByText(shell.say('shares.test.write'), { exact: true }).waitFor();
    expect((await status.innerText()).replace(/\s+/g, ' ')).toBe(
      'Writing 256 MiB/s Reading 427 MiB/s Files made 400 a second Files looked up 2,000 a second',
    );
    await shell.button(shell.say('shares.test.close')).click();
    await status.waitFor({ state: 'detached' });
    await shares.action('shares.test', home).click();
    await status.getByRole('button', { name: shell.say('cancel') }).click();
    await status.waitFor({ state: 'detached' });
    await shares.action('shares.test', home).click();
    await status.waitFor();
    await shell.go('ports');
    await shell.go('shares');
    await shares.state('user', 'shares.state.ready').waitFor();
    expect(await status.count()).toBe(0);
    expect(await shell.notices.count()).toBe(0);
  });

  it('parity M06 shares with one click what a container was refused, or forgets it', async () => {
    const { core } = window;
    const paths = [
      await core.folder('wanted'),
      '/no/such folder',
      ...['/srv/a', '/srv/b', '/srv/c'],
    ] as const;
    const shell = await window.open({ prepare: (page) => tellShares(page, refusing(paths)) });
    const shares = await Shares.open(shell);
    const notes = shell.page.getByRole('region', { name: shell.say('shares.refused') });
    const asked = (path: string) => notes.getByText(shell.say('shares.refused.text', { path }));
    expect(await notes.locator('.refusal').count()).toBe(3);
    await notes.getByRole('button', { name: shell.say('shares.refused.more', { n: '2' }) }).click();
    expect(await notes.locator('.refusal').count()).toBe(5);
    await shares.action('shares.shareIt', paths[0]).click();
    await shell.told(`moorage share add ${paths[0]}`);
    await shares.state('wanted', 'shares.state.ready').waitFor();
    await asked(paths[0]).waitFor({ state: 'detached' });
    await shares.action('shares.shareIt', '/no/such folder').click();
    await shell.told("moorage share add '/no/such folder'", 'failed');
    await notes.locator('[data-code="share.pathMissing"]').waitFor();
    await shares.action('shares.dismiss', '/no/such folder').click();
    await asked('/no/such folder').waitFor({ state: 'detached' });
    await shares.remove(paths[0]);
  });

  it('parity M06 restarts the machine for a folder that needs it', async () => {
    const path = await window.core.folder('fast');
    await window.core.moorage('share', 'add', path);
    const shell = await window.open({
      prepare: (page) =>
        tellShares(page, ({ shares, refused }, asked) => ({
          refused,
          shares: shares.map((one) =>
            one.path === path && !asked.some(({ entry }) => entry === 'vm.restart')
              ? { ...one, provider: 'virtiofs', state: 'restartNeeded' }
              : one,
          ),
        })),
    });
    const shares = await Shares.open(shell);
    await shares.state('fast', 'shares.state.restartNeeded').waitFor();
    await shares.row('fast').getByText(shell.say('shares.restart'), { exact: true }).waitFor();
    await shell.button(shell.say('machine.restart')).click();
    await shares.state('fast', 'shares.state.ready').waitFor();
    await shares.remove(path);
  });

  it('parity M06 the keyboard alone is enough to share a folder, to ask what a word means, and to stop', async () => {
    const path = await window.core.folder('by-keyboard');
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    const { keyboard } = shell.page;
    const focused = () =>
      shell.page.evaluate<string>(
        '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()',
      );
    await keyboard.press('Control+k');
    await shell.dialog(shell.say('palette')).waitFor();
    await keyboard.type(shell.say('shares.add'));
    await keyboard.press('Enter');
    await shell.dialog(shell.say('shares.add')).waitFor();
    await keyboard.type(path);
    for (const key of ['Tab', 'Tab', 'ArrowDown', 'ArrowDown']) await keyboard.press(key);
    await keyboard.press('Enter');
    await shell.dialog().waitFor({ state: 'detached' });
    await shell.told(`moorage share add ${path} --provider ssh`);
    await shares.state('by-keyboard', 'shares.state.ready').waitFor();
    await shares.homeSwitch.focus();
    await keyboard.press('ArrowDown');
    const stop = shell.say('actOn', { action: shell.say('shares.remove'), name: path });
    await expect.poll(focused).toBe(stop);
    const about = shell.say('shares.provider.about', { provider: shell.say('shares.provider.ssh') });
    await shares.row('by-keyboard').getByRole('button', { name: about }).focus();
    await keyboard.press('Enter');
    await shell.page.getByText(shell.say('shares.provider.ssh.text')).waitFor();
    await shell.page.getByText(shell.say('shares.wanted')).waitFor();
    await keyboard.press('Escape');
    await shell.page.getByText(shell.say('shares.provider.ssh.text')).waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(about);
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused()).toBe(stop);
    await keyboard.press('Enter');
    await shell.dialog(shell.say('shares.remove.title', { path })).waitFor();
    expect(await focused()).toBe(shell.say('cancel'));
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await shares.row('by-keyboard').waitFor({ state: 'detached' });
  });

  it('shows what others do, and names that lie as what they are', async () => {
    const path = await window.core.folder('evil\u202etxt');
    const shares = await Shares.open(await window.open());
    await window.core.moorage('share', 'add', path);
    await shares.row('evil\ufffdtxt').waitFor();
    await window.core.moorage('share', 'rm', path);
    await shares.row('evil\ufffdtxt').waitFor({ state: 'detached' });
  });
});

describeWindow('the page of shares without a machine', { running: false }, (window) => {
  it('parity M06 takes folders for the next start, and has them in the machine then', async () => {
    const path = await window.core.folder('later');
    const shares = await Shares.open(await window.open());
    const { shell } = shares;
    await shell.page.getByText(shell.say('shares.off')).waitFor();
    await shares.add({ path });
    await shares.state('later', 'shares.state.off').waitFor();
    await shares.row('later').getByText(shell.say('shares.provider.auto'), { exact: true }).waitFor();
    expect(await shares.action('shares.test', path).count()).toBe(0);
    await shell.button(shell.say('machine.start')).click();
    await shares.state('later', 'shares.state.ready').waitFor();
    await shell.page.getByText(shell.say('shares.off')).waitFor({ state: 'detached' });
    await shares.row('later').getByText(shell.say('shares.provider.ssh'), { exact: true }).waitFor();
  });
});
