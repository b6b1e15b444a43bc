/** Images and an image's page in the window, on the real VM. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { ImagePage } from '../../window/pages/image.ts';
import { Images } from '../../window/pages/images.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('images in the window on the real VM', ({ home, open }) => {
  const { docker, tryDocker } = home;
  const name = 'layered:1';
  let folder = '';

  /** A layer by a container, since that needs no builder. */
  const layer = async (from: string, script: string, to: string) => {
    await docker('run', '--name', 'layering', from, 'sh', '-c', script);
    await docker('commit', '--change', 'ENV COLOUR=blue', '--change', 'LABEL team=sea', 'layering', to);
    await docker('rm', 'layering');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorage-images-'));
    await layer(image, 'mkdir /data && head -c 3000 /dev/zero > /data/one && echo 2 > /data/two', 'lower:1');
    await layer('lower:1', 'head -c 1000 /dev/zero > /data/one && rm /data/two && echo 3 > /three', name);
  }, limit(60));
  afterAll(async () => {
    await tryDocker(['rm', '--force', 'user-of-lower', 'layering']);
    await tryDocker(['rmi', '--force', name, 'lower:1', 'second:2', 'spare:1']);
    await rm(folder, { recursive: true, force: true });
  }, limit(20));

  test('parity I11 shows layers, which are shared, and the files of each', async () => {
    const shell = await open();
    const page = await ImagePage.open(shell, name);
    await shell.page.getByText('COLOUR=blue').waitFor();
    await shell.page.getByText('team=sea').waitFor();
    await shell.page.getByText((await docker('image', 'inspect', '-f', '{{.Id}}', name)).trim()).waitFor();
    await page.tab('layers');
    await page.step(2).waitFor();
    const steps = await docker('history', '--quiet', name);
    expect(await page.step(steps.split('\n').length).count()).toBe(0);
    expect(await page.step(1).innerText()).toContain('lower:1');
    expect(await page.step(2).innerText()).not.toContain('lower:1');
    expect(await page.files(1)).toEqual([
      'added /data 0 B',
      'added /data/one 3.00 kB',
      'added /data/two 2 B',
    ]);
    expect(await page.files(2)).toEqual([
      'removed /data/two 2 B',
      'changed /data/one 1.00 kB',
      'added /three 2 B',
    ]);
    await page.step(2).getByText('3.00 kB of earlier layers hidden').waitFor();
  });

  test('parity I10 I08 gives a name, takes it away, and saves to a file that docker loads', async () => {
    const shell = await open();
    const page = await ImagePage.open(shell, name);
    await shell.page.getByLabel(shell.say('image.tag.new'), { exact: true }).fill('second:2');
    await shell.button(shell.say('image.tag.add')).click();
    await shell.told(`docker tag ${name} second:2`);
    await expect.poll(() => page.tags.count(), { timeout: limit(5) }).toBe(2);
    expect(await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).toContain('second:2');

    await shell.button(shell.say('image.save')).click();
    const path = join(folder, 'both.tar');
    await shell.dialog().getByLabel(shell.say('saveTo.path'), { exact: true }).fill(path);
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('saveTo.submit'), exact: true })
      .click();
    await new Images(shell).finish(shell.dialog());
    const action = {
      kind: 'image.save',
      references: [name, 'second:2'],
      path: join(folder, 'docker.tar'),
    } as const;
    await docker(...dockerArgs(action));
    expect((await stat(path)).size).toBe((await stat(action.path)).size);

    await shell.button(shell.say('image.tag.remove', { name: 'second:2' })).click();
    await shell.told('docker rmi second:2');
    await expect.poll(() => page.tags.count(), { timeout: limit(5) }).toBe(1);
    const loaded = await tryDocker(['load'], { input: await readFile(path), seconds: 20 });
    expect(loaded.text).toContain('second:2');
  });

  test('parity I03 I04 filters, and says which container uses an image', async () => {
    await docker('create', '--name', 'user-of-lower', 'lower:1', 'true');
    const shell = await open();
    await Images.open(shell);
    const filter = shell.page.getByLabel(shell.say('images.filter'), { exact: true });
    await filter.selectOption('used');
    await shell.row('lower:1').waitFor();
    expect(await shell.row(name).count()).toBe(0);
    await filter.selectOption('unused');
    await shell.row(name).waitFor();
    await expect.poll(() => shell.row('lower:1').count(), { timeout: limit(5) }).toBe(0);
    await filter.selectOption('all');
    await shell.choose('lower:1', shell.say('remove'));
    await shell.dialog().getByText('user-of-lower').first().waitFor();
  });

  test('parity I12 shows what a clean-up removes, and removes that', async () => {
    await layer(image, 'echo spare > /spare', 'spare:1');
    const id = await docker('image', 'inspect', '-f', '{{.Id}}', 'spare:1');
    await docker('tag', image, 'spare:1');
    const shell = await open();
    await Images.open(shell);
    await shell.button(shell.say('images.prune')).click();
    const short = id.replace('sha256:', '').slice(0, 12);
    const doomed = shell.dialog().getByRole('listitem').filter({ hasText: short });
    await doomed.waitFor();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('images.prune.submit'), exact: true })
      .click();
    await shell.told('docker image prune --force');
    expect((await tryDocker(['image', 'inspect', id])).code).not.toBe(0);
    expect(await docker('images', '--quiet', name)).not.toBe('');
    const again = await docker(...dockerArgs({ kind: 'image.prune', all: false }));
    expect(again).toContain('0B');
  });
});
