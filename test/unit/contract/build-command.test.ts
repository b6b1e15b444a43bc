import { expect, it } from 'vitest';
import { buildCommand } from '../../../main/contract/build-command.ts';
import type { BuildWish } from '../../../main/contract/build-model.ts';

const wish = (more: Partial<BuildWish>): BuildWish => ({
  ...{ folder: '/srv/web', dockerfile: 'Dockerfile', tags: [], args: [] },
  ...{ noCache: false, pull: false, builder: 'buildkit' },
  ...more,
});

it.each<readonly [Partial<BuildWish>, string]>([
  [{}, 'docker build /srv/web'],
  [{ builder: 'classic', tags: ['a:1', 'b'] }, 'DOCKER_BUILDKIT=0 docker build --tag a:1 --tag b /srv/web'],
  [{ dockerfile: 'docker/Dev file' }, "docker build --file '/srv/web/docker/Dev file' /srv/web"],
  [{ dockerfile: '/other/Dockerfile' }, 'docker build --file /other/Dockerfile /srv/web'],
  [{ folder: 'C:\\web', dockerfile: 'x' }, "docker build --file 'C:\\web\\x' 'C:\\web'"],
  [{ folder: '-x' }, 'docker build -- -x'],
  [
    {
      args: [{ name: 'A', value: `it's $HOME` }],
      target: 't',
      platform: 'linux/arm64',
      noCache: true,
      pull: true,
    },
    `docker build --build-arg 'A=it'\\''s $HOME' --target t --platform linux/arm64 --no-cache --pull /srv/web`,
  ],
])('%j', (more, command) => {
  expect(buildCommand(wish(more))).toBe(command);
});
