/** The run form on the real engine: what it makes, and what its printed command makes, are alike. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRun } from '../../../main/contract/parse-run.ts';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { RunDialog } from '../../window/pages/run-dialog.ts';
import { createdFacts } from '../created-facts.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('the run form on the real engine', ({ home, open }) => {
  const { docker, tryDocker } = home;
  beforeAll(async () => {
    await docker('network', 'create', 'aux-net');
    await docker('create', '--name', 'aux-other', '--volume', '/shared', image, 'true');
  }, limit(5));
  afterAll(async () => {
    await tryDocker(['rm', '--force', '--volumes', 'by-form', 'by-command', 'by-paste', 'aux-other']);
    await tryDocker(['network', 'rm', 'aux-net']);
    await tryDocker(['volume', 'rm', 'aux-data']);
  }, limit(10));

  test(
    'parity C01 C02 C03 C04 C05 C06 C07 a filled form and its printed command make the same',
    async () => {
      const shell = await open();
      const form = await RunDialog.open(shell);
      await form.field('run.image').fill(image);
      await form.text('name').fill('by-form');
      await form.field('run.command').fill(`-c 'echo "it is $A"; sleep 1000'`);
      await form.box('interactive').check();
      await form.box('tty').check();
      await form.addPort('127.0.0.1', '80');
      await form.addPort('18200-18209', '81');
      await form.addVariable('A', `it's "here"`);
      await form.addMount('volume', 'aux-data', '/data');
      await form.addMount('from', 'aux-other');
      await form.show('process', 'network', 'limits', 'restart', 'labels');
      await form.text('entrypoint').fill('/bin/sh');
      await form.text('user').fill('1:1');
      await form.text('workdir').fill('/tmp');
      await form.text('network').fill('aux-net');
      await form.text('networkAliases').fill('one\ntwo');
      await form.text('memory').fill('64m');
      await form.text('cpus').fill('0.5');
      await form.text('labels').fill('team=web');
      await form.text('restart').selectOption('on-failure');
      await form.field('run.restart.count').fill('3');
      const command = (await form.command.textContent()) ?? '';
      await form.submit();
      await shell.page.getByRole('heading', { level: 1, name: 'by-form' }).waitFor();
      // With a terminal of its own, one wants to type.
      const terminal = shell.page.getByRole('tab', { name: shell.say('container.tab.terminal') });
      await expect.poll(() => terminal.getAttribute('aria-selected')).toBe('true');

      const options = parseRun(command);
      await docker(...dockerArgs({ kind: 'run', options: { ...options, name: 'by-command' } }));
      expect(await createdFacts(home, 'by-form')).toEqual(await createdFacts(home, 'by-command'));
      expect(await docker('inspect', '-f', '{{.State.Running}}', 'by-form')).toBe('true');
    },
    limit(30),
  );

  test(
    'parity C01 a pasted command fills the form in, and only creates where it says so',
    async () => {
      const shell = await open();
      const form = await RunDialog.open(shell);
      await form.paste('docker create --gpus all x', false);
      await form.dialog.getByText('--gpus').last().waitFor();
      await form
        .field('run.paste.label')
        .fill(`sudo docker create --name by-paste \\\n  --rm -l a=b ${image} true`);
      await form.dialog.getByRole('button', { name: shell.say('run.paste.read') }).click();
      await expect
        .poll(() => form.command.textContent())
        .toBe(`docker create --rm --name by-paste --label a=b ${image} true`);
      await form.submit();
      await shell.page.getByRole('heading', { level: 1, name: 'by-paste' }).waitFor();
      expect(await docker('inspect', '-f', '{{.State.Status}} {{.HostConfig.AutoRemove}}', 'by-paste')).toBe(
        'created true',
      );
    },
    limit(30),
  );
});
