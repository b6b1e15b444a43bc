import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { removeRule } from '../../../../main/core/ports/edit-rules.ts';
import { desired } from '../../../../main/core/ports/plan.ts';
import { fromInspect } from '../../../../main/core/ports/published.ts';
import { openPortRules, ruleId, type PortRule } from '../../../../main/core/ports/rules.ts';

async function file(content?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'ports.json');
  if (content !== undefined) await writeFile(path, content);
  return path;
}

const rule = (more: object = {}): PortRule => ({
  id: ruleId(),
  protocol: 'tcp',
  port: 80,
  hostPort: 8080,
  ...more,
});
const all = [
  rule({ container: 'web', service: 'shop/web', hostAddress: '192.168.1.7', lan: false }),
  rule({ protocol: 'udp', hostPort: null, published: { port: 53, any: true } }),
  rule({ address: 'fd00::1' }),
];

describe('the file of rules', () => {
  it('may be missing, and comes with the first rule', async () => {
    const path = await file();
    const rules = await openPortRules(path);
    expect(rules.topic.value).toEqual([]);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    await rules.change(() => all);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ rules: all });
    expect((await openPortRules(path)).topic.value).toEqual(all);
  });

  it.each(['', '{oops', 'rules'])('is refused when it is not JSON: %j', async (content) => {
    const path = await file(content);
    await expect(openPortRules(path)).rejects.toMatchObject({ code: 'config.notJson', params: { path } });
  });

  it.each([
    ['rules', {}],
    ['rules', { rules: 'none' }],
    ['rules.0.port', { rules: [rule({ port: 0 })] }],
    ['rules.0.port', { rules: [rule({ port: '80' })] }],
    ['rules.0.hostPort', { rules: [rule({ hostPort: 65_536 })] }],
    ['rules.1.protocol', { rules: [rule(), rule({ protocol: 'sctp' })] }],
    ['rules.0.hostAddress', { rules: [rule({ hostAddress: 'localhost' })] }],
    ['rules.0.container', { rules: [rule({ container: '../web' })] }],
    ['rules.0.id', { rules: [rule({ id: 'A b' })] }],
    ['rules.0.published.any', { rules: [rule({ published: { port: 1 } })] }],
  ])('says what is wrong with it: %s', async (key, content) => {
    const path = await file(JSON.stringify(content));
    const error: unknown = await openPortRules(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'config.invalid', params: { key: `${path}: ${key}` } });
  });

  it('is named when it can not be read', async () => {
    const path = join(await file(''), 'ports.json');
    await expect(openPortRules(path)).rejects.toMatchObject({ code: 'file.failed', params: { path } });
  });

  it('is whole after every change, and tells it', async () => {
    const path = await file();
    const rules = await openPortRules(path);
    const told: number[] = [];
    rules.topic.subscribe((list) => told.push(list.length));
    const done = new AbortController();
    const reader = (async () => {
      while (!done.signal.aborted) {
        const text = await readFile(path, 'utf8').catch(() => '{}');
        expect(() => void JSON.parse(text)).not.toThrow();
      }
    })();
    const changes = Array.from({ length: 50 }, (_, at) =>
      rules.change((list) => [...list, rule({ hostPort: at + 1 })]),
    );
    await Promise.all(changes);
    done.abort();
    await reader;
    // Each saw what the one before had made of it.
    expect(rules.topic.value.map(({ hostPort }) => hostPort)).toEqual(changes.map((_, at) => at + 1));
    expect(told).toEqual(changes.map((_, at) => at + 1));
    expect((await openPortRules(path)).topic.value).toEqual(rules.topic.value);
    expect(await readdir(join(path, '..'))).toEqual(['ports.json']);
  });

  it('stays as it was when a change is refused or fails, and takes the next one', async () => {
    const path = await file();
    const rules = await openPortRules(path);
    await rules.change(() => all);
    const refused = rules.change(() => {
      throw new Error('no');
    });
    const next = rules.change((list) => list.slice(1));
    await expect(refused).rejects.toThrow('no');
    await next;
    expect(rules.topic.value).toEqual(all.slice(1));
    const lost = await openPortRules(path);
    await rm(join(path, '..'), { recursive: true });
    await expect(lost.change(() => [])).rejects.toThrow();
    expect(lost.topic.value).toEqual(all.slice(1));
  });

  it.each([
    ['the longest name', 'n'.repeat(256), 'p', 's'],
    ['no name', '', 'p', 's'],
    ['the longest names of compose', 'web', 'p'.repeat(128), 's'.repeat(128)],
  ])('can be read again when the container has %s', async (_, name, project, service) => {
    const made = fromInspect({
      Id: 'abc',
      Name: `/${name}`,
      State: { Running: true },
      Config: {
        Labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': service },
      },
      NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
    });
    if (made === undefined) throw new Error('it is a container');
    const active = desired({ containers: [made] });
    const path = await file();
    const store = await openPortRules(path);
    const [target] = active;
    if (target === undefined) throw new Error('it publishes a port');
    await store.change((rules) => removeRule(target, { active, containers: [made], rules }, ruleId()));
    expect((await openPortRules(path)).topic.value).toEqual(store.topic.value);
  });

  it('takes no more rules than it can be read with', async () => {
    const path = await file();
    const store = await openPortRules(path);
    const many = Array.from({ length: 5000 }, (_, at) => rule({ hostPort: at + 1 }));
    await store.change(() => many).catch(() => undefined);
    expect((await openPortRules(path)).topic.value).toEqual(store.topic.value);
  });

  it('names rules so that each has a name of its own', () => {
    const ids = Array.from({ length: 1000 }, ruleId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^rule-[a-f0-9]{8}$/);
  });
});
