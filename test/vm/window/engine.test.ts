/** The engine's page on the real engine, against what docker says. */
import { afterAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow("the engine's page", ({ home, open }) => {
  const { docker } = home;
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', 'kept', 'ended']);
    await home.tryDocker(['volume', 'rm', 'idle-engine']);
  }, limit(10));

  test('parity E01 E02 E08 versions and processes are the real ones; containers go on over a restart', async () => {
    await docker('run', '-d', '--name', 'kept', image, 'sleep', '600');
    const started = await docker('inspect', '-f', '{{.State.StartedAt}}', 'kept');
    const shell = await open();
    await shell.go('engine');
    const facts = shell.page.getByRole('region', { name: shell.say('engine.facts') });
    await facts.waitFor();
    const version = await docker('version', '--format', '{{.Server.Version}} {{.Server.KernelVersion}}');
    for (const one of version.split(' ')) await facts.getByText(one).first().waitFor();
    const driver = await docker('info', '--format', '{{.Driver}} v{{.CgroupVersion}}');
    for (const one of driver.split(' ')) await facts.getByText(one, { exact: true }).first().waitFor();
    await facts.getByText('runc', { exact: true }).waitFor();

    const parts = shell.page.getByRole('region', { name: shell.say('engine.parts') });
    await parts.getByText(shell.say('engine.parts.shim', { name: 'kept' })).waitFor();
    const pid = await docker('inspect', '-f', '{{.State.Pid}}', 'kept');
    await parts.getByText(shell.say('engine.pid', { pid }), { exact: true }).waitFor();
    const daemon = () => parts.locator('li', { hasText: 'dockerd' }).last().locator('.parts__pid').first();
    const before = await daemon().textContent();

    await shell.button(shell.say('engine.restart')).click();
    await expect.poll(() => daemon().textContent(), { timeout: limit(20) }).not.toBe(before);
    await expect
      .poll(() => shell.button(shell.say('engine.restart')).isEnabled(), { timeout: limit(20) })
      .toBe(true);
    await shell.told('moorage engine restart');
    expect(await docker('inspect', '-f', '{{.State.StartedAt}}', 'kept')).toBe(started);

    await shell.button(shell.say('engine.stop')).click();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('engine.stop') })
      .click();
    await shell.page.getByText(shell.say('engine.stopped.text')).waitFor();
    expect((await home.moorage(['engine', 'start'])).code).toBe(0);
    await shell.button(shell.say('engine.stop')).waitFor();
    expect(await docker('inspect', '-f', '{{.State.StartedAt}}', 'kept')).toBe(started);
  });

  test('parity E06 what happens is told at once, and can be filtered', async () => {
    const shell = await open();
    await shell.go('engine');
    await shell.page.getByRole('tab', { name: shell.say('engine.activity') }).click();
    await docker('volume', 'create', 'idle-engine');
    await shell.row('idle-engine').getByText('volume create').waitFor();
    await shell.page.getByLabel(shell.say('activity.type')).selectOption('container');
    await shell.row('idle-engine').waitFor({ state: 'detached' });
  });

  test('parity E07 a prune takes what its preview says, as docker does', async () => {
    await docker('run', '--name', 'ended', image, 'true');
    const shell = await open();
    await shell.go('engine');
    await shell.page.getByRole('tab', { name: shell.say('engine.disk') }).click();
    const kind = shell.say('disk.kind.containers');
    await shell.button(shell.say('disk.prune', { kind })).click();
    await shell.dialog().getByText('ended', { exact: true }).waitFor();
    expect(await shell.dialog().getByText('kept', { exact: true }).count()).toBe(0);
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('disk.prune.do'), exact: true })
      .click();
    await shell.told('docker container prune --force');
    expect(await docker('ps', '--all', '--format', '{{.Names}}')).not.toContain('ended');

    await docker('run', '--name', 'ended', image, 'true');
    const choice = { what: 'containers', all: false, volumes: false } as const;
    await docker(...dockerArgs({ kind: 'engine.prune', choice }));
    expect(await docker('ps', '--all', '--format', '{{.Names}}')).not.toContain('ended');
  });
});
