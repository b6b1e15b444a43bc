import { describe, expect, it } from 'vitest';
import type { VmState } from '../../../main/contract/model.ts';
import { listsToShow, type Lists } from '../../../renderer/stores/keep-lists.ts';

const none: Lists = { containers: undefined, images: undefined, volumes: undefined, networks: undefined };
const ready = { kind: 'ready', items: [] } as const;
const known: Lists = {
  containers: { kind: 'ready', items: [] },
  images: { kind: 'ready', items: [] },
  volumes: { kind: 'ready', items: [] },
  networks: { kind: 'ready', items: [] },
};
const offline: Lists = {
  containers: { kind: 'offline' },
  images: { kind: 'offline' },
  volumes: { kind: 'offline' },
  networks: { kind: 'offline' },
};
const running: VmState = { kind: 'running', since: 0, problems: [] };
const failed: VmState = { kind: 'failed', error: { code: 'vm.exited', params: {} } };

describe('the lists that are shown', () => {
  it.each([running, failed])('stay when the engine goes away that nobody has stopped', (vm) => {
    expect(listsToShow(known, offline, vm)).toEqual({ ...known, kept: true });
  });

  it.each<VmState>([{ kind: 'stopping', since: 0 }, { kind: 'stopped' }, { kind: 'absent' }])(
    'go when somebody has stopped it',
    (vm) => {
      expect(listsToShow(known, offline, vm)).toEqual({ ...offline, kept: false });
    },
  );

  it('are each replaced when they are read anew', () => {
    const told: Lists = { ...offline, images: { kind: 'ready', items: [] } };
    const shown = listsToShow(known, told, running);
    expect(shown.images).toBe(told.images);
    expect(shown.kept).toBe(true);
    expect(listsToShow(shown, known, running)).toEqual({ ...known, kept: false });
  });

  it('are what is told at first', () => {
    expect(listsToShow(none, { ...none, containers: { ...ready, items: [] } }, undefined).kept).toBe(false);
    expect(listsToShow(none, offline, running)).toEqual({ ...offline, kept: false });
  });
});
