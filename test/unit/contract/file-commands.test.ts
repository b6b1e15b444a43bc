/** The commands about files, as they are shown. */
import { describe, expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';

const container = { kind: 'container', name: 'web' } as const;
const volume = { kind: 'volume', name: 'data' } as const;
const mount = 'docker run --rm --mount type=volume,source=data,target=/volume';

describe('commands about files', () => {
  it.each([
    [dockerCommand({ kind: 'files.list', place: container, path: '/a b' }), "docker exec web ls -la '/a b'"],
    [
      dockerCommand({ kind: 'files.list', place: volume, path: '/' }),
      `${mount},readonly busybox ls -la /volume`,
    ],
    [dockerCommand({ kind: 'files.read', place: container, path: '/x' }), 'docker exec web cat /x'],
    [
      dockerCommand({ kind: 'files.remove', place: container, paths: ['/-rf', "/it's"] }),
      "docker exec web rm -r /-rf '/it'\\''s'",
    ],
    [
      dockerCommand({ kind: 'files.remove', place: volume, paths: ['/x'] }),
      `${mount} busybox rm -r /volume/x`,
    ],
    [
      dockerCommand({ kind: 'files.rename', place: container, path: '/a/b', name: 'c' }),
      'docker exec web mv -T /a/b /a/c',
    ],
    [
      dockerCommand({ kind: 'files.rename', place: volume, path: '/b', name: 'c' }),
      `${mount} busybox mv -T /volume/b /volume/c`,
    ],
    [dockerCommand({ kind: 'files.makeFolder', place: container, path: '/n' }), 'docker exec web mkdir /n'],
    [
      dockerCommand({ kind: 'files.download', place: container, path: '/x', file: true, to: '/tmp/x' }),
      'docker cp --follow-link web:/x /tmp/x',
    ],
    [
      dockerCommand({ kind: 'files.download', place: container, path: '/d', file: false, to: '/tmp/d.tar' }),
      'docker cp web:/d -',
    ],
    [
      dockerCommand({ kind: 'files.download', place: volume, path: '/x', file: true, to: '/tmp/x' }),
      `${mount},readonly busybox cat /volume/x`,
    ],
    [
      dockerCommand({ kind: 'files.download', place: volume, path: '/d', file: false, to: '/t' }),
      `${mount},readonly busybox tar c -C /volume ./d`,
    ],
    [
      dockerCommand({ kind: 'files.download', place: volume, path: '/', file: false, to: '/t' }),
      `${mount},readonly busybox tar c -C /volume .`,
    ],
    [
      dockerCommand({ kind: 'files.upload', place: container, path: '/d', from: ['a b'] }),
      "docker cp 'a b' web:/d",
    ],
    [
      dockerCommand({ kind: 'files.upload', place: volume, path: '/', from: ['a', 'b'] }),
      `${mount} --volume ./:/upload busybox cp -r /upload/a /upload/b /volume`,
    ],
    [dockerCommand({ kind: 'volume.inspect', name: 'data' }), 'docker volume inspect data'],
    [
      dockerCommand({
        kind: 'volume.create',
        name: 'v',
        driver: 'local',
        labels: [{ name: 'a', value: 'b' }],
        options: [{ name: 'o', value: 'x y' }],
      }),
      "docker volume create --driver local --label a=b --opt 'o=x y' v",
    ],
  ])('%s', (command, expected) => expect(command).toBe(expected));
});
