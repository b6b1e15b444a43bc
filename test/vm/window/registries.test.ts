/** Registries through the window on the real VM: a private one that wants to know who asks, and one of one's own. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { registryArchive, registryChanges, registryUser } from '../../fixtures/registry-image.ts';
import { Builds } from '../../window/pages/builds.ts';
import { Registries } from '../../window/pages/registries.ts';
import type { Shell } from '../../window/pages/shell.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

/** Ports of the VM, which its engine trusts without TLS. */
const [closed, own, index] = ['127.0.0.1:5011', 5012, '127.0.0.1:5013'] as const;

await describeVmWindow('registries in the window on the real VM', ({ home, open }) => {
  const { docker, tryDocker } = home;
  const { username, password } = registryUser;
  const secrets = home.paths.registrySecrets;

  beforeAll(async () => {
    for (const [name, signIn] of [
      ['registry-open', false],
      ['registry-closed', true],
    ] as const) {
      const changes = registryChanges.flatMap((change) => ['--change', change]);
      const input = await registryArchive({ signIn });
      const imported = await tryDocker(['import', ...changes, '-', name], { input, seconds: 20 });
      expect(imported.code, imported.stderr).toBe(0);
    }
    await docker('run', '-d', '--name', 'closed', '-p', `${closed}:5000`, 'registry-closed');
  }, limit(60));
  afterAll(async () => {
    await tryDocker(['rm', '-f', '-v', 'closed', 'registry', 'index']);
    await tryDocker(['volume', 'rm', 'registry']);
    await tryDocker(['rmi', '-f', 'registry-open', 'registry-closed', `${closed}/team/tool:v1`]);
  }, limit(20));

  /** Builds on an image that only who has signed in may have. */
  const buildsFrom = async (shell: Shell, reference: string, builder: 'buildkit' | 'classic') => {
    const folder = await mkdtemp(join(tmpdir(), 'mvr-'));
    try {
      await writeFile(join(folder, 'Dockerfile'), `FROM ${reference}\nLABEL made.by=${builder}\n`);
      await docker('rmi', '--force', reference);
      const builds = await Builds.open(shell);
      await builds.form({ folder, tags: 'on-private', builder });
      await builds.build();
      await builds.outcome('done');
      expect(await docker('image', 'inspect', '-f', '{{index .Config.Labels "made.by"}}', 'on-private')).toBe(
        builder,
      );
      await docker('rmi', '--force', 'on-private');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  test('parity R01 R02 I09 signs in, pushes, looks into the registry, deletes, signs out', async () => {
    const shell = await open();
    const page = await Registries.open(shell);
    await page.dialog('registry.add');
    await page.field('registry.host').fill(closed);
    await page.field('registry.username').fill(username);
    await page.field('registry.password').fill('wrong word');
    await eventually('the registry asks who it is', async () =>
      (await tryDocker(['login', '-u', username, '-p', 'no', closed])).stderr.includes('401')
        ? true
        : undefined,
    );
    await page.submit('registry.signIn');
    await shell.dialog().locator('[data-code="registry.signInRefused"]').waitFor();
    await page.field('registry.password').fill(password);
    await page.submit('registry.signIn');
    await shell.row(closed).getByText(username, { exact: true }).waitFor();
    await shell.told(`docker login --username ${username} --password-stdin ${closed}`);

    // The same command with the real program is taken, too: the registry knows this user by this word.
    const login = dockerArgs({ kind: 'registry.signIn', host: closed, username });
    expect((await tryDocker(login, { input: password })).text).toContain('Login Succeeded');
    await docker(...dockerArgs({ kind: 'registry.signOut', host: closed }));

    // Kept for this user alone where there is no key store, and never in a log.
    expect((await stat(secrets)).mode & 0o777).toBe(0o600);
    expect(await readFile(secrets, 'utf8')).toContain(password);
    const log = await readFile(home.paths.appLog, 'utf8');
    expect(log).not.toContain(password);
    expect(log).not.toContain('wrong word');

    await shell.choose(closed, shell.say('registry.push'));
    await page.field('column.image').selectOption(`${image}:latest`);
    await page.field('registry.push.target').fill(`${closed}/team/tool:v1`);
    await page.submit('registry.push');
    await page.finish();
    await shell.told(`docker push ${closed}/team/tool:v1`);

    await page.look(closed);
    await shell.page.getByRole('link', { name: 'team/tool', exact: true }).click();
    const row = shell.row('v1');
    await row.getByText('linux/', { exact: false }).waitFor();
    const digest = await docker(
      'image',
      'inspect',
      '-f',
      '{{index .RepoDigests 0}}',
      `${closed}/team/tool:v1`,
    );
    await row.getByText(digest.replace(/^.*sha256:/, '').slice(0, 12)).waitFor();

    // Pulled as this user; docker itself, which nobody has signed in, is refused.
    await docker('rmi', `${closed}/team/tool:v1`);
    expect((await tryDocker(['pull', `${closed}/team/tool:v1`])).stderr).toMatch(
      /no basic auth|unauthorized/,
    );
    const reference = `${closed}/team/tool:v1`;
    await row
      .getByRole('button', {
        name: shell.say('actOn', { action: shell.say('pull.submit'), name: reference }),
      })
      .click();
    await shell.told(`docker pull ${reference}`);
    expect(await docker('images', '-q', reference)).not.toBe('');

    await row
      .getByRole('button', {
        name: shell.say('actOn', { action: shell.say('registry.delete'), name: reference }),
      })
      .click();
    await page.submit('registry.delete');
    await shell.dialog().locator('[data-code="registry.noDelete"]').waitFor();
    await shell.page.keyboard.press('Escape');

    for (const builder of ['buildkit', 'classic'] as const) await buildsFrom(shell, reference, builder);

    await Registries.open(shell);
    await shell.choose(closed, shell.say('registry.signOut'));
    await shell.told(`docker logout ${closed}`);
    await shell.row(closed).getByText(shell.say('registry.anybody')).waitFor();
    expect(await readFile(secrets, 'utf8')).not.toContain(password);
    await shell.choose(closed, shell.say('registry.push'));
    await page.field('column.image').selectOption(`${image}:latest`);
    await page.submit('registry.push');
    await shell.dialog().locator('[data-code="registry.denied"]').waitFor();
    await shell.page.keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await docker('rmi', `${closed}/${image}:latest`);
    await page.look(closed);
    await shell.page.locator('[data-code="registry.signInNeeded"]').waitFor();
  });

  test('parity R01 what docker login has kept works in the window, and stays as it is', async () => {
    const file = join(home.facts.dockerConfig, 'config.json');
    const before = await readFile(file, 'utf8').catch(() => '{}');
    try {
      await tryDocker(dockerArgs({ kind: 'registry.signIn', host: closed, username }), { input: password });
      const kept = await readFile(file, 'utf8');
      const shell = await open();
      const page = await Registries.open(shell);
      const row = shell.row(closed);
      await row.getByText(username, { exact: true }).waitFor();
      await row.getByText(shell.say('registry.place.docker')).waitFor();
      await page.look(closed);
      await shell.page
        .getByRole('table')
        .or(shell.page.getByText(shell.say('registry.none')))
        .first()
        .waitFor();
      expect(await readFile(file, 'utf8')).toBe(kept);
    } finally {
      await writeFile(file, before);
    }
  });

  test('parity R02 starts a registry of its own with one click, and deletes a tag in it', async () => {
    const shell = await open();
    const page = await Registries.open(shell);
    await page.dialog('registry.own');
    await page.field('column.image').fill('registry-open');
    await page.field('registry.own.port').fill(String(own));
    await page.submit('registry.own.submit');
    await page.finish();
    const wish = { kind: 'registry.run', image: 'registry-open', port: own } as const;
    const facts =
      '{{.Config.Image}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Binds}} {{.HostConfig.PortBindings}}';
    const byWindow = await docker('inspect', '-f', facts, 'registry');

    await shell.row(`localhost:${own}`).waitFor();
    const target = `localhost:${own}/tool:v1`;
    await docker(...dockerArgs({ kind: 'registry.tag', image, target }));
    await eventually('the registry takes a push', async () =>
      (await tryDocker(dockerArgs({ kind: 'registry.push', target }))).code === 0 ? true : undefined,
    );
    await docker('rmi', target);
    await page.look(`localhost:${own}`);
    await shell.page.getByRole('link', { name: 'tool', exact: true }).click();
    await shell.row('v1').getByText('linux/', { exact: false }).waitFor();
    await shell.row('v1').getByRole('button').last().click();
    await page.submit('registry.delete');
    await shell.row('v1').waitFor({ state: 'detached' });
    expect((await tryDocker(['pull', target])).stderr).toMatch(/not found|unknown/);

    // The command that was shown makes the same container.
    await docker('rm', '-f', 'registry');
    await docker(...dockerArgs(wish));
    expect(await docker('inspect', '-f', facts, 'registry')).toBe(byWindow);
  });

  test('parity I01 I02 searches, with stars and the official mark, and says why a pull fails', async () => {
    const found = { name: 'team/tool', description: 'A tool', star_count: 7, is_official: true };
    const answer = JSON.stringify({ num_results: 1, query: 'tool', results: [found] });
    const script = `mkdir -p /w/v1; echo '{}' > /w/v1/_ping; echo '${answer}' > /w/v1/search; exec httpd -f -h /w`;
    await docker('run', '-d', '--name', 'index', '-p', `${index}:80`, image, 'sh', '-c', script);
    const term = `${index}/tool`;
    const command = dockerArgs({ kind: 'registry.search', term, limit: 25 });
    const byDocker = await eventually('the index answers', async () => {
      const outcome = await tryDocker(command);
      return outcome.code === 0 ? outcome.text : undefined;
    });
    expect(byDocker).toMatch(/team\/tool\s+A tool\s+7\s+\[OK\]/);
    const shell = await open();
    const page = await Registries.open(shell);
    const dialog = await page.dialog('registry.search');
    await page.field('registry.search.term').fill(term);
    await page.submit('search');
    const one = dialog.getByRole('listitem').filter({ hasText: 'team/tool' });
    await one.getByText('A tool').waitFor();
    await one.getByText(shell.say('registry.search.official')).waitFor();
    await one.getByText('7', { exact: true }).waitFor();
    await shell.told(`docker ${command.join(' ')}`);
    await one.getByRole('button').click();
    // There is no network to pull from: it says so.
    await dialog.getByRole('alert').waitFor();
  });
});
