/** The files of containers in the window, on the real VM. */
import { afterAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { ContainerPage } from '../../window/pages/container.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('files of a container in the window', ({ home, open }) => {
  const { docker } = home;
  const name = 'with-changes';
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', name]);
  }, limit(5));

  test('parity C18 shows the changed files that docker diff tells', async () => {
    const script = [
      'mkdir /new',
      'echo hello > "/new/a file"',
      'echo more >> /var/www/index.html',
      "trap 'rm /var/www/index.html' USR1",
      'while :; do sleep 1; done',
    ].join('; ');
    await docker('run', '-d', '--name', name, image, 'sh', '-c', script);
    const diff = () => docker(...dockerArgs({ kind: 'container.changes', name }));
    await expect.poll(diff, { timeout: limit(5) }).toContain('index.html');
    const shell = await open();
    const page = await ContainerPage.open(shell, name);
    await page.tab('changes');
    const told = (await diff()).split('\n').toSorted();
    expect(told).toContain('A /new/a file');
    await expect.poll(async () => (await page.changes()).toSorted(), { timeout: limit(5) }).toEqual(told);

    await docker('kill', '--signal', 'USR1', name);
    await expect.poll(diff, { timeout: limit(5) }).toContain('D /var/www/index.html');
    await shell.button(shell.say('changes.again')).click();
    await expect.poll(() => page.changes(), { timeout: limit(5) }).toContain('D /var/www/index.html');
    expect(await shell.foot.locator('code').textContent()).toBe(`docker diff ${name}`);
  });
});
