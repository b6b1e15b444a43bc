import { describe, expect, it } from 'vitest';
import type { NamedLogLine } from '../../../../main/contract/logs-model.ts';
import { byTime, LineMerge } from '../../../../main/core/logs/merge-lines.ts';

const line = (container: string, time: string, text = ''): NamedLogLine => ({
  ...{ stream: 'stdout', container, time, text },
});
const times = (lines: readonly NamedLogLine[]) => lines.map(({ container, time }) => `${container}${time}`);

describe('lines of several logs', () => {
  it('are in the order of their times; those of one moment as they came', () => {
    const sorted = byTime([line('a', '3'), line('a', '5'), line('b', '1'), line('b', '3')]);
    expect(times(sorted)).toEqual(['b1', 'a3', 'b3', 'a5']);
  });

  it('stay behind the line that they came after where they have no time', () => {
    const sorted = byTime([line('a', '3'), line('a', ''), line('b', '1')]);
    expect(times(sorted)).toEqual(['b1', 'a3', 'a']);
  });

  it('wait one turn for those that are older and come later', () => {
    const merge = new LineMerge();
    merge.put([line('a', '2')]);
    expect(times(merge.turn())).toEqual([]);
    merge.put([line('b', '1'), line('b', '4')]);
    expect(times(merge.turn())).toEqual(['b1', 'a2']);
    expect(merge.length).toBe(1);
    merge.put([line('a', '3'), line('a', '6')]);
    expect(times(merge.turn())).toEqual(['a3', 'b4']);
    expect(times(merge.turn())).toEqual(['a6']);
    expect(times(merge.turn())).toEqual([]);
  });

  it('all come, whatever their times are', () => {
    const merge = new LineMerge();
    const all: NamedLogLine[] = [];
    let told: NamedLogLine[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      const lines = Array.from({ length: turn % 7 }, (_, index) =>
        line('c', String((turn * 37 + index * 11) % 100).padStart(3, '0'), `${turn}.${index}`),
      );
      all.push(...lines);
      merge.put(lines);
      told = [...told, ...merge.turn()];
    }
    told = [...told, ...merge.turn(), ...merge.turn()];
    expect(told.map(({ text }) => text).toSorted()).toEqual(all.map(({ text }) => text).toSorted());
  });
});
