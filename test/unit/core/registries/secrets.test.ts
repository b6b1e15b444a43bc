/** Where secrets are kept: in a file for one user, sealed, or by docker's own programs, of which one is played here. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../../../main/core/lib/log.ts';
import { helperList, helperWorks } from '../../../../main/core/registries/credential-helper.ts';
import { DockerConfig, hostOfServer, parseLogins } from '../../../../main/core/registries/docker-config.ts';
import {
  dropSecret,
  fileSecrets,
  findSecret,
  helperSecrets,
  keepSecret,
  secretStores,
} from '../../../../main/core/registries/secret-store.ts';

const secret = { username: 'mate', password: 'open "sesame" \u00e9' };
const lines: string[] = [];
const log: Log = {
  write: (_level, _area, message) => void lines.push(message),
  failure: (_area, error) => (lines.push(String(error)), ''),
  redact: () => undefined,
};

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secrets-'));
  lines.length = 0;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the file', () => {
  it('is its owner’s alone, keeps and forgets', async () => {
    const path = join(dir, 's.json');
    const store = fileSecrets(path);
    expect(await store.get('h')).toBeUndefined();
    await Promise.all([store.set('h', secret), store.set('i', { username: '', identityToken: 't' })]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await store.get('h')).toEqual(secret);
    await store.remove('h');
    await store.remove('h');
    expect(await store.get('h')).toBeUndefined();
    expect(await store.get('i')).toEqual({ username: '', identityToken: 't' });
  });

  it('that is damaged is told without what is in it', async () => {
    const path = join(dir, 's.json');
    await writeFile(path, '{"h": "open sesame');
    const told = await fileSecrets(path)
      .get('h')
      .catch((error: unknown) => String(error));
    expect(told).not.toContain('sesame');
    await writeFile(path, '{"h": "{open sesame"}');
    const inner = await fileSecrets(path)
      .get('h')
      .catch((error: unknown) => String(error));
    expect(inner).not.toContain('sesame');
  });

  it('is sealed where the desktop can', async () => {
    const path = join(dir, 's.json');
    const seal = {
      works: () => true,
      seal: (text: string) => Buffer.from([...Buffer.from(text)].map((one) => one ^ 0x55)),
      open: (sealed: Buffer) => Buffer.from([...sealed].map((one) => one ^ 0x55)).toString(),
    };
    const store = fileSecrets(path, seal);
    await store.set('h', secret);
    expect(await readFile(path, 'utf8')).not.toContain('sesame');
    expect(await store.get('h')).toEqual(secret);
    expect(store.place).toBe('sealed');
  });
});

/** A credential helper as docker has them, with its entries in a file; it notes how it was called. */
const helper = `#!${process.execPath}
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const file = __dirname + '/entries.json';
const read = () => { try { return JSON.parse(readFileSync(file, 'utf8')); } catch { return {}; } };
const input = readFileSync(0, 'utf8');
appendFileSync(__dirname + '/calls', process.argv.slice(2).join(' ') + '\\n');
const all = read();
const missing = () => { process.stdout.write('credentials not found in native keychain\\n'); process.exit(1); };
switch (process.argv[2]) {
  case 'list': process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(all).map(([k, v]) => [k, v.Username])))); break;
  case 'get': if (all[input] === undefined) missing(); process.stdout.write(JSON.stringify({ ServerURL: input, ...all[input] })); break;
  case 'store': { const { ServerURL, Username, Secret } = JSON.parse(input); all[ServerURL] = { Username, Secret }; writeFileSync(file, JSON.stringify(all)); break; }
  case 'erase': delete all[input]; writeFileSync(file, JSON.stringify(all)); break;
}
`;

