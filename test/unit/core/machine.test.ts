import { describe, expect, it } from 'vitest';
import type { VmState } from '../../../main/contract/model.ts';
import { isAtRest, next, type VmEvent } from '../../../main/core/vm/machine.ts';

const error = { code: 'vm.exited', params: { reason: 'x' } } as const;
const states = {
  absent: { kind: 'absent' },
  stopped: { kind: 'stopped' },
  starting: { kind: 'starting', step: 'boot', since: 1 },
  running: { kind: 'running', since: 2, problems: [] },
  stopping: { kind: 'stopping', since: 3 },
  failed: { kind: 'failed', error },
} as const satisfies Record<string, VmState>;
const events: readonly VmEvent[] = [
  { kind: 'startRequested', at: 5 },
  { kind: 'stepBegun', step: 'engine' },
  { kind: 'progressed', progress: { done: 1, total: 2, unit: 'bytes' } },
  { kind: 'started', at: 6 },
  { kind: 'startFailed', error },
  { kind: 'startCancelled' },
  { kind: 'problemsChanged', problems: [{ subject: 'x', error }] },
  { kind: 'stopRequested', at: 7 },
  { kind: 'stopped' },
  { kind: 'exited', error },
  { kind: 'deleted' },
];

/** The whole table: which state each event leads to; what isn't listed is refused. */
const table: Record<string, Partial<Record<VmEvent['kind'], VmState['kind']>>> = {
  absent: { startRequested: 'starting', deleted: 'absent' },
  stopped: { startRequested: 'starting', deleted: 'absent' },
  starting: {
    stepBegun: 'starting',
    progressed: 'starting',
    started: 'running',
    startFailed: 'failed',
    startCancelled: 'stopped',
  },
  running: { problemsChanged: 'running', stopRequested: 'stopping', exited: 'failed' },
  stopping: { stopped: 'stopped' },
  failed: { startRequested: 'starting', stopped: 'stopped', deleted: 'absent' },
};

describe('the life of the VM', () => {
  for (const [name, state] of Object.entries(states)) {
    for (const event of events) {
      const expected = table[name]?.[event.kind];
      it(`${name} + ${event.kind} -> ${expected ?? 'refused'}`, () => {
        expect(next(state, event)?.kind).toBe(expected);
      });
    }
  }

  it('keeps when a start began over its steps, and forgets a step’s progress', () => {
    const progressed = next(states.starting, {
      kind: 'progressed',
      progress: { done: 1, total: 2, unit: 'bytes' },
    });
    expect(progressed).toMatchObject({ since: 1, progress: { done: 1 } });
    expect(progressed && next(progressed, { kind: 'stepBegun', step: 'engine' })).toEqual({
      kind: 'starting',
      step: 'engine',
      since: 1,
    });
  });

  it('is at rest when nothing runs and nothing is under way', () => {
    expect(
      Object.entries(states)
        .filter(([, state]) => isAtRest(state))
        .map(([name]) => name),
    ).toEqual(['absent', 'stopped', 'failed']);
  });

  it('stays the same value while its problems do', () => {
    const told = { kind: 'problemsChanged', problems: [{ subject: 'x', error }] } as const;
    const state = next({ kind: 'running', since: 1, problems: [] }, told);
    expect(state).toMatchObject({ problems: told.problems });
    expect(state === undefined ? undefined : next(state, structuredClone(told))).toBe(state);
    expect(next({ kind: 'running', since: 1, problems: [] }, { ...told, problems: [] })).toEqual({
      kind: 'running',
      since: 1,
      problems: [],
    });
  });
});
