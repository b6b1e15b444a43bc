import { expect, it } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';

it('packs a volume as docker does, whatever the path holds', () => {
  const args = (path: string) => dockerArgs({ kind: 'volume.export', name: 'data', path });
  expect(args('/home/me/data.tar')).toEqual([
    ...['run', '--rm', '--mount', 'type=volume,source=data,target=/volume,readonly'],
    ...['--mount', 'type=bind,source=/home/me,target=/backup', 'busybox'],
    ...['tar', 'cf', '/backup/data.tar', '-C', '/volume', '.'],
  ]);
  expect(args('/data.tar')).toContain('type=bind,source=/,target=/backup');
  expect(args('C:\\Users\\me\\data.tar')).toContain('type=bind,source=C:\\Users\\me,target=/backup');
  // A comma and a quote stay in their field of the CSV.
  expect(args('/a,target=/etc "b"/-x.tar')).toContain(
    'type=bind,"source=/a,target=/etc ""b""",target=/backup',
  );
  expect(args('/a,target=/etc "b"/-x.tar')).toContain('/backup/-x.tar');
});

it('unpacks a file of the folder one is in', () => {
  expect(dockerArgs({ kind: 'volume.import', name: 'data', file: '--x.tar' })).toEqual([
    ...['run', '--rm', '--mount', 'type=volume,source=data,target=/volume', '--volume', './:/backup'],
    ...['busybox', 'tar', 'xf', '/backup/--x.tar', '-C', '/volume'],
  ]);
});
