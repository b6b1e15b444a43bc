/**
 * What somebody does who has just begun, by the window alone: an image comes in, a container of it is published, changed,
 * saved as an image, pushed to a registry of one's own, and its volume is backed up.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxArchive } from '../../fixtures/images.ts';
import { registryArchive, registryChanges } from '../../fixtures/registry-image.ts';
import { Images } from '../../window/pages/images.ts';
import { Registries } from '../../window/pages/registries.ts';
import { RunDialog } from '../../window/pages/run-dialog.ts';
import { Terminals } from '../../window/pages/terminal.ts';
import { Volumes } from '../../window/pages/volumes.ts';
import { testBusybox } from '../busybox.ts';
import { freePort, page as served } from '../http.ts';
import { limit } from '../pace.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('somebody who has just begun', ({ home, open }) => {
  const { docker, tryDocker } = home;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mjo-'));
    // In the place of Docker Hub, which has the registry's image.
    const changes = registryChanges.flatMap((change) => ['--change', change]);
    const input = await registryArchive({ signIn: false });
    const imported = await tryDocker(['import', ...changes, '-', 'registry-journey'], { input, seconds: 20 });
    expect(imported.code, imported.stderr).toBe(0);
  }, limit(20));
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await tryDocker(['rm', '-f', '-v', 'site', 'registry']);
    await tryDocker(['volume', 'rm', '-f', 'site-data', 'registry']);
    await tryDocker(['rmi', '-f', 'journey:1', 'site:2', 'localhost:5015/site:2', 'registry-journey']);
  }, limit(20));

  test(
    'gets from an archive to a published, edited, saved, pushed and backed-up container',
    async () => {
      const shell = await open();
      const images = await Images.open(shell);
      const archive = { name: 'busybox.tar', content: await busyboxArchive(await testBusybox()) };
      await images.finish(await images.send('import', archive, 'journey:1'));

      const port = await freePort();
      const form = await RunDialog.open(shell);
      await form.field('run.image').fill('journey:1');
      await form.field('run.name').fill('site');
      await form.field('run.command').fill('httpd -f -h /var/www');
      await form.addPort(String(port), '80');
      await form.addMount('volume', 'site-data', '/data');
      await form.submit();
      await shell.page.getByRole('heading', { level: 1, name: 'site' }).waitFor();
      expect(await served(port)).toBe('hello from the container\n');

      const terminals = await Terminals.open(shell, 'site');
      await terminals.shows('/ #', limit(5));
      await terminals.type(
        'echo edited > /var/www/index.html; cp /var/www/index.html /data/; echo "wro"te\n',
      );
      await terminals.shows('wrote', limit(5));
      expect(await served(port)).toBe('edited\n');

      await shell.button(shell.say('more', { name: 'site' })).click();
      await shell.page.getByRole('menuitem', { name: shell.say('commit.menu') }).click();
      await shell
        .dialog()
        .getByRole('textbox', { name: shell.say('commit.image') })
        .fill('site:2');
      await shell
        .dialog()
        .getByRole('button', { name: shell.say('commit.submit'), exact: true })
        .click();
      await shell.dialog().waitFor({ state: 'detached' });

      const registries = await Registries.open(shell);
      await registries.dialog('registry.own');
      await registries.field('column.image').fill('registry-journey');
      await registries.field('registry.own.port').fill('5015');
      await registries.submit('registry.own.submit');
      await registries.finish();
      await eventually('the registry answers', async () =>
        (await tryDocker(['pull', 'localhost:5015/none'])).stderr.includes('refused') ? undefined : true,
      );
      await shell.choose('localhost:5015', shell.say('registry.push'));
      await registries.field('column.image').selectOption('site:2');
      await registries.field('registry.push.target').fill('localhost:5015/site:2');
      await registries.submit('registry.push');
      await registries.finish();
      await docker('rmi', 'localhost:5015/site:2', 'site:2');
      await docker('pull', 'localhost:5015/site:2');
      expect(await docker('run', '--rm', 'localhost:5015/site:2', 'cat', '/var/www/index.html')).toBe(
        'edited',
      );

      const volumes = await Volumes.open(shell);
      await volumes.backUp('site-data', join(folder, 'site.tar'));
      expect((await readFile(join(folder, 'site.tar'))).includes('edited\n')).toBe(true);
    },
    limit(90),
  );
});
