import { describe, expect, it } from 'vitest';
import { countsOf, crashed, sum, troubleOf } from '../scripts/counts.ts';
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
    expect(countsOf(report)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded, and a report that is none, as a failure', () => {
    expect(countsOf({ testResults: [file('failed')] })).toEqual(crashed);
    expect(countsOf(undefined)).toEqual(crashed);
    expect(sum([crashed, crashed]).failed).toBe(2);
  });
});

describe('troubleOf', () => {
  it('names what failed, what passed only when tried again, and what could not be loaded', () => {
    const report = {
      testResults: [
        {
          ...file('failed'),
          assertionResults: [
            { status: 'passed', fullName: 'is well', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'is wrong',
              failureMessages: ['Error: 1 is not 2\n  at a.test.ts'],
            },
            { status: 'passed', fullName: 'is slow', failureMessages: ['Error: too late\n  at a.test.ts'] },
          ],
        },
        { ...file('failed'), name: '/clone/test/unit/b.test.ts', message: 'no such module\nmore' },
        file('passed', 'passed'),
      ],
    };
    expect(troubleOf(report, '/clone')).toEqual([
      'failed: test/unit/a.test.ts: is wrong: Error: 1 is not 2',
      'passed only when tried again: test/unit/a.test.ts: is slow: Error: too late',
      'failed as a whole: test/unit/b.test.ts: no such module',
    ]);
    expect(troubleOf(undefined, '/clone')).toEqual([]);
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
