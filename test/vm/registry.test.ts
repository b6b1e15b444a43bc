/** A registry of one's own: in a container, as a person runs it. The engine trusts its own loopback without TLS. */
import { expect, test } from 'vitest';
import { cacheFolder } from '../../main/setup/cache.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { registryArchive } from '../fixtures/registry-image.ts';
import { startRegistry } from '../fixtures/registry.ts';
import { page } from './http.ts';
import { image, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const { docker, tryDocker } = sharedHome();

test('parity R02 I02 I09 a registry in a container: push, catalogue, pull', async () => {
  const imported = await tryDocker(['import', '-', 'moorage-registry'], {
    input: await registryArchive({ port: 5005 }),
    seconds: 20,
  });
  expect(imported.code, imported.stderr).toBe(0);
  const command = ['/lib64/loader', '--library-path', '/lib', '/bin/registry', 'serve', '/config.yml'];
  await docker(
    'run',
    '-d',
    '--name',
    'registry',
    '-p',
    '127.0.0.1:5005:5005',
    'moorage-registry',
    ...command,
  );
  await eventually('the registry answers', async () =>
    (await page(5005, '/v2/').catch(() => '')) === '{}' ? true : undefined,
  );

  const tag = 'localhost:5005/team/tool:v1';
  await docker('tag', image, tag);
  const id = await docker('image', 'inspect', '-f', '{{.Id}}', image);
  await docker('push', tag);
  expect(JSON.parse(await page(5005, '/v2/_catalog'))).toEqual({ repositories: ['team/tool'] });
  expect(JSON.parse(await page(5005, '/v2/team/tool/tags/list'))).toEqual({
    name: 'team/tool',
    tags: ['v1'],
  });
  await docker('rmi', tag);
  await docker('pull', tag);
  expect(await docker('image', 'inspect', '-f', '{{.Id}}', tag)).toBe(id);
  expect((await tryDocker(['pull', 'localhost:5005/team/tool:none'])).stderr).toMatch(/not found|unknown/);
  await docker('rmi', tag);
  await docker('rm', '-f', 'registry');
  await docker('rmi', 'moorage-registry');
});

test('parity R02 a registry on the host is reached as 10.0.2.2', async () => {
  const tools = await ensureDockerTools({ cache: cacheFolder() });
  const registry = await startRegistry(tools);
  try {
    const tag = `10.0.2.2:${registry.port}/tool:v1`;
    await docker('tag', image, tag);
    const pushed = await tryDocker(['push', tag]);
    await docker('rmi', tag);
    expect(pushed.code, pushed.stderr).toBe(0);
    await docker('pull', tag);
    await docker('rmi', tag);
  } finally {
    await registry.stop();
    await tools.dispose();
  }
});
