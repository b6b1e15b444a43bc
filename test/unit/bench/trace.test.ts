import { expect, it } from 'vitest';
import { longestTask, type TraceEvent } from '../../bench/trace.ts';

const named = (tid: number, name: string): TraceEvent => ({
  ...{ name: 'thread_name', ph: 'M', pid: 7, tid, args: { name } },
});
const task = (tid: number, tdur: number): TraceEvent => ({
  ...{ name: 'ThreadControllerImpl::RunTask', ph: 'X', pid: 7, tid, tdur },
});

it('is the longest task of the page itself, in milliseconds', () => {
  const other: TraceEvent = { name: 'Paint', ph: 'X', pid: 7, tid: 1, tdur: 90_000 };
  const events = [named(1, 'CrRendererMain'), named(2, 'Compositor'), task(1, 4000), task(1, 12_500)];
  expect(longestTask([...events, task(2, 80_000), other])).toBe(12.5);
});

it('refuses a trace without a page', () => {
  expect(() => longestTask([named(2, 'Compositor'), task(2, 80_000)])).toThrow('no tasks');
});
