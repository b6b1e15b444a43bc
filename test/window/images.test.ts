/** The list of images, and the ways in for new ones. */
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { Images } from './pages/images.ts';
import { describeWindow } from './window.ts';

describeWindow('images', {}, (window) => {
  it('parity I02 pulls with progress for each part', async () => {
    const images = await Images.open(await window.open());
    const { shell } = images;
    const dialog = await images.pull('alpine:3.20');
    const bars = dialog.getByRole('progressbar');
    await expect.poll(() => bars.count()).toBeGreaterThan(1);
    await images.finish(dialog);
    await shell.row('alpine:3.20').waitFor();
    await shell.told('docker pull alpine:3.20');
  });

  it('parity I02 says why an image can not be had, and what to do', async () => {
    const images = await Images.open(await window.open());
    const { shell } = images;
    const dialog = await images.pull('missing/x');
    const alert = dialog.getByRole('alert');
    await expect.poll(() => alert.innerText()).toContain('missing/x');
    expect((await alert.locator('.note__hint').innerText()).length).toBeGreaterThan(10);
    await shell.told('docker pull missing/x:latest', 'failed');
    await dialog.getByRole('button', { name: shell.say('cancel') }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await shell.row('missing/x').count()).toBe(0);
  });

  it('parity I02 stops a pull that takes too long', async () => {
    const images = await Images.open(await window.open());
    const { shell } = images;
    const dialog = await images.pull('slow/x');
    await dialog.getByRole('progressbar').first().waitFor();
    await dialog.getByRole('button', { name: shell.say('pull.cancel'), exact: true }).click();
    await dialog.getByRole('button', { name: shell.say('cancel'), exact: true }).waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);
    await shell.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await shell.row('slow/x').count()).toBe(0);
  });

  it('parity I08 loads an archive, and refuses what is none', async () => {
    const images = await Images.open(await window.open());
    const { shell } = images;
    const tar = pack();
    tar.entry({ name: 'big' }, Buffer.alloc(2_000_000, 'x'));
    tar.finalize();
    const good = await images.send('load', { name: 'saved.tar', content: await buffer(tar) });
    await images.finish(good);
    await shell.told('docker load --input saved.tar');
    await shell.row('loaded:latest').waitFor();
    const bad = await images.send('load', { name: 'garbage.tar', content: Buffer.alloc(10_000, '?') });
    await expect.poll(() => bad.getByRole('alert').innerText()).toMatch(/tar/);
    await shell.told('docker load --input garbage.tar', 'failed');
  });

  it('parity I06 imports a root file system under a name', async () => {
    const images = await Images.open(await window.open());
    const { shell } = images;
    const tar = pack();
    tar.entry({ name: 'hello' }, 'hello');
    tar.finalize();
    const dialog = await images.send('import', { name: 'root.tar', content: await buffer(tar) }, 'mine:1');
    await images.finish(dialog);
    await shell.told('docker import root.tar mine:1');
    await shell.row('mine:1').waitFor();
  });

  it('wants a file and a name before it imports', async () => {
    const { shell } = await Images.open(await window.open());
    await shell.button(shell.say('file.import.title')).click();
    const dialog = shell.dialog(shell.say('file.import.title'));
    await dialog.getByRole('button', { name: shell.say('file.import.submit'), exact: true }).click();
    await dialog.getByText(shell.say('file.missing')).waitFor();
    await dialog.getByText(shell.say('run.image.missing')).waitFor();
  });

  it('parity I04 removes an image that is in use only by force, and says what uses it', async () => {
    const { shell } = await Images.open(await window.open());
    await shell.choose('python:3.12-slim', shell.say('remove'));
    const dialog = shell.dialog();
    await dialog
      .getByText(/toolbox/)
      .first()
      .waitFor();
    const remove = dialog.getByRole('button', { name: shell.say('remove'), exact: true });
    await remove.click();
    await expect.poll(() => dialog.getByRole('alert').count()).toBe(1);
    await shell.told('docker rmi python:3.12-slim', 'failed');
    await dialog.getByRole('checkbox', { name: shell.say('image.remove.force') }).check();
    await remove.click();
    await dialog.waitFor({ state: 'detached' });
    await shell.told('docker rmi --force python:3.12-slim');
    await shell.row('python:3.12-slim').waitFor({ state: 'detached' });
  });

  it('parity I03 searches, and runs one from its row', async () => {
    const { shell } = await Images.open(await window.open());
    await shell.page.getByRole('searchbox').fill('NGINX');
    await expect.poll(() => shell.page.locator('[data-index]').count()).toBe(1);
    const label = shell.say('actOn', { action: shell.say('run.submit'), name: 'nginx:1.27-alpine' });
    await shell.button(label).click();
    const form = shell.dialog(shell.say('run.title'));
    expect(await form.getByLabel(shell.say('run.image'), { exact: true }).inputValue()).toBe(
      'nginx:1.27-alpine',
    );
  });
});
