import { describe, expect, it } from 'vitest';
import { countsOf, crashed, sum } from '../scripts/counts.ts';
import { parityOf } from '../scripts/parity-count.ts';

const file = (status: string, ...tests: string[]) => ({
  name: '/clone/test/unit/a.test.ts',
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe('countsOf', () => {
  it('adds up what passed, failed and was skipped', () => {
    const report = {
      testResults: [file('passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')],
    };
    expect(countsOf(report, '/clone')).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded, and a report that is none, as a failure', () => {
    expect(countsOf({ testResults: [file('failed')] }, '/clone')).toEqual(crashed);
    expect(countsOf(undefined, '/clone')).toEqual(crashed);
    expect(sum([crashed, crashed]).failed).toBe(2);
  });
});

describe('parityOf', () => {
  it('tells named, passed and missing rows apart', () => {
    const sources = ["test('parity A01 A02 something'", "it('parity B01 is done'"];
    const run = [
      { fullName: 'engine parity A01 A02 something', status: 'passed' },
      { fullName: 'parity B01 is done', status: 'failed' },
    ];
    expect(parityOf(['A01', 'A02', 'B01', 'C01'], sources, run)).toEqual({
      rows: 4,
      tested: 3,
      passed: 2,
      missing: ['C01'],
    });
  });
});
