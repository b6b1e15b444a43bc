/** What the engine says of things, on the real engine: the commands that the tree writes print what it shows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs, dockerCommand } from '../../../main/contract/docker-command.ts';
import { splitWords } from '../../../main/contract/shell-words.ts';
import { ContainerPage } from '../../window/pages/container.ts';
import { ImagePage } from '../../window/pages/image.ts';
import { InspectTree } from '../../window/pages/inspect.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('what the engine says', ({ home, open }) => {
  const { docker, tryDocker } = home;
  const odd = `com.example/it's"odd"{{x}}`;

  beforeAll(async () => {
    const labels = [
      '--label',
      `${odd}=found me`,
      '--label',
      'plain=yes',
      '--label',
      `long=${'x'.repeat(90_000)}`,
    ];
    const more = [
      '-v',
      'looked-at:/data',
      '-e',
      'GREETING=hello there',
      '--expose',
      '80/tcp',
      '--memory',
      '64m',
    ];
    await docker('run', '-d', '--name', 'looked', ...labels, ...more, image, 'sleep', '3000');
  }, limit(20));
  afterAll(async () => {
    await tryDocker(['rm', '-f', 'looked']);
    await tryDocker(['volume', 'rm', 'looked-at']);
  }, limit(20));

  /** What the docker program prints for the command that the window shows. */
  const printed = async (command: string) => {
    const [program, ...args] = splitWords(command) ?? [];
    expect(program).toBe('docker');
    return docker(...args);
  };

  test(
    'parity C19 the commands of the tree print its values',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'looked');
      await page.tab('inspect');
      const tree = new InspectTree(shell);
      for (const [search, shown, format] of [
        ['found me', 'found me', `{{index .Config.Labels "com.example/it's\\"odd\\"{{x}}"}}`],
        ['GREETING', 'GREETING=hello there', '{{index .Config.Env 0}}'],
        ['"/data"', '/data', '{{(index .Mounts 0).Destination}}'],
        ['Memory', String(64 * 2 ** 20), '{{.HostConfig.Memory}}'],
        ['OOMKilled', 'false', '{{.State.OOMKilled}}'],
      ] as const) {
        await tree.searchFor(search);
        await expect.poll(() => tree.value()).toBe(shown);
        const command = await tree.command();
        expect(splitWords(command)).toContain(format);
        expect((await printed(command)).trim()).toBe(shown);
      }
      // Objects, lists and what has no value come as JSON.
      for (const search of ['Mounts', 'ExposedPorts', 'StartedAt', 'Id']) {
        await tree.searchFor(search);
        await expect.poll(() => tree.activeName()).toBe(search);
        const value = await tree.value();
        const told = await printed(await tree.command());
        expect(search === 'Id' ? told.trim() : plain(told)).toEqual(plain(value));
      }
      // A very long value is no burden.
      await tree.searchFor('xxxx');
      expect(await tree.command()).toContain('.Config.Labels.long');
      expect((await tree.value()).length).toBeLessThan(30_000);
    },
    limit(30),
  );

  test(
    'parity C19 an image, too',
    async () => {
      const shell = await open();
      const page = await ImagePage.open(shell, `${image}:latest`);
      await page.tab('inspect');
      const tree = new InspectTree(shell);
      await tree.searchFor('Architecture');
      expect((await printed(await tree.command())).trim()).toBe(await tree.value());
    },
    limit(30),
  );

  test(
    'parity E06 the events of a container, past and present',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'looked');
      await page.tab('events');
      const list = shell.page.getByRole('table', { name: shell.say('container.tab.events') });
      await list.getByText('container create').waitFor();
      await list.getByText('container start').waitFor();
      await docker('rename', 'looked', 'seen');
      await list.getByText('container rename').waitFor();
      await docker('rename', 'seen', 'looked');
      await expect.poll(() => list.getByText('container rename').count(), { timeout: limit(5) }).toBe(2);
      const facts = await docker('inspect', '-f', '{{.Id}} {{.Created}}', 'looked');
      const [id = '', created = ''] = facts.split(' ');
      const look = { kind: 'container.events', id: id.slice(0, 12), since: Date.parse(created) } as const;
      expect(await shell.foot.locator('code').textContent()).toBe(dockerCommand(look));
      const until = String(Math.floor(Date.now() / 1000) + 1);
      const told = await docker(...dockerArgs(look), '--until', until, '--format', '{{.Type}} {{.Action}}');
      const actions = told
        .trim()
        .split('\n')
        .map((line) => line.trim());
      const shown = await list.locator('code').allTextContents();
      expect(shown.toReversed()).toEqual(actions);
    },
    limit(30),
  );
});

/** JSON as a value; any other text as it is. */
function plain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
