import { expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';

it('C05 C07 C22 I05 writes the commands that change a container', () => {
  expect(dockerCommand({ kind: 'container.rename', name: 'a', to: '-b' })).toBe('docker rename -- a -b');
  expect(
    dockerCommand({
      kind: 'container.update',
      name: 'a',
      settings: { restart: 'on-failure:3', memory: '64m', memorySwap: '-1' },
    }),
  ).toBe('docker update --restart on-failure:3 --memory 64m --memory-swap -1 a');
  const commit = { kind: 'container.commit', name: 'a', image: 'b:1', author: '' } as const;
  expect(dockerCommand({ ...commit, message: "it's; rm -rf /", pause: false })).toBe(
    `docker commit --message 'it'\\''s; rm -rf /' --pause=false a b:1`,
  );
  expect(dockerCommand({ ...commit, message: '', pause: true })).toBe('docker commit a b:1');
  expect(dockerCommand({ kind: 'container.field', name: 'a', format: '{{json .Mounts}}' })).toBe(
    `docker container inspect --format '{{json .Mounts}}' a`,
  );
});
