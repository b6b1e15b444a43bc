/** The engine's configuration through the window on the real engine; each restart costs time, so there are few. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registryArchive, registryChanges } from '../../fixtures/registry-image.ts';
import { ConfigurationPage } from '../../window/pages/configuration.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

/** The mirror is a registry in a container, on a port of the VM that its engine reaches. */
const mirror = '127.0.0.1:5014';
const mirrored = 'mirrored-tool:v1';

await describeVmWindow("the engine's configuration", ({ home, open }) => {
  const { docker, tryDocker } = home;
  const config = (...words: readonly string[]) =>
    home.tryMoorage(['engine', 'config', ...words], { seconds: 40 });
  const containers = async () =>
    await docker('inspect', '-f', '{{.State.Pid}} {{.State.StartedAt}}', 'mirror');

  beforeAll(async () => {
    const changes = registryChanges.flatMap((change) => ['--change', change]);
    const input = await registryArchive({});
    const imported = await tryDocker(['import', ...changes, '-', 'registry-mirror'], { input, seconds: 20 });
    expect(imported.code, imported.stderr).toBe(0);
    await docker('run', '-d', '--name', 'mirror', '-p', `${mirror}:5000`, 'registry-mirror');
    const there = `${mirror}/library/${mirrored}`;
    await docker('tag', image, there);
    await eventually('the registry takes an image', async () =>
      (await tryDocker(['push', there])).code === 0 ? true : undefined,
    );
    await docker('rmi', there);
  }, limit(60));

  // The VM is everybody's: whatever failed, it is left as it was.
  afterAll(async () => {
    if ((await config('get')).text.trim() !== '{}') expect((await config('reset')).code).toBe(0);
    await tryDocker(['rm', '-f', '-v', 'mirror']);
    await tryDocker(['rmi', '-f', 'registry-mirror', mirrored]);
  }, limit(60));

  test('parity E05 R03 a mirror and an insecure registry as a form; containers keep running over the restart', async () => {
    const before = await containers();
    const shell = await open();
    const page = await ConfigurationPage.open(shell);
    await page.add('mirrors', 'mirror.example.com');
    await page.form.getByText(shell.say('config.mirrors.wrong')).waitFor();
    await page.add('mirrors', `http://${mirror}`);
    await page.add('insecure', 'registry.example.com:5000');
    expect(JSON.parse(await page.editor.inputValue())).toEqual({
      'registry-mirrors': [`http://${mirror}`],
      'insecure-registries': ['registry.example.com:5000'],
    });
    await page.apply();
    await page.applied();
    await shell.told('moorage engine config set daemon.json');

    expect(await containers()).toBe(before);
    expect(await docker('info', '-f', '{{.RegistryConfig.Mirrors}}')).toBe(`[http://${mirror}/]`);
    await shell.page.getByRole('tab', { name: shell.say('engine.overview') }).click();
    const facts = shell.page.getByRole('region', { name: shell.say('engine.facts') });
    await facts.getByText(`http://${mirror}/`, { exact: true }).waitFor();
    await facts.getByText('registry.example.com:5000', { exact: false }).waitFor();
    // What Moorage needs is still there.
    await facts.getByText('10.0.2.2/32', { exact: false }).waitFor();

    await docker('pull', mirrored);
    const id = await docker('image', 'inspect', '-f', '{{.RootFS.Layers}}', mirrored);
    expect(id).toBe(await docker('image', 'inspect', '-f', '{{.RootFS.Layers}}', image));
  });

  test('parity E04 what is wrong is shown at its place, and refused before it is applied', async () => {
    const applied = await docker('info', '-f', '{{.ID}} {{.RegistryConfig.Mirrors}}');
    const parts = await home.moorage(['ssh', '--', 'cat', '/run/docker.pid']);
    const shell = await open();
    const page = await ConfigurationPage.open(shell);
    await page.editor.fill('{\n  "dbug": true,\n  "data-root": "/elsewhere"\n}\n');
    await expect.poll(() => page.problems.allTextContents()).toHaveLength(2);
    await page.problems.filter({ hasText: '"data-root"' }).click();
    expect(await shell.page.evaluate('document.activeElement.selectionStart')).toBe(
      '{\n  "dbug": true,\n  '.length,
    );
    expect(await page.button('config.apply').isDisabled()).toBe(true);

    // Only dockerd knows better.
    await page.editor.fill('{ "dns": ["not an address"] }');
    await page.apply();
    await page
      .error('daemonConfig.refused')
      .getByText('invalid IP address: not an address', { exact: false })
      .waitFor();
    expect(await page.editor.inputValue()).toBe('{ "dns": ["not an address"] }');
    const checked = await home.tryMoorage(['engine', 'config', 'check', '-'], { input: '{"dns": ["x"],}' });
    expect(checked.code).toBe(1);
    expect(checked.stderr).toContain('Line 1, column 15');

    expect((await home.moorage(['ssh', '--', 'cat', '/run/docker.pid'])).text).toBe(parts.text);
    expect(await docker('info', '-f', '{{.ID}} {{.RegistryConfig.Mirrors}}')).toBe(applied);
  });

  test('parity E04 the engine rolls back to the last good configuration if it does not come up', async () => {
    const before = await containers();
    const good = await readFile(home.paths.daemonConfig, 'utf8');
    const shell = await open();
    const page = await ConfigurationPage.open(shell);
    // dockerd's own check finds nothing wrong with it.
    const bad = '{ "default-runtime": "not-there" }';
    await page.editor.fill(bad);
    await page.apply();
    const told = page.error('daemonConfig.rolledBack');
    await told.waitFor({ timeout: limit(60) });
    await told.getByText("specified default runtime 'not-there' does not exist", { exact: false }).waitFor();
    expect(await page.editor.inputValue()).toBe(bad);
    expect(await readFile(home.paths.daemonConfig, 'utf8')).toBe(good);
    expect(await docker('info', '-f', '{{.RegistryConfig.Mirrors}}')).toBe(`[http://${mirror}/]`);
    expect(await containers()).toBe(before);

    await page.button('config.discard').click();
    await page.button('config.reset').click();
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('config.reset.do'), exact: true })
      .click();
    await shell.dialog().waitFor({ state: 'detached', timeout: limit(40) });
    await shell.told('moorage engine config reset');
    expect(await docker('info', '-f', '{{.RegistryConfig.Mirrors}}')).toBe('[]');
    expect((await config('get')).text).toBe('{}');
    expect(await containers()).toBe(before);
  });
});
