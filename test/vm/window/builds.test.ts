/** What the window builds, compared with what docker makes of the same folder by the command that the window shows. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Builds } from '../../window/pages/builds.ts';
import { limit } from '../pace.ts';
import { succeed } from '../program.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

const dockerfile = `ARG BASE=scratch
FROM scratch AS files
COPY . /
FROM \${BASE} AS made
ARG WHO=nobody
LABEL who=\${WHO}
RUN echo "made for \${WHO}" && echo complaint >&2
COPY --from=files page.txt /page
CMD ["cat", "/page"]
FROM made AS failing
RUN echo before && exit 3
FROM made AS slow
RUN echo waiting; sleep 4321
`;

const ignored = `# what isn't wanted
**/*.log
!keep/important.log
build
node_modules/
!node_modules/wanted
secret*
Dockerfile
.dockerignore
`;

const files = [
  'page.txt',
  'a.log',
  'keep/important.log',
  'keep/other.log',
  'deep/er/x.log',
  'deep/er/x.txt',
  'build/out',
  'node_modules/big/file',
  'node_modules/wanted/file',
  'secret.key',
  'sub/secret.key',
];

await describeVmWindow('builds on the real engine', ({ home, open }) => {
  const { docker } = home;
  let folder: string;
  const tags = ['by-window', 'by-docker', 'parts'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mvw b-'));
    for (const name of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), `${name}\n`);
    }
    await chmod(join(folder, 'deep/er/x.txt'), 0o750);
    await symlink('deep/er/x.txt', join(folder, 'link'));
    await symlink('/etc/passwd', join(folder, 'outside'));
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    await writeFile(join(folder, '.dockerignore'), ignored);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await home.tryDocker(['rmi', '--force', ...tags]);
  }, limit(5));

  /** By the real program, as the window writes it, under another name. */
  const byDocker = async (command: string) => {
    const path = `${dirname(home.facts.docker)}:${process.env['PATH'] ?? ''}`;
    const env = { ...home.env, DOCKER_HOST: home.paths.dockerHost, PATH: path };
    await succeed(['sh', '-c', command.replace('--tag by-window', '--tag by-docker')], { env, seconds: 40 });
  };
  /** Layers are named by the hash of all that is in them: names, modes, links, times, contents. */
  const facts = (name: string) =>
    docker('image', 'inspect', '--format', '{{json .Config}} {{json .RootFS.Layers}}', name);
  const args = [
    ['BASE', image],
    ['WHO', 'you & me'],
  ] as const;

  for (const builder of ['buildkit', 'classic'] as const) {
    test(
      `parity I07 with ${builder}: stages, arguments, what is left out, and the cache, as docker has them`,
      async () => {
        const shell = await open();
        const builds = await Builds.open(shell);
        await builds.form({ folder, tags: 'by-window', target: 'made', args, builder });
        const command = await builds.command();
        await builds.build();
        await builds.outcome('done');
        expect(await docker('run', '--rm', 'by-window')).toBe('page.txt');
        await byDocker(command);
        const found = await facts('by-window');
        expect(found).toContain('"who":"you & me"');
        expect(await facts('by-docker')).toBe(found);

        await builds.form({ folder, tags: 'parts', target: 'files', args, builder });
        await builds.build();
        await builds.outcome('done');
        const states = await builds.states();
        // The classic builder has FROM as a step that is just done.
        expect(states.filter((state) => state === 'cached')).toHaveLength(1);
        await docker('create', '--name', 'parts', 'parts', '-');
        const { bytes } = await home.tryDocker(['export', 'parts']);
        await docker('rm', 'parts');
        const inside = await succeed(['tar', 't'], { input: bytes });
        const names = inside.text
          .split('\n')
          .filter((name) => !/^(?:dev|etc|proc|sys|\.dockerenv)/.test(name));
        expect(names.filter((name) => !name.endsWith('/')).sort()).toEqual([
          'deep/er/x.txt',
          'keep/important.log',
          'link',
          'node_modules/wanted/file',
          'outside',
          'page.txt',
          'sub/secret.key',
        ]);
      },
      limit(90),
    );
  }

  test(
    'parity I07 the step that fails is told with its line and its output',
    async () => {
      const shell = await open();
      const builds = await Builds.open(shell);
      await builds.form({ folder, target: 'failing', args });
      await builds.build();
      await builds.outcome('failed');
      await shell.page.locator('[data-code="build.failed"]').waitFor();
      const step = builds.step('RUN echo before');
      await step.getByText('before', { exact: true }).waitFor();
      await step.getByText(/exit code: 3/).waitFor();
      await step.getByText(shell.say('builds.atLine', { line: '11' })).waitFor();
    },
    limit(40),
  );

  test(
    'parity I07 a build that is cancelled stops in the engine',
    async () => {
      const shell = await open();
      const builds = await Builds.open(shell);
      await builds.form({ folder, target: 'slow', args });
      await builds.build();
      await builds.step('RUN echo waiting').getByText('waiting', { exact: true }).waitFor();
      const runs = () => home.guest("ps w | grep '[s]leep 4321' || true");
      expect(await runs()).not.toBe('');
      await shell.button(shell.say('builds.cancel')).click();
      await builds.outcome('cancelled');
      await eventually('the end of what the step runs', async () => (await runs()) === '' || undefined);
    },
    limit(40),
  );
});
