/** Signing in through a whole core on the fake engine: what is kept, where, and what the log says of it. */
import { readFile, stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RegistrySummary } from '../../../main/contract/registry-model.ts';
import { fakeCore, type FakeCore } from '../core/fake-app.ts';

let core: FakeCore;
beforeEach(async () => {
  core = await fakeCore({ scenario: 'demo' });
});
afterEach(() => core.end());

async function list(): Promise<readonly RegistrySummary[]> {
  for await (const items of core.client['registries.watch']({})) return items;
  return [];
}

it('needs the engine, keeps the secret for this user alone, and forgets it', async () => {
  const { client, paths } = core;
  const wish = { host: 'lab:5000', username: 'mate', password: 'open "sesame"' };
  await expect(client['registry.signIn'](wish)).rejects.toMatchObject({ code: 'vm.notRunning' });
  await client['vm.start']({});
  await expect(client['registry.signIn']({ ...wish, password: 'wrong' })).rejects.toMatchObject({
    code: 'registry.signInRefused',
  });
  await client['registry.signIn'](wish);
  expect(await list()).toEqual([
    { host: 'docker.io', listed: false },
    { host: 'lab:5000', listed: true, username: 'mate', place: 'file' },
  ]);
  expect((await stat(paths.registrySecrets)).mode & 0o777).toBe(0o600);
  expect(await readFile(paths.registries, 'utf8')).not.toContain('sesame');
  expect(await readFile(paths.appLog, 'utf8')).not.toContain('sesame');

  await client['registry.signOut']({ host: 'lab:5000' });
  expect(await readFile(paths.registrySecrets, 'utf8')).not.toContain('sesame');
  await client['registry.signOut']({ host: 'lab:5000' });
  await client['registry.remove']({ host: 'lab:5000' });
  expect(await list()).toEqual([{ host: 'docker.io', listed: false }]);
});

it('pushes, and tells all of it: each layer, and why not', async () => {
  const { client } = core;
  await client['vm.start']({});
  const push = async (target: string) => {
    const lines: string[] = [];
    for await (const item of client['registry.push']({ image: 'shop-api:latest', target })) {
      if (item.kind === 'line') lines.push(item.text);
    }
    return lines;
  };
  const lines = await push('localhost:5000/made/it:v1');
  expect(lines[0]).toBe('The push refers to repository [localhost:5000/made/it]');
  expect(lines.at(-1)).toMatch(/^v1: digest: sha256:/);
  expect(await client['registry.tags']({ host: 'localhost:5000', repository: 'made/it' })).toEqual({
    items: ['v1'],
  });
  await expect(push('localhost:5000/forbidden/it:v1')).rejects.toMatchObject({ code: 'registry.denied' });
  await expect(push('Not/A/Name')).rejects.toMatchObject({ code: 'registry.badTarget' });
});

it('is asked through the VM for what is in the VM', async () => {
  const { client } = core;
  await client['vm.start']({});
  const host = 'localhost:5000';
  expect(await client['registry.repositories']({ host })).toEqual({ items: ['shop/api', 'toolbox'] });
  expect(await client['registry.tags']({ host, repository: 'shop/api' })).toEqual({
    items: ['1.0', '1.1', 'latest'],
  });
  await expect(client['registry.tags']({ host, repository: 'none' })).rejects.toMatchObject({
    code: 'registry.notFound',
  });
  await expect(client['registry.repositories']({ host: 'localhost:5001' })).rejects.toMatchObject({
    code: 'registry.noConnection',
  });
  await expect(client['registry.tags']({ host, repository: '../../x' })).rejects.toMatchObject({
    code: 'link.invalidInput',
  });
});
