import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { lstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dockerConfigDir, installContext, restoreContext } from '../../../main/core/engine/context.ts';
import { getString, setString } from '../../../main/core/engine/json-edit.ts';

const metaFile = 'contexts/meta/2a3d974c04215d4abe1f30eb7860143492c39ed2a5fad1a417a8cfd8a0df9656/meta.json';

async function place(config?: string, answers = false) {
  const folder = await mkdtemp(join(tmpdir(), 'moorage-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const configDir = join(folder, 'docker');
  const path = join(configDir, 'config.json');
  if (config !== undefined) {
    await mkdir(configDir);
    await writeFile(path, config);
  }
  return {
    folder,
    path,
    configDir,
    dockerHost: 'unix:///home/a/docker.sock',
    memory: join(folder, 'docker-context.json'),
    defaultAnswers: () => Promise.resolve(answers),
    read: () => readFile(path, 'utf8'),
  };
}

describe('the context', () => {
  it('is written as docker writes it', async () => {
    const at = await place();
    expect(await installContext(at)).toBe(true);
    expect(JSON.parse(await readFile(join(at.configDir, metaFile), 'utf8'))).toEqual({
      Name: 'moorage',
      Metadata: { Description: 'Moorage' },
      Endpoints: { docker: { Host: 'unix:///home/a/docker.sock', SkipTLSVerify: false } },
    });
    expect(await at.read()).toBe('{\n\t"currentContext": "moorage"\n}\n');
    expect((await stat(at.path)).mode & 0o777).toBe(0o600);
    await restoreContext(at);
    expect(getString(await at.read(), 'currentContext')).toBeUndefined();
  });

  it.each([
    '{"auths":{},"n":1.0,"big":12345678901234567890}',
    '{\n\t"auths": {\n\t\t"x": {"auth": "a\\"},{"}\n\t},\n\t"currentContext": "default"\n}',
    '{\r\n    "currentContext":"default",\r\n    "z": [1, {"currentContext": "inner"}],\r\n    "a": null\r\n}\r\n',
    '{ "credsStore" : "desktop" }',
    '{}',
    '{"plugins": {"-x-cli-hints": {"enabled": "true"}}}\n',
  ])('comes and goes without a trace: %j', async (config) => {
    const at = await place(config);
    await chmod(at.path, 0o640);
    expect(await installContext(at)).toBe(true);
    const before: unknown = JSON.parse(config);
    expect(JSON.parse(await at.read())).toEqual({ ...Object(before), currentContext: 'moorage' });
    await restoreContext(at);
    expect(await at.read()).toBe(config);
    expect((await stat(at.path)).mode & 0o777).toBe(0o640);
  });

  it('stays in the background when another one is in use or something answers at the default', async () => {
    const other = await place('{"currentContext":"colima"}');
    expect(await installContext(other)).toBe(false);
    const busy = await place('{}', true);
    expect(await installContext(busy)).toBe(false);
    for (const at of [other, busy]) {
      expect(await readFile(join(at.configDir, metaFile), 'utf8')).toContain('moorage');
      const before = await at.read();
      await restoreContext(at);
      expect(await at.read()).toBe(before);
    }
  });

  it('does not undo what the user chose meanwhile', async () => {
    const at = await place('{"currentContext":"default"}');
    await installContext(at);
    await writeFile(at.path, '{"currentContext":"colima"}');
    await restoreContext(at);
    expect(await at.read()).toBe('{"currentContext":"colima"}');
    // And nothing is left to undo later.
    await writeFile(at.path, '{"currentContext":"moorage"}');
    await restoreContext(at);
    expect(await at.read()).toBe('{"currentContext":"moorage"}');
  });

  it('puts the first one back after a crash in between', async () => {
    const at = await place('{"currentContext":"default"}');
    await installContext(at);
    expect(await installContext(at)).toBe(true);
    await restoreContext(at);
    expect(await at.read()).toBe('{"currentContext":"default"}');
  });

  it("keeps the user's own choice of it", async () => {
    const at = await place('{"currentContext":"moorage"}');
    expect(await installContext(at)).toBe(true);
    await restoreContext(at);
    expect(await at.read()).toBe('{"currentContext":"moorage"}');
  });

  it('follows a link instead of replacing it', async () => {
    const at = await place('{}');
    const real = join(at.folder, 'real.json');
    await writeFile(real, '{"a": 1}');
    await rm(at.path);
    await symlink(real, at.path);
    await installContext(at);
    expect(lstatSync(at.path).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(real, 'utf8'))).toEqual({ a: 1, currentContext: 'moorage' });
    await restoreContext(at);
    expect(await readFile(real, 'utf8')).toBe('{"a": 1}');
  });

  it.each(['{"auths": ', '[]', 'null', '{"a":1}}'])(
    'changes nothing in a file that is broken: %s',
    async (config) => {
      const at = await place(config);
      await expect(installContext(at)).rejects.toMatchObject({
        code: 'docker.config',
        params: { path: at.path },
      });
      expect(await at.read()).toBe(config);
      await expect(stat(at.memory)).rejects.toThrow('ENOENT');
    },
  );

  it('takes an empty file for one without settings, as docker does', async () => {
    const at = await place('');
    expect(await installContext(at)).toBe(true);
    expect(JSON.parse(await at.read())).toEqual({ currentContext: 'moorage' });
  });

  it('is in the folder that docker uses', () => {
    expect(dockerConfigDir({}, '/home/a')).toBe(join('/home/a', '.docker'));
    expect(dockerConfigDir({ DOCKER_CONFIG: '/x' }, '/home/a')).toBe('/x');
    expect(dockerConfigDir({ DOCKER_CONFIG: '' }, '/home/a')).toBe(join('/home/a', '.docker'));
  });
});

describe('setString', () => {
  it('replaces, adds and removes one member', () => {
    expect(setString('{"a":1,"b":"x"}', 'b', 'y')).toBe('{"a":1,"b":"y"}');
    expect(setString('{"b":"x","a":1}', 'b', undefined)).toBe('{"a":1}');
    expect(setString('{"a":1,"b":"x"}', 'b', undefined)).toBe('{"a":1}');
    expect(setString('{"b":"x"}', 'b', undefined)).toBe('{}');
    expect(setString('{\n  "a": [1, 2]\n}', 'b', 'y')).toBe('{\n  "a": [1, 2],\n  "b": "y"\n}');
  });

  it('knows a key under another spelling, and one that is there twice', () => {
    expect(getString(setString(String.raw`{"\u0062":"x"}`, 'b', 'y'), 'b')).toBe('y');
    expect(JSON.parse(setString('{"b":"1","a":1,"b":"2"}', 'b', undefined))).toEqual({ a: 1 });
  });
});
