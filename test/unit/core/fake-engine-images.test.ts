import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ask,
  gather,
  listen,
  numberAt,
  parse,
  streamOf,
  textOf,
  type Listening,
} from './fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
});
afterEach(async () => {
  await engine.end();
  vi.useRealTimers();
});

type Line = Readonly<Record<string, unknown>>;
const linesOf = async (stream: NodeJS.ReadableStream): Promise<Line[]> =>
  (await textOf(stream)).trim().split('\r\n').map(parse);
const tagsOf = async () => (await engine.docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);

describe('images of the fake engine', () => {
  it('are pulled with progress, layer by layer', async () => {
    const lines = await linesOf(await engine.docker.pull('quay.io/some/thing:1'));
    expect(lines[0]).toEqual({ status: 'Pulling from quay.io/some/thing', id: '1' });
    expect(new Set(lines.slice(1).flatMap(({ id }) => id ?? [])).size).toBe(3);
    for (const id of new Set(lines.slice(1).flatMap(({ id }) => id ?? []))) {
      const bytes = lines.flatMap(({ id: own, status, progressDetail }) =>
        own === id && status === 'Downloading' ? numberAt(progressDetail, 'current') : [],
      );
      expect(bytes.length).toBeGreaterThan(2);
      expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
      expect(lines.filter((line) => line['id'] === id).at(-1)).toMatchObject({ status: 'Pull complete' });
    }
    expect(lines.at(-1)?.['status']).toBe('Status: Downloaded newer image for quay.io/some/thing:1');
    expect(await tagsOf()).toContain('quay.io/some/thing:1');
    const again = await linesOf(await engine.docker.pull('quay.io/some/thing:1'));
    expect(again.at(-1)?.['status']).toContain('Image is up to date');
  });

  it('that are missing or break off, are not there', async () => {
    const missing = await ask(engine.socketPath, 'POST', '/images/create?fromImage=missing/x&tag=1');
    expect(missing.status).toBe(404);
    expect(missing.json['message']).toMatch(
      /^pull access denied for missing\/x, repository does not exist or may require 'docker login'/,
    );
    const lines = await linesOf(await engine.docker.pull('broken/x'));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.at(-1)).toEqual({ error: 'unexpected EOF', errorDetail: { message: 'unexpected EOF' } });
    expect(await tagsOf()).not.toContain('broken/x:latest');
    expect((await ask(engine.socketPath, 'POST', '/images/create?fromImage=A%20B')).status).toBe(400);
  });

  it('stop coming when the client goes away', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    const stream = streamOf(await engine.docker.pull('slow/x'));
    await gather(stream).until('Downloading');
    expect(vi.getTimerCount()).toBe(1);
    stream.destroy();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
    expect(await tagsOf()).not.toContain('slow/x:latest');
  });

  it('are imported from any bytes, and loaded from a tar', async () => {
    const imported = await ask(
      engine.socketPath,
      'POST',
      '/images/create?fromSrc=-&repo=mine&tag=2',
      Buffer.alloc(300_000, 7),
    );
    expect(imported.json['status']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await engine.docker.getImage('mine:2').inspect()).toMatchObject({ Size: 300_000 });
    const tar = Buffer.alloc(2048);
    tar.write('manifest.json');
    tar.write('ustar', 257);
    const loaded = await ask(engine.socketPath, 'POST', '/images/load', tar);
    expect(loaded.json).toEqual({ stream: 'Loaded image: loaded:latest\n' });
    expect(await tagsOf()).toContain('loaded:latest');
    const refused = await ask(engine.socketPath, 'POST', '/images/load', Buffer.alloc(2000, 7));
    expect(refused.json['error']).toBe('archive/tar: invalid tar header');
  });

  it('are tagged, shown, untagged and deleted', async () => {
    const { docker } = engine;
    await docker.getImage('node:20-bookworm-slim').tag({ repo: 'mine', tag: 'x' });
    const facts = await docker.getImage('mine:x').inspect();
    expect(facts.RepoTags.sort()).toEqual(['mine:x', 'node:20-bookworm-slim']);
    expect(await docker.getImage('mine:x').history()).toHaveLength(facts.RootFS.Layers?.length ?? 0);
    await expect(docker.getImage(facts.Id).remove()).rejects.toMatchObject({ statusCode: 409 });
    expect(await docker.getImage('mine:x').remove()).toEqual([{ Untagged: 'mine:x' }]);
    expect(await docker.getImage('node:20-bookworm-slim').remove()).toContainEqual({ Deleted: facts.Id });
    await expect(docker.getImage(facts.Id).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('in use are kept; by force they lose their name', async () => {
    const redis = engine.docker.getImage('redis:7-alpine');
    const { Id } = await redis.inspect();
    await expect(redis.remove()).rejects.toMatchObject({
      statusCode: 409,
      message: expect.stringContaining('(must force)'),
    });
    expect(await redis.remove({ force: true })).toEqual([{ Untagged: 'redis:7-alpine' }]);
    expect((await engine.docker.getImage(Id).inspect()).RepoTags).toEqual([]);
    await expect(engine.docker.getImage(Id).remove({ force: true })).rejects.toMatchObject({
      statusCode: 409,
    });
  });

  it('are pruned when they have no name, or all that nobody uses', async () => {
    const dangling = await engine.docker.listImages({ filters: { dangling: ['true'] } });
    expect(dangling.map(({ RepoTags }) => RepoTags)).toEqual([[]]);
    const pruned = await engine.docker.pruneImages();
    expect(pruned.ImagesDeleted).toContainEqual({ Deleted: dangling[0]?.Id });
    expect(pruned.SpaceReclaimed).toBe(dangling[0]?.Size);
    await engine.docker.pruneImages({ filters: { dangling: ['false'] } });
    expect(await tagsOf()).not.toContain('node:20-bookworm-slim');
    expect(await tagsOf()).toContain('postgres:16');
  });

  it('count in the use of the disk', async () => {
    const before: unknown = await engine.docker.df();
    expect(before).toMatchObject({
      Volumes: expect.arrayContaining([
        expect.objectContaining({ Name: 'shop_db-data', UsageData: { Size: 74_300_000, RefCount: 1 } }),
      ]),
    });
    await engine.docker.getImage('node:20-bookworm-slim').remove();
    const after: unknown = await engine.docker.df();
    expect(numberAt(before, 'LayersSize') - numberAt(after, 'LayersSize')).toBe(201_400_000);
  });

  it('make events', async () => {
    const events = streamOf(await engine.docker.getEvents({ filters: { type: ['image'] } }));
    const heard = gather(events);
    await engine.docker.getImage('node:20-bookworm-slim').tag({ repo: 'mine' });
    await engine.docker.getImage('mine').remove();
    await textOf(await engine.docker.pull('alpine'));
    const text = await heard.until('"Action":"pull"');
    expect([...text.matchAll(/"Action":"(\w+)"/g)].map(([, action]) => action)).toEqual([
      'tag',
      'untag',
      'pull',
    ]);
    events.destroy();
    await once(events, 'close');
  });
});
