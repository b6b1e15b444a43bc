/** The list of containers against the real engine: what it shows, and what is done with one and with several. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import type { ContainerAction } from '../../../main/contract/engine-model.ts';
import { Containers } from '../../window/pages/containers.ts';
import type { Shell } from '../../window/pages/shell.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('lists on the real engine', ({ home, open }) => {
  const { docker } = home;
  const names = ['many-a', 'many-b', 'many-c'];
  const labels = ['--label', 'com.docker.compose.project=heap', '--label', 'com.docker.compose.service=c'];

  /** What docker says of them: name and state. */
  const states = async () => {
    const told = await docker('ps', '--all', '--filter', 'name=many-', '--format', '{{.Names}} {{.State}}');
    return told.split('\n').filter(Boolean).toSorted();
  };
  const become = (states_: readonly string[]) =>
    expect
      .poll(states, { timeout: limit(10) })
      .toEqual(names.map((name, index) => `${name} ${states_[index]}`));
  /** Names of the list, those of other tests left out. */
  const shown = async (list: Containers) => (await list.names()).filter((name) => name.startsWith('many-'));
  const listed = async (...filter: string[]) =>
    (await docker('ps', ...filter, '--filter', 'name=many-', '--format', '{{.Names}}'))
      .split('\n')
      .toSorted();
  /** Waits until the line at the bottom says that this was done; stopping takes a real engine its time. */
  const told = (shell: Shell, command: string) =>
    expect
      .poll(() => shell.foot.innerText(), { timeout: limit(10) })
      .toMatch(new RegExp(`${shell.say('foot.done')}\\s+${command}`));

  beforeAll(async () => {
    for (const name of names)
      await docker(
        'run',
        '-d',
        '--init',
        '--name',
        name,
        ...(name === 'many-c' ? labels : []),
        image,
        'sleep',
        '600',
      );
  }, limit(20));
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', ...names]);
  }, limit(10));

  test(
    'parity C08 filters and groups leave what docker ps leaves',
    async () => {
      await docker('kill', 'many-b');
      const list = await Containers.open(await open());
      const { shell } = list;
      await list.is('many-b', 'exited');
      expect((await shown(list)).toSorted()).toEqual(await listed('--all'));
      await list.filter.selectOption('running');
      await expect.poll(async () => (await shown(list)).toSorted()).toEqual(await listed());
      await list.filter.selectOption('stopped');
      await expect.poll(() => shown(list)).toEqual(await listed('--filter', 'status=exited'));
      await list.filter.selectOption('project heap');
      await expect
        .poll(() => shown(list))
        .toEqual(await listed('--all', '--filter', 'label=com.docker.compose.project=heap'));
      await shell.page.getByRole('button', { name: 'heap', exact: true }).waitFor();
      await list.filter.selectOption('all');
      await list.search.fill('many-a');
      await expect.poll(() => list.names()).toEqual(['many-a']);
      await docker('start', 'many-b');
    },
    limit(30),
  );

  test(
    'parity C10 one container is paused, resumed, killed, started and restarted',
    async () => {
      const list = await Containers.open(await open());
      const { shell } = list;
      const at = async () => docker('inspect', '--format', '{{.State.StartedAt}}', 'many-a');
      const steps: readonly (readonly [
        ContainerAction,
        'button' | 'menu',
        'paused' | 'running' | 'exited',
      ])[] = [
        ['pause', 'menu', 'paused'],
        ['unpause', 'button', 'running'],
        ['kill', 'menu', 'exited'],
        ['start', 'button', 'running'],
      ];
      await list.is('many-a', 'running');
      for (const [action, by, state] of steps) {
        if (by === 'button') await list.press('many-a', `container.${action}`);
        else await list.choose('many-a', `container.${action}`);
        await told(shell, `docker ${action} many-a`);
        await become([state, 'running', 'running']);
        await list.is('many-a', state);
      }
      const before = await at();
      await list.press('many-a', 'container.restart');
      await told(shell, 'docker restart many-a');
      expect(await at()).not.toBe(before);
    },
    limit(40),
  );

  test(
    'parity C10 C14 several are chosen by keyboard, stopped, started and removed, as one command does it',
    async () => {
      const list = await Containers.open(await open());
      const { shell } = list;
      const { keyboard } = shell.page;
      await list.search.fill('many-');
      await list.link('many-c').waitFor();
      // The project is a group, and stands first.
      await list.link('many-c').focus();
      await keyboard.press('Space');
      await keyboard.press('Shift+ArrowDown');
      await keyboard.press('Shift+ArrowDown');
      await shell.page.getByText(shell.say('list.chosen', { n: '3' })).waitFor();
      await shell.button(shell.say('container.stop')).focus();
      await keyboard.press('Enter');
      await told(shell, 'docker stop many-[abc] many-[abc] many-[abc]');
      await become(['exited', 'exited', 'exited']);
      // The command that the window shows for the other way does the same as its button.
      await docker(...dockerArgs({ kind: 'container', action: 'start', names }));
      for (const name of names) await list.is(name, 'running');
      await list.link('many-c').focus();
      await keyboard.press('Delete');
      const dialog = shell.dialog(shell.say('list.remove.title', { n: '3' }));
      await dialog.getByText(/docker rm --force many-/).waitFor();
      await dialog.getByRole('button', { name: shell.say('remove'), exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await states()).toEqual([]);
    },
    limit(40),
  );
});
