/** What takes the disk, and what a prune of it would take. */
import { describe, expect, test } from 'vitest';
import { dockerCommand } from '../../../../main/contract/docker-command.ts';
import { prunePreview, reclaimable } from '../../../../main/contract/prune-preview.ts';
import { parseClientVersion } from '../../../../main/core/engine/client-version.ts';
import { readDisk } from '../../../../main/core/engine/disk.ts';
import { feedEvent } from '../../../../main/core/engine/feed.ts';

const df = {
  LayersSize: 100,
  Images: [
    { Id: 'sha256:used', RepoTags: ['used:1'], Size: 60, SharedSize: 10 },
    { Id: 'sha256:old', RepoTags: ['old:1'], Size: 30, SharedSize: 10 },
    { Id: 'sha256:none', RepoTags: ['<none>:<none>'], Size: 20, SharedSize: 0 },
  ],
  Containers: [
    { Id: 'c1', Names: ['/runs'], State: 'running', ImageID: 'sha256:used', SizeRw: 1, Mounts: [] },
    {
      ...{ Id: 'c2', Names: ['/ended'], State: 'exited', ImageID: 'sha256:old', SizeRw: 2 },
      Mounts: [{ Type: 'volume', Name: 'anon' }],
    },
  ],
  Volumes: [
    { Name: 'named', Labels: null, UsageData: { Size: 7, RefCount: 0 } },
    { Name: 'anon', Labels: { 'com.docker.volume.anonymous': '' }, UsageData: { Size: 5, RefCount: 1 } },
  ],
  BuildCache: [
    { ID: 'b1', Type: 'regular', Description: 'RUN x', InUse: false, Shared: false, Size: 9 },
    { ID: 'b2', Type: 'frontend', Description: '', InUse: false, Shared: false, Size: 4 },
    { ID: 'b3', Type: 'regular', Description: 'COPY', InUse: true, Shared: false, Size: 3 },
  ],
};
const use = { ...readDisk(df), networks: ['idle'] };
const ids = (choice: Parameters<typeof prunePreview>[1]) =>
  prunePreview(use, choice)
    .items.map(({ id }) => id)
    .toSorted();

describe('the disk', () => {
  test('E07 a prune takes what the engine would take, and no more', () => {
    expect(ids({ what: 'containers', all: false, volumes: false })).toEqual(['c2']);
    expect(ids({ what: 'images', all: false, volumes: false })).toEqual(['sha256:none']);
    // A stopped container has it.
    expect(ids({ what: 'images', all: true, volumes: false })).toEqual(['sha256:none']);
    expect(ids({ what: 'volumes', all: false, volumes: false })).toEqual([]);
    expect(ids({ what: 'volumes', all: true, volumes: false })).toEqual(['named']);
    expect(ids({ what: 'cache', all: false, volumes: false })).toEqual(['b1']);
    expect(ids({ what: 'cache', all: true, volumes: false })).toEqual(['b1', 'b2']);
  });

  test('E07 a prune of everything frees what stopped containers held', () => {
    expect(ids({ what: 'all', all: false, volumes: false })).toEqual(['b1', 'c2', 'sha256:none']);
    const whole = { what: 'all', all: true, volumes: true } as const;
    expect(ids(whole)).toEqual(['anon', 'b1', 'b2', 'c2', 'sha256:none', 'sha256:old']);
    expect(prunePreview(use, whole)).toMatchObject({
      networks: ['idle'],
      freedBytes: 5 + 9 + 4 + 2 + 20 + 20,
    });
    expect(reclaimable(use, 'volumes')).toBe(7);
  });

  test('E07 without a container that holds anything, all layers go', () => {
    const alone = { ...readDisk({ LayersSize: 100, Images: df.Images }), networks: [] };
    expect(prunePreview(alone, { what: 'images', all: true, volumes: false }).freedBytes).toBe(100);
  });

  test('what makes no sense is nothing', () => {
    expect(readDisk(undefined)).toEqual({ items: [], layersBytes: 0 });
    expect(readDisk({ Images: [null, 3], Volumes: 'x', LayersSize: -1 }).items).toHaveLength(2);
  });

  test('the commands', () => {
    const line = (choice: Parameters<typeof prunePreview>[1]) =>
      dockerCommand({ kind: 'engine.prune', choice });
    expect(line({ what: 'all', all: true, volumes: true })).toBe(
      'docker system prune --force --all --volumes',
    );
    expect(line({ what: 'cache', all: false, volumes: false })).toBe('docker builder prune --force');
    expect(line({ what: 'containers', all: true, volumes: true })).toBe('docker container prune --force');
  });
});

test('E06 an event is read, cleaned and bounded; garbage is none', () => {
  const actor = { ID: 'c1', Attributes: { name: 'we\u0007b' } };
  const event = { Type: 'container', Action: 'start', Actor: actor, timeNano: 5_000_000 };
  expect(feedEvent(JSON.stringify(event))).toEqual({
    ...{ time: 5, type: 'container', action: 'start', id: 'c1', name: 'we b' },
  });
  for (const line of ['', '{', '[]', '{"Type":1,"Action":"x","timeNano":1}', '{"Type":"a","Action":"b"}']) {
    expect(feedEvent(line)).toBeUndefined();
  }
});

test('E01 the client says its version, with or without a server', () => {
  expect(parseClientVersion('{"Client":{"Version":"28.1"},"Server":null}')).toBe('28.1');
  expect(parseClientVersion('docker: unknown')).toBeUndefined();
});
