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
      assertionResults: v.array(v.object({ status: v.string() })),
    }),
  ),
});

/** Counts of a report. A file that could not even be loaded counts as one failed test, and is named on standard error. */
export function countsOf(report: unknown, root: string): Counts {
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
      if (file.status !== 'failed' || counts.failed > 0) return counts;
      process.stderr.write(
        `failed as a whole: ${relative(root, file.name)} ${file.message.split('\n')[0]}\n`,
      );
      return sum([counts, crashed]);
    }),
  );
}

/** The sum of counts. */
export function sum(all: readonly Counts[]): Counts {
  const add = (key: keyof Counts) => all.reduce((total, one) => total + one[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}
