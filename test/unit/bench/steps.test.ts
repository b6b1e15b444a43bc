import { describe, expect, it } from 'vitest';
import { stepShares } from '../../bench/steps.ts';

const at = (ms: number) => new Date(1_000_000_000_000 + ms).toISOString();
const begun = 1_000_000_000_000;
const line = (end: number, name: string, took: number) => `${at(end)} info  vm: step ${name} took ${took} ms`;

describe('the division of a start', () => {
  it('covers all from the process to the answer', () => {
    const log = [line(1500, 'prepare', 1000), line(9500, 'boot', 8000), line(9700, 'context', 200)].join(
      '\n',
    );
    expect(stepShares(log, begun, begun + 10_000)).toEqual([
      { name: 'spawn', seconds: 0.5 },
      { name: 'prepare', seconds: 1 },
      { name: 'boot', seconds: 8 },
      { name: 'context', seconds: 0.2 },
      { name: 'answer', seconds: 0.3 },
    ]);
  });

  it('counts nothing of what came after the answer, and nothing of other starts', () => {
    const log = [
      line(-50, 'boot', 100),
      line(4000, 'boot', 3000),
      line(5200, 'context', 1200),
      line(9000, 'later', 10),
    ];
    const shares = stepShares(log.join('\n'), begun, begun + 5000);
    expect(shares).toEqual([
      { name: 'spawn', seconds: 1 },
      { name: 'boot', seconds: 3 },
      { name: 'context', seconds: 1 },
      { name: 'answer', seconds: 0 },
    ]);
  });

  it('is empty without steps, whatever else the log says', () => {
    expect(stepShares('', begun, begun + 1)).toEqual([]);
    expect(stepShares(`${at(5)} info  vm: step boot took ages`, begun, begun + 10)).toEqual([]);
    expect(stepShares(`${at(5)} debug vm: step boot took 3 ms`, begun, begun + 10)).toEqual([]);
  });
});
