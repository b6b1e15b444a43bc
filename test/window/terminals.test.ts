/** Terminals in containers, on the fake engine. */
import { expect, it } from 'vitest';
import { Containers } from './pages/containers.ts';
import { RunDialog } from './pages/run-dialog.ts';
import { Terminals } from './pages/terminal.ts';
import { describeWindow } from './window.ts';

describeWindow('terminals', {}, (window) => {
  it('parity C12 stay as they are while one looks at other pages, several for a container', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'toolbox');
    await page.type('echo one\n');
    await page.shows(/\none\s*\n/);
    await page.add('shell');
    await page.shows(/^\S* #\s*$/);
    await page.type('echo two\n');
    await page.shows(/\ntwo\s*\n/);
    expect(await page.names()).toEqual(['bash 1', 'bash 2']);
    await shell.go('images');
    await shell.foot.getByRole('button', { name: '2 terminals' }).click();
    await shell.page.getByRole('menuitem', { name: 'toolbox: bash 1' }).click();
    await page.shows(/\none\s*\n/);
    await page.type('echo three\n');
    await page.shows(/\nthree\s*\n/);
    await page.item('bash 2').click();
    await page.shows(/\ntwo\s*\n/);
    await page.close('bash 2');
    await page.shows(/\nthree\s*\n/);
    await page.close('bash 1');
    await shell.page.getByRole('heading', { name: shell.say('terminal.none') }).waitFor();
    expect(await shell.foot.getByRole('button', { name: /terminal/ }).count()).toBe(0);
  });

  it('parity C12 run another program, as another user, in another folder', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'toolbox');
    await page.shows('#');
    expect(await page.command()).toBe('docker exec --interactive --tty toolbox /bin/bash');
    await page.add('choose');
    const dialog = shell.dialog(shell.say('terminal.choose.title', { name: 'toolbox' }));
    const field = (key: 'program' | 'user' | 'workdir') =>
      dialog.getByLabel(shell.say(`terminal.choose.${key}`), { exact: true });
    await dialog.getByText('/bin/bash, /bin/ash, /bin/sh').waitFor();
    await field('program').fill('sh -c "id');
    await field('workdir').fill('tmp');
    await dialog.getByRole('button', { name: shell.say('terminal.choose.submit') }).click();
    await dialog.getByText(shell.say('terminal.choose.program.open')).waitFor();
    await dialog.getByText(shell.say('terminal.choose.workdir.relative')).waitFor();
    await field('program').fill('sh -c "whoami; pwd; exec sh"');
    await field('user').fill('daemon');
    await field('workdir').fill('/tmp');
    const command =
      "docker exec --interactive --tty --user daemon --workdir /tmp toolbox sh -c 'whoami; pwd; exec sh'";
    expect(await dialog.getByRole('group').locator('code').textContent()).toBe(command);
    await dialog.getByRole('button', { name: shell.say('terminal.choose.submit') }).click();
    await page.shows(/daemon\s*\n\/tmp\s*\n\/tmp \$/);
    expect(await page.command()).toBe(command);
    expect(await page.names()).toEqual(['bash 1', 'sh 2']);
  });

  it('parity C11 join the main process, and leave it by keys or a button', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'toolbox');
    await page.shows('#');
    await page.add('attach');
    await page.note.getByText(shell.say('terminal.attach.keys')).waitFor();
    await page.type('echo joined\n');
    await page.shows(/\njoined\s*\n/);
    expect(await page.command()).toBe('docker attach toolbox');
    await shell.page.keyboard.press('Control+p');
    await shell.page.keyboard.press('Control+q');
    await page.note.getByText(shell.say('terminal.detached')).waitFor();
    await page.shows(/\njoined\s*\n/);
    await shell.button(shell.say('terminal.attach.again')).click();
    await page.type('echo back\n');
    await page.shows(/\nback\s*\n/);
    await shell.button(shell.say('terminal.detach')).click();
    await page.note.getByText(shell.say('terminal.detached')).waitFor();
    await (await Containers.open(shell)).is('toolbox', 'running');
  });

  it('parity C11 say that nothing can be typed where nothing is read', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'shop-api-1');
    await page.add('attach');
    await page.note.getByText(shell.say('terminal.attach.none')).waitFor();
    await page.shows('GET /', 30_000);
  });

  it('parity C13 enter a container without a shell', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'whoami');
    await page.note.getByText(shell.say('terminal.noShell')).waitFor();
    await shell.button(shell.say('terminal.open.debug')).click();
    await page.note.getByText(shell.say('terminal.debug.about')).waitFor();
    await page.type('ps\n');
    await page.shows('/hello');
    expect(await page.command()).toMatch(/^moorage ssh -- sh -c '.*nsenter --target \d+ --mount/);
    await page.type('exit 3\n');
    await page.note.getByText(shell.say('terminal.ended', { code: '3' })).waitFor();
  });

  it('parity C02 show what was run with a terminal from its first word on', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('python:3.12-slim');
    await form.text('name').fill('typed-into');
    await form.field('run.command').fill('bash');
    await form.box('interactive').check();
    await form.box('tty').check();
    await form.submit();
    await shell.page.getByRole('heading', { level: 1, name: 'typed-into' }).waitFor();
    const page = new Terminals(shell);
    await page.shows(/^\S* #\s*$/);
    expect(await page.names()).toEqual([shell.say('terminal.name.attach')]);
    await page.type('exit 6\n');
    await page.note.getByText(shell.say('terminal.attach.ended', { code: '6' })).waitFor();
    await (await Containers.open(shell)).is('typed-into', 'exited');
  });

  it('can be left by the keyboard, copied from and pasted into', async () => {
    const shell = await window.open();
    await shell.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await Terminals.open(shell, 'toolbox');
    await page.type('echo copied\n');
    await page.shows(/\ncopied\s*\n/);
    await shell.page.locator('.xterm-screen').dblclick({ position: { x: 20, y: 24 } });
    await shell.page.keyboard.press('Control+Shift+C');
    await shell.page.keyboard.type('echo from the clipboard: ');
    await shell.page.keyboard.press('Control+Shift+V');
    await shell.page.keyboard.type('\n');
    await page.shows(/\nfrom the clipboard: copied\s*\n/);
    await shell.page.keyboard.press('Shift+F6');
    expect(await page.item('bash 1').evaluate((one) => one.ownerDocument.activeElement === one)).toBe(true);
    await shell.page.keyboard.press('Enter');
    await page.container.keyboardIsInTerminal();
  });

  it('end with the machine, and say so', async () => {
    const shell = await window.open();
    const page = await Terminals.open(shell, 'toolbox');
    await page.shows('#');
    const machine = shell.page.getByRole('complementary');
    await machine.getByRole('button', { name: shell.say('machine.stop') }).click();
    await shell.machineIs('stopped');
    await machine.getByRole('button', { name: shell.say('machine.start') }).click();
    await shell.machineIs('running');
    await Terminals.open(shell, 'toolbox');
    await page.note.getByText(shell.say('terminal.lost')).waitFor();
    expect(await page.names()).toEqual([`bash 1\n${shell.say('terminal.over')}`]);
    await shell.button(shell.say('terminal.again')).click();
    await page.type('echo again\n');
    await page.shows(/\nagain\s*\n/);
  });
});
