import { describe, expect, it } from 'vitest';
import { dockerArgs, dockerCommand } from '../../../main/contract/docker-command.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { AppError } from '../../../main/contract/errors.ts';
import { chosen, filterOf, projectsOf } from '../../../renderer/features/containers/filter.ts';
import { containerRows } from '../../../renderer/features/containers/groups.ts';
import { forAll } from '../../../renderer/stores/act-all.ts';
import { landing, listAct } from '../../../renderer/ui/list-keys.ts';
import { toggled, withRange } from '../../../renderer/ui/list-selection.ts';
import { inOrder } from '../../../renderer/ui/list-sort.ts';

const key = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

function container(name: string, more: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    ...{ id: `id-${name}`, name, image: 'busybox', imageId: 'x', command: 'sleep', createdAt: 0 },
    ...{ state: 'running', status: 'Up', ports: [], ...more },
  };
}

describe('the keys of a list', () => {
  it('go, open, choose and remove; what belongs to the control is left to it', () => {
    const press = (name: string, on: 'link' | 'check' | 'button') => listAct({ ...key, key: name }, on, 9);
    expect(press('ArrowDown', 'link')).toEqual({ kind: 'go', step: 1, by: 1, extend: false });
    expect(press('PageUp', 'link')).toEqual({ kind: 'go', step: -1, by: 9, extend: false });
    expect([press(' ', 'link'), press(' ', 'check'), press(' ', 'button')]).toEqual([
      { kind: 'toggle' },
      undefined,
      undefined,
    ]);
    expect([press('Enter', 'check'), press('Enter', 'link')]).toEqual([{ kind: 'open' }, undefined]);
    expect(listAct({ ...key, key: 'a', ctrlKey: true }, 'link', 9)).toEqual({ kind: 'all' });
    expect(listAct({ ...key, key: 'Home', altKey: true }, 'link', 9)).toBeUndefined();
  });

  it('land on rows that can have the focus, and no further than the list', () => {
    const even = (index: number) => index % 2 === 0;
    expect(landing(0, { step: 1, by: 1 }, 5, even)).toBe(2);
    expect(landing(4, { step: 1, by: 1 }, 5, even)).toBeUndefined();
    expect(landing(2, { step: 1, by: Infinity }, 6, even)).toBe(4);
    expect(landing(4, { step: -1, by: Infinity }, 6, (index) => index > 0)).toBe(1);
  });
});

describe('what is chosen', () => {
  it('is turned round one by one, and grows by a range', () => {
    expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
    const order = ['a', undefined, 'b', 'c'];
    expect([...withRange(new Set(['x']), order, 2, 0)].toSorted()).toEqual(['a', 'b', 'x']);
  });

  it('is sorted by its column either way, or as it came', () => {
    const columns = [{ key: 'n', compare: (a: number, b: number) => a - b }];
    expect(inOrder([2, 3, 1], columns, { column: 'n', down: true })).toEqual([3, 2, 1]);
    expect(inOrder([2, 3, 1], columns, { column: 'gone', down: true })).toEqual([2, 3, 1]);
  });
});

describe('containers of a project', () => {
  const all = [
    container('web', { project: 'shop', configFiles: '/srv/compose.yaml' }),
    container('job', { project: 'shop', state: 'exited' }),
    container('single', { ports: [{ protocol: 'tcp', containerPort: 80, hostPort: 8123 }] }),
    container('odd', { project: '__proto__' }),
  ];

  it('are together, with all that it has, whatever a filter hides', () => {
    const shown = chosen(all, { kind: 'running' }, '');
    const rows = containerRows(shown, all, new Set(['__proto__']));
    expect(rows.map((row) => (row.kind === 'one' ? row.container.name : row.project))).toEqual([
      ...['__proto__', 'shop', 'web', 'single'],
    ]);
    expect(rows[1]).toMatchObject({ configFiles: '/srv/compose.yaml', containers: [all[0], all[1]] });
  });

  it('are found by project and by port', () => {
    const projects = projectsOf(all);
    expect(chosen(all, filterOf('project shop', projects), '').map(({ name }) => name)).toEqual([
      'web',
      'job',
    ]);
    expect(filterOf('project gone', projects)).toEqual({ kind: 'all' });
    expect(chosen(all, { kind: 'all' }, '8123').map(({ name }) => name)).toEqual(['single']);
  });

  it('have commands of compose, in which no name becomes another word', () => {
    expect(dockerCommand({ kind: 'compose', action: 'stop', project: 'shop' })).toBe(
      'docker compose -p shop stop',
    );
    expect(dockerArgs({ kind: 'compose.remove', project: "a'; x" })).toEqual([
      ...['compose', '-p', "a'; x", 'rm', '--stop', '--force'],
    ]);
  });
});

describe('what is done to many', () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tasks here don't use it
  const client = {} as CoreClient;
  const members = ['a', 'b', 'c'].map((name) => ({ key: name, name }));

  it('is done to all, and tells which failed', async () => {
    const tried: string[] = [];
    const task = (_client: CoreClient, { name }: { readonly name: string }) => {
      tried.push(name);
      return name === 'b'
        ? Promise.reject(new AppError('volume.inUse', { params: { message: 'busy' } }))
        : Promise.resolve();
    };
    await expect(forAll(client, members, task)).rejects.toMatchObject({
      code: 'bulk.partial',
      params: { failed: 1, all: 3, names: 'b', first: 'b', reason: 'busy' },
    });
    expect(tried).toEqual(['a', 'b', 'c']);
    await expect(forAll(client, members.slice(1, 2), task)).rejects.toMatchObject({ code: 'volume.inUse' });
  });
});
