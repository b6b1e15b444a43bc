/** Several containers at once and groups of them, against the real engine and the real programs. */
import { afterAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { Containers } from '../../window/pages/containers.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('lists on the real engine', ({ home, open }) => {
  const { docker } = home;
  const names = ['many-a', 'many-b', 'many-c'];
  const project = 'com.docker.compose.project';
  const running = async (filter: string) =>
    (await docker('ps', '--filter', filter, '--format', '{{.Names}}')).split('\n').filter(Boolean).toSorted();
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', ...names, 'heap-web-1', 'heap-db-1']);
  }, limit(10));

  test('parity C08 C10 C14 several containers are stopped, started and removed with one command', async () => {
    await Promise.all(
      names.map((name) => docker('run', '-d', '--init', '--name', name, image, 'sleep', '600')),
    );
    const shell = await open();
    const list = await Containers.open(shell);
    await list.search.fill('many-');
    for (const name of names) await list.box(name).check();
    await shell.button(shell.say('container.stop')).click();
    await shell.told(`docker stop ${names.join(' ')}`);
    expect(await running('name=many-')).toEqual([]);
    await docker(...dockerArgs({ kind: 'container', action: 'start', names }));
    await list.is('many-c', 'running');
    await shell.button(shell.say('remove')).click();
    const dialog = shell.dialog(shell.say('list.remove.title', { n: '3' }));
    await dialog.getByText(`docker rm --force ${names.join(' ')}`).waitFor();
    await dialog.getByRole('button', { name: shell.say('remove'), exact: true }).click();
    await list.link('many-a').waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });
    expect(await docker('ps', '--all', '--quiet', '--filter', 'name=many-')).toBe('');
  });

  test('parity M09 a project shows up as a group, and is stopped and started as compose does it', async () => {
    const shell = await open();
    const list = await Containers.open(shell);
    for (const service of ['web', 'db']) {
      const labels = {
        [project]: 'heap',
        'com.docker.compose.service': service,
        'com.docker.compose.container-number': '1',
        'com.docker.compose.oneoff': 'False',
        'com.docker.compose.project.config_files': '/srv/heap/compose.yaml',
      };
      await docker(
        ...['run', '-d', '--init', '--name', `heap-${service}-1`],
        ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
        ...[image, 'sleep', '600'],
      );
    }
    await shell.page.getByText('/srv/heap/compose.yaml').waitFor();
    await list.press('heap', 'container.stop');
    await list.is('heap-web-1', 'exited');
    await shell.told('docker compose -p heap stop');
    expect(await running(`label=${project}=heap`)).toEqual([]);
    await docker(...dockerArgs({ kind: 'compose', action: 'start', project: 'heap' }));
    await list.is('heap-db-1', 'running');
    await docker(...dockerArgs({ kind: 'compose.remove', project: 'heap' }));
    await list.link('heap-web-1').waitFor({ state: 'detached' });
    expect(await docker('ps', '--all', '--quiet', '--filter', `label=${project}=heap`)).toBe('');
  });
});
