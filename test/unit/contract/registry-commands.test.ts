/** The docker commands about registries; a password is in none of them. */
import { expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';

it.each([
  [
    { kind: 'registry.signIn', host: 'docker.io', username: 'mate' },
    'docker login --username mate --password-stdin',
  ],
  [
    { kind: 'registry.signIn', host: 'lab:5000', username: "a'b $(x)" },
    `docker login --username 'a'\\''b $(x)' --password-stdin lab:5000`,
  ],
  [{ kind: 'registry.signOut', host: 'docker.io' }, 'docker logout'],
  [{ kind: 'registry.signOut', host: 'lab' }, 'docker logout lab'],
  [{ kind: 'registry.search', term: '--x', limit: 5 }, 'docker search --limit 5 -- --x'],
  [{ kind: 'registry.tag', image: 'a:1', target: 'lab/a:1' }, 'docker tag a:1 lab/a:1'],
  [{ kind: 'registry.push', target: 'lab/a:1' }, 'docker push lab/a:1'],
  [
    { kind: 'registry.run', image: 'registry:3', port: 5001 },
    'docker run --detach --restart always --name registry --publish 127.0.0.1:5001:5000 ' +
      '--volume registry:/var/lib/registry --env REGISTRY_STORAGE_DELETE_ENABLED=true registry:3',
  ],
] as const)('%j', (action, command) => {
  expect(dockerCommand(action)).toBe(command);
});
