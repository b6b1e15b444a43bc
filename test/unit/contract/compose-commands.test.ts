import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { composeRun } from '../../../main/contract/compose-model.ts';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';

const files = ['/srv/a b/compose.yaml'];

it.each<readonly [DockerAction, string]>([
  [{ kind: 'compose.up', files }, "docker compose --file '/srv/a b/compose.yaml' up --detach"],
  [
    { kind: 'compose.up', files: ['/a', '/b'], project: 'p', build: true },
    'docker compose --file /a --file /b --project-name p up --detach --build',
  ],
  [{ kind: 'compose.up', files: ['/a'], build: false }, 'docker compose --file /a up --detach'],
  [
    { kind: 'compose.down', files: [], project: 'p', volumes: true },
    'docker compose --project-name p down --volumes',
  ],
  [{ kind: 'compose.list', project: 'p' }, 'docker compose -p p ps --all'],
  [{ kind: 'compose.logs', project: 'p' }, 'docker compose -p p logs --follow'],
])('%j', (action, command) => {
  expect(dockerCommand(action)).toBe(command);
});

describe('what is asked of compose', () => {
  it.each([
    { action: 'up', files },
    { action: 'down', files: [], project: 'shop_1' },
  ])('%j may be', (input) => {
    expect(v.is(composeRun, input)).toBe(true);
  });
  it.each([
    { action: 'up', files: [] },
    { action: 'up', files: [], project: 'shop' },
    { action: 'down', files: [] },
    { action: 'down', files, project: '--help' },
    { action: 'down', files, project: 'Shop' },
    { action: 'exec', files },
    { action: 'up', files: ['a\nb'] },
  ])('%j may not', (input) => {
    expect(v.is(composeRun, input)).toBe(false);
  });
});
