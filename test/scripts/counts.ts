/** Reads the reports of vitest. */
import { relative } from 'node:path';
import * as v from 'valibot';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A run that came to no result. */
export const crashed: Counts = { passed: 0, failed: 1, skipped: 0 };

const reportSchema = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(
        v.object({
          status: v.string(),
          fullName: v.optional(v.string(), ''),
          failureMessages: v.optional(v.array(v.string()), []),
        }),
      ),
    }),
  ),
});

/** Counts of a report. A file that could not even be loaded counts as one failed test. */
export function countsOf(report: unknown): Counts {
  const parsed = v.safeParse(reportSchema, report);
  if (!parsed.success) return crashed;
  return sum(
    parsed.output.testResults.map((file) => {
      const count = (...statuses: string[]) =>
        file.assertionResults.filter((one) => statuses.includes(one.status)).length;
      const counts = {
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped', 'pending', 'todo', 'disabled'),
      };
      return file.status === 'failed' && counts.failed === 0 ? sum([counts, crashed]) : counts;
    }),
  );
}

/**
 * What did not go as it should, a line each, with the first line of what was wrong: tests that failed, those that passed
 * only when they were tried again (vitest keeps what the first try ended with), and files that could not be loaded.
 */
export function troubleOf(report: unknown, root: string): string[] {
  const parsed = v.safeParse(reportSchema, report);
  if (!parsed.success) return [];
  return parsed.output.testResults.flatMap((file) => {
    const path = relative(root, file.name);
    const tests = file.assertionResults.flatMap(({ status, fullName, failureMessages: [first] }) => {
      if (status === 'failed') return [`failed: ${path}: ${fullName}: ${firstLine(first)}`];
      if (status === 'passed' && first !== undefined)
        return [`passed only when tried again: ${path}: ${fullName}: ${firstLine(first)}`];
      return [];
    });
    if (file.status !== 'failed' || tests.some((line) => line.startsWith('failed: '))) return tests;
    return [...tests, `failed as a whole: ${path}: ${firstLine(file.message)}`];
  });
}

function firstLine(text = ''): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}

/** The sum of counts. */
export function sum(all: readonly Counts[]): Counts {
  const add = (key: keyof Counts) => all.reduce((total, one) => total + one[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}
