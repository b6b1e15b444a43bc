import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { checkSettings, defaultSettings, parseSetting } from '../../../main/core/settings/schema.ts';
import { openSettings } from '../../../main/core/settings/store.ts';

const host = { cpus: 8, memoryMiB: 16_384 };

function thrown(task: () => unknown): AppError {
  try {
    task();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('defaults', () => {
  it('suit the host', () => {
    expect(defaultSettings(host)).toEqual({
      cpus: 4,
      memoryMiB: 4096,
      dataDiskGiB: 64,
      qemuPath: '',
      language: 'system',
      theme: 'system',
      dockerContext: true,
      'ports.exposeToLan': false,
      'ports.forwardDetected': false,
      'ports.udpIdleSeconds': 120,
      'network.hostAccess': true,
      'shares.home': true,
      undoMinutes: 10,
      commandShell: 'system',
      startOnLogin: false,
      startHidden: false,
    });
    expect(defaultSettings({ cpus: 2, memoryMiB: 8192 })).toMatchObject({ cpus: 2, memoryMiB: 2048 });
    expect(defaultSettings({ cpus: 1, memoryMiB: 2000 })).toMatchObject({ cpus: 1, memoryMiB: 1024 });
    expect(defaultSettings({ cpus: 64, memoryMiB: 262_144 })).toMatchObject({ cpus: 4, memoryMiB: 4096 });
  });
});

describe('a setting on the command line', () => {
  it.each([
    ['memoryMiB', '2G', 2048],
    ['memoryMiB', '2g', 2048],
    ['undoMinutes', '0', 0],
    ['undoMinutes', '0.5', 0.5],
    ['commandShell', 'powershell', 'powershell'],
    ['memoryMiB', '2GiB', 2048],
    ['memoryMiB', '2 GB', 2048],
    ['memoryMiB', '1.5G', 1536],
    ['memoryMiB', '2048M', 2048],
    ['memoryMiB', '2048', 2048],
    ['dataDiskGiB', '100', 100],
    ['dataDiskGiB', '1T', 1024],
    ['cpus', ' 8 ', 8],
    ['dockerContext', 'off', false],
    ['ports.exposeToLan', 'on', true],
    ['ports.forwardDetected', 'yes', true],
    ['ports.udpIdleSeconds', '30', 30],
    ['ports.udpIdleSeconds', '86400', 86_400],
    ['network.hostAccess', 'false', false],
    ['language', 'zh-CN', 'zh-CN'],
    ['qemuPath', '', ''],
    ['qemuPath', '/opt/q e/qemu', '/opt/q e/qemu'],
  ])('%s %s', (key, text, value) => {
    expect(parseSetting(key, text, host)).toEqual({ [key]: value });
  });

  it.each([
    ['memoryMiB', '2x'],
    ['memoryMiB', '-1'],
    ['memoryMiB', '0'],
    ['memoryMiB', ''],
    ['memoryMiB', '1K'],
    ['memoryMiB', '1e9'],
    ['memoryMiB', '100'],
    ['cpus', '0'],
    ['cpus', '-1'],
    ['cpus', '2.5'],
    ['cpus', 'two'],
    ['dataDiskGiB', '0'],
    ['dataDiskGiB', '900T'],
    ['language', 'fr'],
    ['dockerContext', 'maybe'],
    ['ports.exposeToLan', '2'],
    ['ports.udpIdleSeconds', '0'],
    ['ports.udpIdleSeconds', '86401'],
    ['ports.udpIdleSeconds', '1.5'],
    ['network.hostAccess', ''],
    ['qemuPath', 'a\0b'],
  ])('is refused with what to use instead: %s %j', (key, text) => {
    const error = thrown(() => parseSetting(key, text, host));
    expect(error).toMatchObject({ code: 'config.invalid', params: { key, value: text } });
    expect(String(error.params['expected']).length).toBeGreaterThan(3);
  });

  it('cannot be more than the host has', () => {
    expect(thrown(() => parseSetting('memoryMiB', '17G', host))).toMatchObject({
      code: 'config.tooMuchMemory',
    });
    expect(thrown(() => parseSetting('cpus', '9', host))).toMatchObject({
      code: 'config.tooManyCpus',
      params: { value: 9, available: 8 },
    });
    expect(parseSetting('memoryMiB', '16G', host)).toEqual({ memoryMiB: 16_384 });
  });

  it('has to exist', () => {
    for (const key of ['cpu', 'toString', '__proto__']) {
      const error = thrown(() => parseSetting(key, '1', host));
      expect(error).toMatchObject({ code: 'config.unknownKey', params: { key } });
      expect(error.message).toContain('memoryMiB');
    }
  });
});

describe('checkSettings', () => {
  it('refuses to shrink the disk', () => {
    const settings = defaultSettings(host);
    expect(() => checkSettings(settings, host, 64)).not.toThrow();
    expect(thrown(() => checkSettings(settings, host, 65))).toMatchObject({
      code: 'config.diskShrink',
      params: { value: 64, present: 65 },
    });
  });
});

describe('the file', () => {
  async function place(text?: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'moorage-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'settings.json');
    if (text !== undefined) await writeFile(path, text);
    return path;
  }

  it('may be missing', async () => {
    expect((await openSettings(await place(), host)).topic.value).toEqual(defaultSettings(host));
  });

  it('keeps what it does not know, and holds only what was set', async () => {
    const path = await place('\uFEFF{"future": {"a": [1]}, "cpus": 2}');
    const store = await openSettings(path, host);
    const seen: number[] = [];
    store.topic.subscribe(({ memoryMiB }) => seen.push(memoryMiB));
    expect(await store.save({ memoryMiB: 3000 })).toMatchObject({ cpus: 2, memoryMiB: 3000 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      future: { a: [1] },
      cpus: 2,
      memoryMiB: 3000,
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(seen).toEqual([3000]);
  });

  it('takes over what somebody wrote into it meanwhile', async () => {
    const path = await place();
    const store = await openSettings(path, host);
    await writeFile(path, '{"language": "zh-CN"}');
    await Promise.all([store.save({ cpus: 3 }), store.save({ dataDiskGiB: 80 })]);
    expect(store.topic.value).toMatchObject({ language: 'zh-CN', cpus: 3, dataDiskGiB: 80 });
    expect((await openSettings(path, host)).topic.value).toEqual(store.topic.value);
  });

  it.each(['', '{', '[]', '"x"', 'null'])('has to be a JSON object: %j', async (text) => {
    const path = await place(text);
    await expect(openSettings(path, host)).rejects.toMatchObject({
      code: 'config.notJson',
      params: { path },
    });
  });

  it.each([
    ['{"cpus": 0}', 'cpus', '0'],
    ['{"cpus": "2"}', 'cpus', '"2"'],
    ['{"memoryMiB": 1.5}', 'memoryMiB', '1.5'],
    ['{"language": {"a": 1}}', 'language', '{"a":1}'],
    ['{"dockerContext": null}', 'dockerContext', 'null'],
  ])('has to make sense: %s', async (text, key, value) => {
    const path = await place(text);
    await expect(openSettings(path, host)).rejects.toMatchObject({
      code: 'config.invalid',
      params: { key: `${path}: ${key}`, value },
    });
  });

  it('stays as it is when it cannot be used', async () => {
    const path = await place('{"cpus": 2}');
    const store = await openSettings(path, host);
    await writeFile(path, '{"cpus": ');
    await expect(store.save({ memoryMiB: 2048 })).rejects.toMatchObject({ code: 'config.notJson' });
    await expect(store.reload()).rejects.toMatchObject({ code: 'config.notJson' });
    expect(store.topic.value.cpus).toBe(2);
    expect(await readFile(path, 'utf8')).toBe('{"cpus": ');
    await writeFile(path, '{"cpus": 1}');
    expect((await store.reload()).cpus).toBe(1);
  });
});
