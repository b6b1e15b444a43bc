/** The form that runs a container. */
import { expect, it } from 'vitest';
import { freePort } from '../vm/http.ts';
import { isAccessible } from './axe.ts';
import { ContainerPage } from './pages/container.ts';
import { RunDialog } from './pages/run-dialog.ts';
import { describeWindow } from './window.ts';

describeWindow('the run form', {}, (window) => {
  it('says what is wrong with each field, and runs nothing', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.submit();
    await form.dialog.getByText(shell.say('run.image.missing')).waitFor();
    await form.field('run.name').fill('-no');
    await form.field('run.command').fill(`sh -c 'echo`);
    await form.addPort('99999', '80');
    await form.addVariable('', 'value');
    for (const key of ['run.name.invalid', 'run.command.invalid', 'run.port.invalid'] as const) {
      await form.dialog.getByText(shell.say(key)).waitFor();
    }
    expect(await form.field('run.image').getAttribute('aria-invalid')).toBe('true');
    expect(await form.field('run.env.name', 1).getAttribute('aria-invalid')).toBe('true');
    await form.submit();
    expect(await form.dialog.isVisible()).toBe(true);
    await shell.page.keyboard.press('Escape');
    await form.dialog.waitFor({ state: 'detached' });
    expect(await shell.foot.locator('code').textContent()).toBe('docker ps --all');
  });

  it('parity C01 C02 C03 C20 shows the command, does it, and shows the container', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('python:3.12-slim');
    await form.field('run.name').fill('made-here');
    await form.field('run.command').fill(`sh -c 'echo "two words"; sleep 600'`);
    const port = await freePort();
    await form.addPort(String(port), '80');
    await form.addVariable('GREETING', "it's me");
    const command =
      `docker run --detach --name made-here --publish ${port}:80 --env 'GREETING=it'\\''s me' python:3.12-slim ` +
      `sh -c 'echo "two words"; sleep 600'`;
    await expect.poll(() => form.command.textContent()).toBe(command);
    await form.submit();
    await form.dialog.waitFor({ state: 'detached' });
    const page = new ContainerPage(shell);
    await shell.page.getByRole('heading', { level: 1, name: 'made-here' }).waitFor();
    await page.log.getByText('two words').waitFor();
    const link = shell.page.getByRole('link', { name: String(port) });
    expect(await link.getAttribute('href')).toBe(`http://localhost:${port}`);
    expect(await link.getAttribute('rel')).toContain('noopener');
    const json = await page.rawJson();
    await expect.poll(() => json.innerText()).toContain("GREETING=it's me");
  });

  it('parity C02 a container that is to be removed at its end is gone then', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('python:3.12-slim');
    await form.field('run.name').fill('for-a-moment');
    await form.field('run.command').fill('sleep 600');
    await form.dialog.getByRole('checkbox', { name: shell.say('run.remove') }).check();
    await form.submit();
    await shell.page.getByRole('heading', { level: 1, name: 'for-a-moment' }).waitFor();
    await shell.choose('for-a-moment', shell.say('container.kill'));
    await shell.page.getByRole('heading', { name: shell.say('container.gone') }).waitFor();
  });

  it('keeps what was typed when the engine refuses it, and says why', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('python:3.12-slim');
    await form.field('run.name').fill('toolbox');
    await form.submit();
    await expect.poll(() => form.dialog.getByRole('alert').innerText()).toContain('toolbox');
    expect(await form.field('run.name').inputValue()).toBe('toolbox');
    expect(await shell.foot.locator('.foot__label').textContent()).toBe(shell.say('foot.failed'));
  });

  it('fetches an image that is not here, and then runs it, as one task', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('alpine:3.20');
    await form.dialog.getByText(shell.say('run.pulls')).waitFor();
    await form.text('name').fill('fetched');
    await form.field('run.command').fill('sleep 600');
    await form.submit();
    await shell.page.getByRole('heading', { level: 1, name: 'fetched' }).waitFor();
    await shell.go('images');
    await shell.row('alpine:3.20').waitFor();
  });

  it('fetches nothing where it was told not to, and keeps the form', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.paste('docker run -d --pull never debian:12');
    await form.submit();
    await form.dialog.locator('[data-code="image.notFound"]').waitFor();
    expect(await form.field('run.image').inputValue()).toBe('debian:12');
  });

  it('offers what the image brings', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('redis:7-alpine');
    await form.dialog
      .getByRole('button', { name: shell.say('run.port.offer', { port: '6379/tcp' }) })
      .click();
    await expect.poll(() => form.command.textContent()).toContain('--publish 6379:6379 redis');
  });

  it('brings the focus to the first field that is wrong, in a part that was closed too', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('redis:7-alpine');
    await form.show('security');
    await form.text('devices').fill('not a device');
    await form.show('security');
    await form.submit();
    const focused = form.dialog.locator('textarea:focus');
    await expect.poll(() => focused.inputValue()).toBe('not a device');
    expect(await form.text('devices').getAttribute('aria-invalid')).toBe('true');
  });

  it('has nothing that axe objects to', async () => {
    const shell = await window.open();
    const form = await RunDialog.open(shell);
    await form.paste(
      'docker run -v /a:/b -v data:/d --tmpfs /t -p 80:80 -e A=b --restart on-failure redis:7-alpine',
    );
    await form.show('process', 'network', 'limits', 'restart', 'health', 'security', 'labels', 'engine');
    await form.text('memory').fill('much');
    await form.submit();
    await form.paste('docker run --gpus all x', false);
    await isAccessible(shell, 'the run form, all of it');
  });
});
