/** A container's page on the real engine: what it tells and changes is what the docker program tells and does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { settingNames } from '../../../renderer/features/containers/change-form.ts';
import { ContainerPage } from '../../window/pages/container.ts';
import { image } from '../shared-vm.ts';
import { limit } from '../pace.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('the page of a container', ({ home, open }) => {
  const { docker, tryDocker } = home;

  beforeAll(async () => {
    const env = ['-e', 'DB_PASSWORD=hunter2', '-e', 'PLAIN=seen'];
    await docker('run', '-d', '--name', 'paged', ...env, '--label', 'a.b=c', image, 'sleep', '600');
    await docker('run', '-d', '--name', 'twin', image, 'sleep', '600');
    await tryDocker(['run', '--name', 'failed', image, 'sh', '-c', 'echo last words; exit 3']);
  }, limit(30));
  afterAll(async () => {
    await tryDocker(['rm', '-f', 'paged', 'renamed', 'twin', 'failed']);
    await tryDocker(['rmi', '-f', 'saved:1', 'saved:2']);
  }, limit(20));

  test(
    'parity C16 C19 a stopped container says why, a running one what it is',
    async () => {
      const shell = await open();
      let page = await ContainerPage.open(shell, 'failed');
      await page.tab('overview');
      const why = shell.page.getByRole('region', { name: shell.say('why.title') });
      await why.getByText(shell.say('why.code', { code: '3' })).waitFor();
      await why.getByText('last words').waitFor();
      expect(await docker('wait', 'failed')).toBe('3');

      page = await ContainerPage.open(shell, 'paged');
      await page.tab('overview');
      const env = shell.page.getByRole('region', { name: shell.say('fact.env') });
      await env.getByText('PLAIN=seen').waitFor();
      expect(await env.innerText()).not.toContain('hunter2');
      await shell.button(shell.say('fact.reveal', { name: 'DB_PASSWORD' })).click();
      await env.getByText('DB_PASSWORD=hunter2').waitFor();
      const format = '{{json .Config.Labels}}';
      const told = await docker(...dockerArgs({ kind: 'container.field', name: 'paged', format }));
      expect(JSON.parse(told)).toMatchObject({ 'a.b': 'c' });
      await shell.page
        .getByRole('region', { name: shell.say('fact.labels') })
        .getByText('a.b=c')
        .waitFor();
    },
    limit(30),
  );

  test(
    'parity C17 shows its processes',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'paged');
      await page.tab('processes');
      await shell.page.getByRole('cell', { name: 'sleep 600' }).waitFor();
      expect(await docker(...dockerArgs({ kind: 'container.top', name: 'paged' }))).toContain('sleep 600');
    },
    limit(30),
  );

  test(
    'parity C05 C07 C22 I05 changes a running container and saves it',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'paged');
      await page.tab('overview');
      await shell.button(shell.say('limits.change')).click();
      const limits = shell.dialog();
      const settings = {
        restart: 'on-failure:3',
        memory: '64m',
        memorySwap: '128m',
        cpus: '0.5',
        cpuShares: '512',
        pidsLimit: '50',
      };
      for (const name of settingNames) {
        const label = shell.say(`limits.${name}`);
        await limits.getByRole('textbox', { name: label, exact: true }).fill(settings[name]);
      }
      await limits.getByRole('button', { name: shell.say('limits.submit'), exact: true }).click();
      await limits.waitFor({ state: 'detached' });
      await docker(...dockerArgs({ kind: 'container.update', name: 'twin', settings }));
      const format =
        '{{json .HostConfig.RestartPolicy}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}} {{.HostConfig.PidsLimit}}';
      const byWindow = await docker('inspect', '-f', format, 'paged');
      expect(byWindow).toBe(await docker('inspect', '-f', format, 'twin'));
      expect(byWindow).toContain('67108864 134217728 500000000 512 50');

      await shell.button(shell.say('more', { name: 'paged' })).click();
      await shell.page.getByRole('menuitem', { name: shell.say('commit.menu') }).click();
      const commit = shell.dialog();
      await commit.getByRole('textbox', { name: shell.say('commit.image') }).fill('saved:1');
      await commit.getByRole('textbox', { name: shell.say('commit.message') }).fill('from the window');
      await commit.getByRole('textbox', { name: shell.say('commit.author') }).fill('Ann');
      await commit.getByRole('button', { name: shell.say('commit.submit'), exact: true }).click();
      await commit.waitFor({ state: 'detached' });
      const values = { image: 'saved:2', message: 'from the window', author: 'Ann', pause: true };
      await docker(...dockerArgs({ kind: 'container.commit', name: 'paged', ...values }));
      const of = (name: string) =>
        docker('image', 'inspect', '-f', '{{.Comment}} {{.Author}} {{json .Config.Cmd}}', name);
      expect(await of('saved:1')).toBe(await of('saved:2'));
      expect(await of('saved:1')).toContain('from the window Ann');

      await shell.button(shell.say('more', { name: 'paged' })).click();
      await shell.page.getByRole('menuitem', { name: shell.say('rename.menu') }).click();
      const rename = shell.dialog();
      await rename.getByRole('textbox', { name: shell.say('rename.to') }).fill('twin');
      await rename.getByRole('button', { name: shell.say('rename'), exact: true }).click();
      await rename.getByRole('alert').waitFor();
      await rename.getByRole('textbox', { name: shell.say('rename.to') }).fill('renamed');
      await rename.getByRole('button', { name: shell.say('rename'), exact: true }).click();
      await shell.page.getByRole('heading', { level: 1, name: 'renamed' }).waitFor();
      expect(await docker('ps', '--filter', 'name=renamed', '--format', '{{.Names}}')).toBe('renamed');
      await docker(...dockerArgs({ kind: 'container.rename', name: 'renamed', to: 'paged' }));
      await shell.page.getByRole('heading', { level: 1, name: 'paged' }).waitFor();
    },
    limit(30),
  );

  test(
    'parity C16 the page shows an end at once',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'paged');
      await page.tab('overview');
      await docker('kill', 'paged');
      await shell.page.getByText(shell.say('why.killed')).waitFor();
    },
    limit(30),
  );
});
