import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gather } from '../../../../../main/core/shares/events/gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits until it is quiet', () => {
  const due = vi.fn();
  const gather = new Gather(30, 250, due);
  gather.touch();
  vi.advanceTimersByTime(20);
  gather.touch();
  vi.advanceTimersByTime(29);
  expect(due).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2);
  expect(due).toHaveBeenCalledOnce();
});

it('but not for ever', () => {
  const due = vi.fn();
  const gather = new Gather(30, 250, due);
  for (let i = 0; i < 60; i += 1) {
    gather.touch();
    vi.advanceTimersByTime(10);
  }
  expect(due).toHaveBeenCalledTimes(2);
  gather.close();
  vi.advanceTimersByTime(1000);
  expect(due).toHaveBeenCalledTimes(2);
});
