/** What a benchmark tells: figures with the runs that they come from, as JSON for programs and a table for people. */
import { goals, type Goal } from './goals.ts';
import { median, significant } from './statistics.ts';

/** One figure. A figure that could not be had stays in the list, with the reason. */
export interface Figure {
  /** Dotted; one with `vs` in it is a ratio, ours over the other's. */
  readonly name: string;
  readonly value: number | null;
  /** Of the quantity that was measured, also where the value is a ratio. */
  readonly unit: string;
  /** What is aimed at, such as `<= 0.5`; null for a figure that only informs. */
  readonly goal: string | null;
  readonly meets: boolean | null;
  /** One value for each round. */
  readonly runs: readonly number[];
  /** Why there is no value. */
  readonly reason?: string;
}

/** The benchmark's result; the shape is relied on by others. */
export interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
}

/** A figure of a quantity: the median of its runs. */
export function figure(name: string, unit: string, runs: readonly number[]): Figure {
  return toFigure(name, unit, median(runs), runs);
}

/**
 * A ratio, ours over theirs: of the medians over all samples. `runs` has the ratio of each round's medians. Rounds
 * were interleaved, so that the machine's other work hit both alike.
 */
export function ratio(
  name: string,
  unit: string,
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): Figure {
  const runs = ours.map((round, position) => median(round) / median(theirs[position] ?? []));
  return toFigure(name, unit, median(ours.flat()) / median(theirs.flat()), runs);
}

/** A figure that could not be measured. */
export function unmeasured(name: string, unit: string, reason: string): Figure {
  return { name, value: null, unit, goal: goalText(goals[name]), meets: null, runs: [], reason };
}

function toFigure(name: string, unit: string, value: number, runs: readonly number[]): Figure {
  if (!Number.isFinite(value)) return unmeasured(name, unit, 'nothing was measured');
  const goal = goals[name];
  return {
    name,
    value: significant(value),
    unit,
    goal: goalText(goal),
    meets: goal === undefined ? null : meets(goal, value),
    runs: runs.map((run) => significant(run)),
  };
}

function meets(goal: Goal, value: number): boolean {
  return 'most' in goal ? value <= goal.most : value >= goal.least;
}

function goalText(goal: Goal | undefined): string | null {
  if (goal === undefined) return null;
  return 'most' in goal ? `<= ${goal.most}` : `>= ${goal.least}`;
}

/** The report as Markdown, for the README: the command, the machine, and a row for each figure. */
export function toMarkdown(name: string, report: Report): string {
  const machine = Object.entries(report.machine).map(([key, value]) => `${key} ${value}`);
  const rows = report.figures.map((one) => {
    const value = one.value === null ? `not measured: ${one.reason ?? 'unknown'}` : String(one.value);
    const verdict = one.meets === null ? '' : one.meets ? 'yes' : 'no';
    return [one.name, value, one.unit, one.goal ?? '', verdict, one.runs.join(' ')].map(cell).join(' | ');
  });
  return [
    `\`npm run -s bench -- ${name}\` on ${machine.join(', ')}`,
    '',
    '| figure | value | unit | goal | meets | runs |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}
