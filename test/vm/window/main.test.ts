/** The main way through the window, on the real VM: from an archive on this computer to a page in its browser. */
import { afterAll, expect, test } from 'vitest';
import { busyboxArchive } from '../../fixtures/images.ts';
import { ContainerPage } from '../../window/pages/container.ts';
import { Containers } from '../../window/pages/containers.ts';
import { Images } from '../../window/pages/images.ts';
import { RunDialog } from '../../window/pages/run-dialog.ts';
import { testBusybox } from '../busybox.ts';
import { freePort, isOpen, page as served } from '../http.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('the window on the real VM', ({ home, open }) => {
  const { docker } = home;
  afterAll(async () => {
    await home.tryDocker(['rmi', '--force', 'from-window:1']);
  }, limit(5));

  test('parity I06 C01 C03 C09 C10 C12 C14 M04 import, run, fetch, read, type, stop and remove', async () => {
    const shell = await open();
    const images = await Images.open(shell);
    const content = await busyboxArchive(await testBusybox());
    const dialog = await images.send('import', { name: 'busybox.tar', content }, 'from-window:1');
    await images.finish(dialog);
    await shell.row('from-window:1').waitFor();
    expect(await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).toContain('from-window:1');

    const port = await freePort();
    const form = await RunDialog.open(shell);
    await form.field('run.image').fill('from-window:1');
    await form.field('run.name').fill('by-window');
    await form.field('run.command').fill(`sh -c 'echo serving now; exec httpd -f -h /var/www'`);
    await form.addPort(String(port), '80');
    await form.submit();
    await shell.page.getByRole('heading', { level: 1, name: 'by-window' }).waitFor();
    expect(await served(port)).toBe('hello from the container\n');
    expect(await docker('inspect', '-f', '{{.State.Running}}', 'by-window')).toBe('true');
    expect(await docker('port', 'by-window')).toContain(`:${port}`);
    await shell.page
      .getByRole('link', { name: String(port) })
      .first()
      .waitFor();

    const page = new ContainerPage(shell);
    await page.log.getByText('serving now').waitFor();
    expect(await docker('logs', 'by-window')).toContain('serving now');

    await page.tab('terminal');
    await page.keyboardIsInTerminal();
    await expect.poll(() => page.screen(), { timeout: limit(5) }).toMatch(/[#$]/);
    await shell.page.keyboard.type('echo typed > /tmp/here && cat /var/www/index.html\n');
    await expect.poll(() => page.screen(), { timeout: limit(5) }).toContain('hello from the container');
    expect(await docker('exec', 'by-window', 'cat', '/tmp/here')).toBe('typed');

    const list = await Containers.open(shell);
    await list.press('by-window', 'container.stop');
    await list.is('by-window', 'exited');
    expect(await docker('inspect', '-f', '{{.State.Running}}', 'by-window')).toBe('false');
    await eventually(`port ${port} closed`, async () => ((await isOpen(port)) ? undefined : true));
    await list.choose('by-window', 'remove');
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('remove'), exact: true })
      .click();
    await list.link('by-window').waitFor({ state: 'detached' });
    expect(await docker('ps', '--all', '--quiet', '--filter', 'name=by-window')).toBe('');
  });

  test('parity C08 what docker does in a terminal shows up in the window by itself', async () => {
    const shell = await open();
    const list = await Containers.open(shell);
    await docker('run', '-d', '--name', 'by-docker', image, 'sleep', '600');
    await list.is('by-docker', 'running');
    await docker('pause', 'by-docker');
    await list.is('by-docker', 'paused');
    await docker('rm', '-f', 'by-docker');
    await list.link('by-docker').waitFor({ state: 'detached' });
  });
});
