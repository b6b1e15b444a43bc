/** Removals that can be undone, in the window and as docker sees them, on the real engine. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HistoryPage } from '../../window/pages/history.ts';
import type { Shell } from '../../window/pages/shell.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('removals that can be undone', ({ home, open }) => {
  const { docker, moorage } = home;
  const asideTag = 'moorage-removed';
  const minutes = (value: string) => moorage(['config', 'set', 'undoMinutes', value]);
  const state = (name: string) =>
    docker('inspect', '--format', '{{.State.Running}} {{.HostConfig.RestartPolicy.Name}}', name);
  const images = () => docker('images', '--format', '{{.Repository}}:{{.Tag}}');
  const undo = async (shell: Shell, name: string) => {
    await shell.page.getByText(shell.say('undo.one', { name })).waitFor({ timeout: limit(20) });
    // Beside the word stand its keys; other buttons name things that are called undo-….
    await shell.page.getByRole('button', { name: new RegExp(`^${shell.say('undo')}(?: |$)`) }).click();
  };
  const removeButton = (shell: Shell, name: string) =>
    shell.button(shell.say('actOn', { action: shell.say('remove'), name }));

  beforeAll(async () => {
    await minutes('10');
    await docker(
      'run',
      '--detach',
      '--stop-timeout',
      '0',
      '--restart',
      'always',
      '--name',
      'undo-runs',
      image,
      'sleep',
      '9999',
    );
    await docker('create', '--name', 'undo-stopped', image, 'true');
    await docker('tag', image, 'undo/app:v1');
    await docker('volume', 'create', 'undo-data');
    await docker('network', 'create', 'undo-net');
  }, limit(20));
  afterAll(async () => {
    await minutes('0');
    await home.tryDocker(['rm', '--force', 'undo-runs', 'undo-stopped']);
    await home.tryDocker(['rmi', 'undo/app:v1']);
    await home.tryDocker(['volume', 'rm', '--force', 'undo-data']);
    await home.tryDocker(['network', 'rm', 'undo-net']);
  }, limit(20));

  test(
    'parity C14 a container that runs is stopped and has another name, and comes back running',
    async () => {
      const shell = await open();
      await shell.go('containers');
      await shell.choose('undo-runs', shell.say('remove'));
      await shell.told('docker rm --force undo-runs');
      await expect.poll(() => shell.row('undo-runs').count()).toBe(0);
      const aside = await docker('ps', '--all', '--format', '{{.Names}}', '--filter', 'name=undo-runs');
      expect(aside).toMatch(/^undo-runs-removed-[0-9a-f]{6}$/);
      expect(await state(aside)).toBe('false no');
      await undo(shell, 'undo-runs');
      await shell.row('undo-runs').waitFor({ timeout: limit(10) });
      expect(await state('undo-runs')).toBe('true always');
    },
    limit(40),
  );

  test(
    'parity C14 a stopped container, an image’s name, a volume and a network come back as they were',
    async () => {
      const before = await images();
      const shell = await open();
      await shell.go('containers');
      await shell.choose('undo-stopped', shell.say('remove'));
      await undo(shell, 'undo-stopped');
      await shell.row('undo-stopped').waitFor();
      expect(await state('undo-stopped')).toBe('false no');

      await shell.go('volumes');
      await removeButton(shell, 'undo-data').click();
      await undo(shell, 'undo-data');
      await shell.row('undo-data').waitFor();

      await shell.go('networks');
      await removeButton(shell, 'undo-net').click();
      await undo(shell, 'undo-net');
      await shell.row('undo-net').waitFor();
      // Of an image whose name isn't its only one, the name goes on the image's own page.
      expect(await images()).toBe(before);
    },
    limit(60),
  );

  test(
    'parity C14 what nobody wants back is gone for docker too, once its time is over',
    async () => {
      // Two seconds, so that the test needn't wait.
      await minutes('0.034');
      const shell = await open();
      await shell.go('containers');
      for (const name of ['undo-runs', 'undo-stopped']) {
        await shell.choose(name, shell.say('remove'));
        await expect.poll(() => shell.row(name).count()).toBe(0);
      }
      await shell.go('volumes');
      await removeButton(shell, 'undo-data').click();
      await shell.go('networks');
      await removeButton(shell, 'undo-net').click();
      const left = async () => [
        await docker('ps', '--all', '--quiet', '--filter', 'name=undo-'),
        await docker('volume', 'ls', '--quiet', '--filter', 'name=undo-'),
        await docker('network', 'ls', '--quiet', '--filter', 'name=undo-'),
      ];
      await expect.poll(left, { timeout: limit(20) }).toEqual(['', '', '']);
      expect(await images()).not.toContain(asideTag);
      const history = await HistoryPage.open(shell);
      await expect.poll(() => history.commands()).toContain('docker network rm undo-net');
      await history.tab('removed');
      await shell.page.getByText(shell.say('removed.none'), { exact: true }).waitFor();
    },
    limit(60),
  );
});