describe.skipIf(process.platform === 'win32')('docker’s programs', () => {
  const env = () => ({ PATH: `${dir}:${process.env['PATH'] ?? ''}` });
  const install = async (name: string, text = helper) => {
    const path = join(dir, `docker-credential-${name}`);
    await writeFile(path, text);
    await chmod(path, 0o755);
    return { name, env: env() };
  };

  it('keep, list and forget; a secret is never an argument', async () => {
    const program = await install('played');
    expect(await helperWorks(program)).toBe(true);
    const store = helperSecrets(program);
    await store.set('h:5000', secret);
    expect(await store.get('h:5000')).toEqual(secret);
    await store.set('i', { username: 'x', identityToken: 'token' });
    expect(await store.get('i')).toEqual({ username: '', identityToken: 'token' });
    expect([...(await helperList(program)).values()]).toEqual(['mate', '<token>']);
    await store.remove('h:5000');
    expect(await store.get('h:5000')).toBeUndefined();
    expect(await readFile(join(dir, 'calls'), 'utf8')).not.toMatch(/sesame|token/);
  });

  it('are passed over where they are not there, are broken, or forget', async () => {
    const plainFile = join(dir, 'plain.json');
    const stores = (preferred: string | undefined) =>
      secretStores({
        platform: 'linux',
        env: { PATH: dir },
        preferred,
        seal: undefined,
        sealedFile: join(dir, 'sealed.json'),
        plainFile,
      });
    expect(await keepSecret(stores('nothing'), 'h', secret, log)).toBe('file');
    await install('broken', '#!/bin/sh\nexit 3\n');
    expect(await keepSecret(stores('broken'), 'h', secret, log)).toBe('file');
    await install('forgets', '#!/bin/sh\n[ "$1" = list ] && echo "{}"\nexit 0\n');
    expect(await keepSecret(stores('forgets'), 'h', secret, log)).toBe('file');
    expect(await keepSecret(stores('../evil'), 'h', secret, log)).toBe('file');
    expect(lines.join('\n')).not.toContain('sesame');
  });

  it('take over from the file, which then has it no more', async () => {
    await install('played');
    const options = {
      platform: 'linux',
      env: env(),
      seal: undefined,
      sealedFile: join(dir, 'sealed.json'),
      plainFile: join(dir, 'plain.json'),
    } as const;
    const plain = secretStores({ ...options, env: undefined, preferred: undefined });
    expect(await keepSecret(plain, 'h', secret, log)).toBe('file');
    const stores = secretStores({ ...options, preferred: 'played' });
    expect(await keepSecret(stores, 'h', secret, log)).toBe('helper');
    expect(await readFile(options.plainFile, 'utf8')).not.toContain('sesame');
    expect(await findSecret(stores, 'h', log)).toEqual(secret);
    await dropSecret(stores, 'h', log);
    expect(await findSecret(stores, 'h', log)).toBeUndefined();
  });

  it('give what docker login has kept, which is only read', async () => {
    const program = await install('played');
    await helperSecrets(program).set('own', { username: 'not-docker', password: 'x' });
    const entries = { 'https://index.docker.io/v1/': { Username: 'hubby', Secret: 'hub word' } };
    await writeFile(join(dir, 'entries.json'), JSON.stringify(entries));
    const path = join(dir, 'config.json');
    const content = JSON.stringify({
      auths: {
        'https://index.docker.io/v1/': {},
        'lab:5000': { auth: Buffer.from('ann:p:w').toString('base64') },
      },
      credsStore: 'played',
    });
    await writeFile(path, content);
    const config = new DockerConfig(path, env(), log);
    expect(await config.secret('docker.io')).toEqual({ username: 'hubby', password: 'hub word' });
    expect(await config.secret('lab:5000')).toEqual({ username: 'ann', password: 'p:w' });
    expect(await config.secret('other')).toBeUndefined();
    expect(Object.fromEntries(await config.users())).toEqual({ 'docker.io': 'hubby', 'lab:5000': 'ann' });
    expect(await readFile(path, 'utf8')).toBe(content);
    expect(await new DockerConfig(join(dir, 'none'), env(), log).secret('docker.io')).toBeUndefined();
  });
});

describe('docker’s configuration', () => {
  it.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['https://index.docker.io/v1/access-token', undefined],
    ['https://lab:5000/v2/', 'lab:5000'],
    ['http://lab', 'lab'],
    ['not a host', undefined],
    ['', undefined],
  ])('%s is %s', (server, host) => {
    expect(hostOfServer(server)).toBe(host);
  });
  it.each([
    null,
    [],
    'x',
    { auths: 7, credsStore: '../x', credHelpers: { a: '/bin/sh' } },
    { auths: { 'a b': {}, lab: { auth: 7 }, lab2: { auth: '%%%' }, lab3: null } },
  ])('survives %j', (content) => {
    const { secrets, store, helpers } = parseLogins(content);
    expect([secrets.size, store, helpers.size]).toEqual([0, undefined, 0]);
  });
});
