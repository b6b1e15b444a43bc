/** Compose projects: made by the real docker compose outside, and by the window; each sees at once what the other does. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs, dockerCommand } from '../../../main/contract/docker-command.ts';
import { ComposeDialog, ProjectPage } from '../../window/pages/compose.ts';
import { Containers } from '../../window/pages/containers.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

/** Two services that write a line and then wait; they end at once when they are asked to. */
const content = `services:
  web:
    image: ${image}
    init: true
    command: [sh, -c, "echo web is here; sleep 600"]
    volumes: [data:/data]
  db:
    image: ${image}
    init: true
    command: [sh, -c, "echo db is here >&2; sleep 600"]
volumes:
  data: {}
`;

await describeVmWindow('compose on the real engine', ({ home, open }) => {
  const { docker } = home;
  let folder: string;
  let file: string;
  const project = 'heap';
  const of = `label=com.docker.compose.project=${project}`;
  /** Names and states of its containers, by docker. */
  const states = async () =>
    (await docker('ps', '--all', '--filter', of, '--format', '{{.Names}} {{.State}}'))
      .split('\n')
      .filter(Boolean)
      .toSorted();
  const volumes = () => docker('volume', 'ls', '--quiet', '--filter', of);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mco-'));
    file = join(folder, 'compose.yaml');
    await writeFile(file, content);
  });
  afterAll(async () => {
    await home.tryDocker(['compose', '--project-name', project, 'down', '--volumes'], { seconds: 30 });
    await rm(folder, { recursive: true, force: true });
  }, limit(30));

  test(
    'parity M09 what docker compose does outside shows as a group, and the window does the same to it',
    async () => {
      const shell = await open();
      const list = await Containers.open(shell);
      await home.tryDocker(
        [...dockerArgs({ kind: 'compose.up', files: [file], project })],
        // Compose waits for what it starts.
        { seconds: 30 },
      );
      await list.is('heap-web-1', 'running');
      await list.is('heap-db-1', 'running');
      await shell.page.getByText(shell.say('group.runs', { up: '2', all: '2' })).waitFor();

      const page = await ProjectPage.open(shell, project);
      await list.row('heap-db-1').getByText('db', { exact: true }).first().waitFor();
      await shell.button(shell.say('container.stop')).click();
      await shell.told('docker compose -p heap stop');
      expect(await states()).toEqual(['heap-db-1 exited', 'heap-web-1 exited']);
      await docker(...dockerArgs({ kind: 'compose', action: 'start', project }));
      await shell.page.getByText(shell.say('group.runs', { up: '2', all: '2' })).waitFor();

      await page.tab('logs');
      for (const service of ['web', 'db']) {
        const line = page.log
          .locator('.log__line')
          .filter({ hasText: `${service} is here` })
          .first();
        await line.getByText(`heap-${service}-1`, { exact: true }).waitFor();
      }
      const logged = await docker(
        ...dockerArgs({ kind: 'compose.logs', project }).filter((word) => word !== '--follow'),
      );
      expect(await page.log.locator('.log__line').count()).toBe(logged.split('\n').length);

      await page.show(file);
      expect(await page.file(file).innerText()).toBe(content);
    },
    limit(60),
  );

  test(
    'parity M09 a project goes down and comes up from its file by the window',
    async () => {
      const shell = await open();
      let dialog = await ComposeDialog.open(shell);
      await dialog.choose('down');
      await dialog.files.fill(file);
      await dialog.project.fill(project);
      await dialog.box.getByLabel(shell.say('compose.volumes')).check();
      const down = dockerCommand({ kind: 'compose.down', files: [file], project, volumes: true });
      expect(down).toBe(`docker compose --file ${file} --project-name heap down --volumes`);
      expect(await dialog.command.innerText()).toBe(down);
      await dialog.submit('down');
      await dialog.isDone();
      await shell.told(down);
      expect(await dialog.output.innerText()).toMatch(/heap-web-1.*Removed/);
      expect([await states(), await volumes()]).toEqual([[], '']);
      await dialog.close();

      dialog = await ComposeDialog.open(shell);
      await dialog.files.fill(file);
      await dialog.project.fill(project);
      const up = dockerCommand({ kind: 'compose.up', files: [file], project });
      expect(up).toBe(`docker compose --file ${file} --project-name heap up --detach`);
      expect(await dialog.command.innerText()).toBe(up);
      await dialog.submit('up');
      await dialog.isDone();
      expect(await states()).toEqual(['heap-db-1 running', 'heap-web-1 running']);
      expect(await volumes()).toBe('heap_data');
      await dialog.close();
      // The program finds nothing to do: the window made what it would have made.
      const again = await home.tryDocker(dockerArgs({ kind: 'compose.up', files: [file], project }), {
        seconds: 30,
      });
      expect(again.stderr).not.toMatch(/Creat|Recreat|Started/);

      const page = await ProjectPage.open(shell, project);
      await shell.choose(project, shell.say('remove'));
      await shell
        .dialog(shell.say('group.remove.title', { name: page.project }))
        .getByRole('button', { name: shell.say('remove'), exact: true })
        .click();
      await new Containers(shell).link('heap-web-1').waitFor({ state: 'detached' });
      await expect.poll(states).toEqual([]);
    },
    limit(60),
  );

  test('parity M09 a file that compose refuses is told with its own words', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, 'services:\n  web:\n    imagine: none\n');
    const shell = await open();
    const dialog = await ComposeDialog.open(shell);
    await dialog.files.fill(broken);
    await dialog.submit('up');
    await dialog.box.getByRole('alert').getByText('imagine').waitFor();
    await dialog.files.fill(join(folder, 'none.yaml'));
    await dialog.submit('up');
    await dialog.box.getByRole('alert').getByText('none.yaml').waitFor();
  });
});
