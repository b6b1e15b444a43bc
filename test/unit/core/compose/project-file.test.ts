import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  looksLikeCompose,
  mostFileBytes,
  readComposeFile,
} from '../../../../main/core/compose/project-file.ts';

const good = 'services:\n  web:\n    image: nginx\n';

describe('a compose file is told from others', () => {
  it.each([
    good,
    `# a comment\n---\nname: shop\n${good}`,
    `\uFEFFversion: "3"\r\nservices:\r\n  a: {}\r\n`,
    `x-common: &c\n  a: b\n"services":\n  web: *c\nvolumes:\n  v:\nnetworks:\nconfigs:\nsecrets:\n`,
    'include:\n  - other.yaml\nservices: {}\n',
  ])('%j is one', (text) => {
    expect(looksLikeCompose(text)).toBe(true);
  });

  it.each([
    '',
    'volumes:\n  v:\n',
    // A key, credentials, a cluster's configuration, an inventory, a file that only mentions the word.
    '-----BEGIN OPENSSH PRIVATE KEY-----\nservices:\n',
    'token: secret\nservices:\n  a: b\n',
    'apiVersion: v1\nkind: Config\nusers:\n- name: me\n',
    '- services:\n',
    '  services:\n',
    'servicesx: 1\n',
    'services\n',
    '{"services": {}, "auths": {}}',
  ])('%j is none', (text) => {
    expect(looksLikeCompose(text)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('a file that a label names', () => {
  let dir: string;
  const at = (name: string) => join(dir, name);
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cf-'));
    await writeFile(at('compose.yaml'), good);
    await writeFile(at('id_rsa'), good);
    await writeFile(at('other.yml'), 'password: x\n');
    await writeFile(at('large.yml'), `${good}${'#'.repeat(mostFileBytes)}\n`);
    await symlink(at('id_rsa'), at('link.yml'));
    await symlink(at('compose.yaml'), at('good-link.yml'));
    execFileSync('mkfifo', [at('pipe.yml')]);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is shown where it is a compose file, also behind a link', async () => {
    expect(await readComposeFile(at('compose.yaml'))).toBe(good);
    expect(await readComposeFile(at('good-link.yml'))).toBe(good);
  });

  it.each(['id_rsa', 'other.yml', 'large.yml', 'link.yml', 'pipe.yml'])('%s is not shown', async (name) => {
    await expect(readComposeFile(at(name))).rejects.toMatchObject({ code: 'compose.notCompose' });
  });

  it('is not looked for where it has no whole path, or is another computer’s', async () => {
    for (const path of ['compose.yaml', '//server/share/compose.yaml', '../compose.yaml'])
      await expect(readComposeFile(path)).rejects.toMatchObject({ code: 'compose.notCompose' });
  });

  it('is told missing where it is', async () => {
    await expect(readComposeFile(at('none.yml'))).rejects.toMatchObject({ code: 'file.missing' });
  });
});
