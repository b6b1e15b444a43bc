import { beforeEach, describe, expect, it } from 'vitest';
import type { ContainerStats } from '../../../main/contract/stats-model.ts';
import { cpuText, memoryText, rateText } from '../../../renderer/features/stats/stats-text.ts';
import { addSeen, useStats } from '../../../renderer/stores/stats.ts';
import { longestGap, nearest, niceCeiling, unbroken } from '../../../renderer/ui/chart-scale.ts';

it.each([
  [0, false, 1],
  [0.3, false, 0.5],
  [1, false, 1],
  [7, false, 10],
  [130, false, 200],
  [1024 ** 2, true, 1024 ** 2],
  [130 * 1024 ** 2, true, 200 * 1024 ** 2],
  [900, true, 1000],
  [NaN, false, 1],
])('an axis for %d (bytes: %s) ends at %d', (value, bytes, end) => {
  expect(niceCeiling(value, bytes)).toBeCloseTo(end, 6);
});

it('a line is broken where nothing was seen', () => {
  const points = [0, 1000, 1000 + longestGap + 1].map((time) => ({ time, value: 1 }));
  expect(unbroken(points).map(({ length }) => length)).toEqual([2, 1]);
  expect(nearest(points, 900)?.time).toBe(1000);
  expect(nearest([], 1)).toBeUndefined();
});

it('figures read as docker writes them', () => {
  expect([cpuText(0.04, 'en'), cpuText(3.25, 'en'), cpuText(150.2, 'zh-CN')]).toEqual(['0%', '3.3%', '150%']);
  expect([memoryText(500), memoryText(344 * 1024), memoryText(1.5 * 2 ** 30)]).toEqual([
    ...['500 B', '344 KiB', '1.5 GiB'],
  ]);
  expect(rateText(1234.5)).toBe('1.24 kB/s');
});

describe('what a page has seen', () => {
  const look = (id: string, time: number): ContainerStats => ({
    ...{ id, time, memoryBytes: 1, memoryLimitBytes: 2, pids: 1 },
    totals: { received: 0, sent: 0, read: 0, written: 0 },
  });
  beforeEach(() => useStats.setState({ seen: new Map() }));

  it('is kept for ten minutes', () => {
    for (const time of [1, 600_000, 600_002]) addSeen(look('a', time));
    expect(
      useStats
        .getState()
        .seen.get('a')
        ?.map(({ time }) => time),
    ).toEqual([600_000, 600_002]);
  });

  it('is kept of a few containers', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) addSeen(look(id, 1));
    expect([...useStats.getState().seen.keys()]).toEqual(['b', 'c', 'd', 'e', 'f']);
  });
});
