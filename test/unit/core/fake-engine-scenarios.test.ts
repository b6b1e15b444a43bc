import { afterEach, describe, expect, it } from 'vitest';
import { scenarioNamed } from '../../../main/core/vm/fake-engine/scenario.ts';
import { ask, bytesOf, listen, unframed, type Listening } from './fake-engine-socket.ts';

const engines: Listening[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.end();
});
const begin = async (options: Parameters<typeof listen>[0]) => {
  const engine = await listen(options);
  engines.push(engine);
  return engine;
};

describe('scenarios of the fake engine', () => {
  it('are the demo unless another is named', () => {
    expect([undefined, 'nothere', 'many', 'empty'].map(scenarioNamed)).toEqual([
      'demo',
      'demo',
      'many',
      'empty',
    ]);
  });

  it('empty has nothing but the networks that are always there', async () => {
    const { docker } = await begin({});
    expect(await docker.listContainers({ all: true })).toEqual([]);
    expect(await docker.listImages()).toEqual([]);
    expect((await docker.listNetworks()).map(({ Name }) => Name)).toEqual(['bridge', 'host', 'none']);
  });

  it('look the same each time that the clock shows the same', async () => {
    const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
    const pictures = await Promise.all(
      [1, 2].map(async () => {
        const { docker } = await begin({ scenario: 'demo', now });
        return JSON.stringify([await docker.listContainers({ all: true }), await docker.listImages()]);
      }),
    );
    expect(pictures[0]).toBe(pictures[1]);
    expect(pictures[0]).toContain('"Status":"Up 2 hours (healthy)"');
    expect(pictures[0]).toContain('"Status":"Exited (1) 48 minutes ago"');
  });

  it('demo shows why things ended', async () => {
    const { docker } = await begin({ scenario: 'demo' });
    expect((await docker.getContainer('image-resizer').inspect()).State).toMatchObject({
      ...{ Status: 'exited', ExitCode: 137, OOMKilled: true },
    });
    expect((await docker.getContainer('shop-db-1').inspect()).State.Health?.Status).toBe('healthy');
  });

  it('many is a thousand containers, of which half run', async () => {
    const { docker } = await begin({ scenario: 'many' });
    expect(await docker.listContainers({ all: true })).toHaveLength(1000);
    expect(await docker.listContainers()).toHaveLength(500);
    expect(await docker.listImages()).toHaveLength(5000);
    expect((await docker.listVolumes()).Volumes).toHaveLength(100);
  });

  it('hostile says what it says everywhere, whole', async () => {
    const { docker, socketPath } = await begin({ scenario: 'hostile' });
    const html = '<img src=x onerror=alert(1)>';
    const all = await docker.listContainers({ all: true });
    const places = [all, await docker.listImages(), await docker.listVolumes(), await docker.listNetworks()];
    for (const place of places) {
      const text = JSON.stringify(place);
      for (const part of [html, '\\u001b]52;c;', '\u202E', '\\u0000']) expect(text).toContain(part);
    }
    expect(Object.hasOwn(all[0]?.Labels ?? {}, '__proto__')).toBe(true);
    expect(Math.max(...all.map(({ Command }) => Command.length))).toBeGreaterThan(10_000);
    const stream = await docker.getContainer('long-line').logs({ follow: true, stdout: true, stderr: true });
    const frames = unframed(await bytesOf(stream));
    const text = frames.map((frame) => frame.text).join('');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(1024 * 1024);
    // The ids are plain: such a container can still be dealt with.
    const evil = all.find(({ Names }) => Names[0]?.includes(html));
    expect((await ask(socketPath, 'POST', `/containers/${evil?.Id ?? ''}/stop`)).status).toBe(204);
  });
});
