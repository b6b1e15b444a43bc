import { describe, expect, it } from 'vitest';
import { median, quantile, significant } from '../../bench/statistics.ts';

describe('statistics', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('takes quantiles by nearest rank, and leaves its input alone', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 3, 5, 5]);
    expect(values).toEqual([5, 1, 4, 2, 3]);
  });

  it('rounds to significant digits', () => {
    expect(significant(0.123456)).toBe(0.1235);
    expect(significant(123456)).toBe(123500);
    expect(significant(Number.NaN)).toBeNaN();
  });
});
