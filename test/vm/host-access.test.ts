/** What containers reach of this computer, and by which names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { occupy } from './http.ts';
import { limit } from './pace.ts';
import { image, removeAfterEach, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker, tryDocker, moorage, facts, env } = home;
removeAfterEach(home);
const names = ['host.docker.internal', 'gateway.docker.internal'];
const fetchFrom = (name: string, port: number) => `wget -q -T 20 -O - http://${name}:${port}/`;

afterAll(async () => {
  await moorage(['config', 'set', 'network.hostAccess', 'true']);
}, limit(5));

for (const network of ['bridge', 'its own', 'host']) {
  test(`host.docker.internal and gateway.docker.internal lead a container on the network ${network} to this computer`, async () => {
    const service = await occupy(0);
    if (network === 'its own') await docker('network', 'create', 'own');
    const chosen = network === 'its own' ? 'own' : network;
    for (const name of names) {
      const script = fetchFrom(name, service.port);
      expect(await docker('run', '--rm', '--network', chosen, image, 'sh', '-c', script), name).toBe(
        'occupied',
      );
    }
    if (network === 'its own') await docker('network', 'rm', 'own');
    await service.close();
  });
}

for (const [kind, buildkit] of [
  ['buildx', '1'],
  ['the classic builder', '0'],
] as const) {
  test(
    `host.docker.internal works in docker build, by ${kind}`,
    async () => {
      const service = await occupy(0);
      const dir = join(facts.home, `build-${buildkit}`);
      await mkdir(dir, { recursive: true });
      const lines = [
        `FROM ${image}`,
        `RUN ${fetchFrom('host.docker.internal', service.port)} | grep occupied`,
        '',
      ];
      await writeFile(join(dir, 'Dockerfile'), lines.join('\n'));
      const docker = { ...env, DOCKER_HOST: `unix://${facts.home}/docker.sock`, DOCKER_BUILDKIT: buildkit };
      const built = await tryDocker(['build', '--no-cache', dir], { env: docker, seconds: 20 });
      expect(built.stderr + built.text, kind).toMatch(/occupied/);
      expect(built.code).toBe(0);
      await service.close();
    },
    limit(25),
  );
}

test('other names are asked of the computer, and a name that is none is none', async () => {
  const answer = await docker(
    'run',
    '--rm',
    image,
    'sh',
    '-c',
    'nslookup nowhere.docker.internal 2>&1; true',
  );
  expect(answer).toMatch(/NXDOMAIN|can't find/);
});

test('the setting turns it off for running containers too, and on again', async () => {
  const service = await occupy(0);
  await docker('run', '-d', '--name', 'inside', image, 'sleep', '10000');
  const reach = (address: string) =>
    tryDocker(['exec', 'inside', 'sh', '-c', `${fetchFrom(address, service.port)} 2>&1`], { seconds: 10 });
  expect((await reach('10.0.2.2')).text).toBe('occupied');
  await moorage(['config', 'set', 'network.hostAccess', 'false']);
  await eventually('the address is refused', async () =>
    (await reach('10.0.2.2')).code === 0 ? undefined : true,
  );
  expect((await reach('host.docker.internal')).text).toMatch(/bad address|resolve/i);
  await moorage(['config', 'set', 'network.hostAccess', 'true']);
  await eventually('the name leads there again', async () =>
    (await reach('host.docker.internal')).text === 'occupied' ? true : undefined,
  );
  await docker('rm', '-f', 'inside');
  await service.close();
});
