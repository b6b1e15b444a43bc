/** Images that are built, saved and loaded, and projects of several containers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchContext } from '../fixtures/images.ts';
import { testBusybox } from './busybox.ts';
import { page } from './http.ts';
import { image, sharedHome } from './shared-vm.ts';

const home = sharedHome();
const { docker, tryDocker } = home;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp('/tmp/mvb-');
  await scratchContext(join(folder, 'context'), await testBusybox());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('parity I07 the classic builder builds several steps from scratch', async () => {
  const env = { ...home.env, DOCKER_HOST: home.paths.dockerHost, DOCKER_BUILDKIT: '0' };
  const built = await tryDocker(['build', '-t', 'classic', join(folder, 'context')], { env, seconds: 30 });
  expect(built.code, built.stderr).toBe(0);
  expect(await docker('run', '--rm', 'classic', 'cat', 'index.html')).toBe('a page from the build context');
});

test('parity I07 buildx builds the same and loads it', async () => {
  const built = await tryDocker(['buildx', 'build', '--load', '-t', 'modern', join(folder, 'context')], {
    seconds: 30,
  });
  expect(built.code, built.stderr).toBe(0);
  expect(await docker('run', '--rm', 'modern', 'sh', '-c', 'echo $GREETING; cat built')).toMatch(
    /^hello\nbuilt by BusyBox/,
  );
});

test('parity I11 docker history names the steps', async () => {
  expect(await docker('history', '--format', '{{.CreatedBy}}', 'modern')).toContain('EXPOSE');
});

test('parity I05 I10 docker commit and tag', async () => {
  await docker('run', '--name', 'changed', image, 'sh', '-c', 'echo changed >/root/mark');
  await docker('commit', '-m', 'a mark', '-a', 'somebody', 'changed', 'committed:one');
  await docker('tag', 'committed:one', 'committed:two');
  expect(await docker('run', '--rm', 'committed:two', 'cat', '/root/mark')).toBe('changed');
  await docker('rm', 'changed');
  await docker('rmi', 'committed:one', 'committed:two');
});

test('parity I08 an image that was saved and removed is the same after it was loaded', async () => {
  const archive = join(folder, 'image.tar');
  const id = await docker('image', 'inspect', '-f', '{{.Id}}', 'classic');
  await docker('save', '-o', archive, 'classic');
  await docker('rmi', 'classic');
  expect(await docker('images', '--quiet', 'classic')).toBe('');
  await docker('load', '-i', archive);
  expect(await docker('image', 'inspect', '-f', '{{.Id}}', 'classic')).toBe(id);
});

test('parity M09 docker compose brings a project up and down', async () => {
  const file = join(folder, 'compose.yaml');
  await writeFile(
    file,
    `name: project
services:
  web:
    image: ${image}
    pull_policy: never
    command: httpd -f -v -h /var/www
    ports: ["127.0.0.1:18181:80"]
  client:
    image: ${image}
    pull_policy: never
    depends_on: [web]
    command: sh -c "until wget -q -O /tmp/page http://web/; do sleep 0.2; done; cat /tmp/page; sleep 1000"
`,
  );
  const compose = (...args: string[]) => tryDocker(['compose', '-f', file, ...args], { seconds: 20 });
  const up = await compose('up', '-d');
  expect(up.code, up.stderr).toBe(0);
  expect(await page(18181)).toBe('hello from the container\n');
  expect((await compose('ps', '--format', '{{.Service}}')).text.split('\n').sort()).toEqual([
    'client',
    'web',
  ]);
  expect((await compose('logs', 'web')).code).toBe(0);
  const down = await compose('down', '-t', '1');
  expect(down.code, down.stderr).toBe(0);
  expect(await docker('ps', '-a', '--quiet')).toBe('');
  expect(await docker('network', 'ls', '--format', '{{.Name}}')).not.toContain('project');
});
