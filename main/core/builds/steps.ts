/** What a builder tells, as the steps that the window shows: what both builders have in common. */
import type { BuildItem, BuildRecord, BuildStep } from '../../contract/build-model.ts';
import { cleanText } from '../engine/untrusted.ts';

/** Steps that are kept of one build; a Dockerfile has far fewer. */
const mostSteps = 5000;
/** Lines of a step that its failure is told with. */
const lastLines = 30;

export interface StepLine {
  readonly text: string;
  readonly error: boolean;
}

/** Reads one value of the engine's answer. */
export interface StepReader {
  /** Throws nothing; what isn't understood tells nothing. */
  take(value: Readonly<Record<string, unknown>>): BuildItem[];
  /** When the answer has ended, and how: what was under way then has no end of its own. */
  end(how: BuildRecord['outcome']): BuildItem[];
}

/** Keeps the newest of each step, and what a failed one has said. */
export class Steps {
  readonly #steps = new Map<string, BuildStep>();
  readonly #said = new Map<string, string[]>();
  warnings = 0;
  imageId: string | undefined;

  get(id: string): BuildStep | undefined {
    return this.#steps.get(id);
  }

  /** All, in the order in which they were first told. */
  all(): BuildStep[] {
    return [...this.#steps.values()];
  }

  /** Undefined for one too many. */
  put(step: BuildStep): BuildStep | undefined {
    if (!this.#steps.has(step.id) && this.#steps.size >= mostSteps) return undefined;
    const kept = { ...step, name: cleanText(step.name) };
    this.#steps.set(step.id, kept);
    return kept;
  }

  say(id: string, lines: readonly StepLine[]): BuildItem[] {
    if (lines.length === 0 || !this.#steps.has(id)) return [];
    const said = [...(this.#said.get(id) ?? []), ...lines.map(({ text }) => text)].slice(-lastLines);
    this.#said.set(id, said);
    return [{ kind: 'log', id, lines: [...lines] }];
  }

  /** What the history keeps. */
  summary(): Pick<BuildRecord, 'steps' | 'cached' | 'warnings'> {
    const own = this.all().filter(({ internal }) => !internal);
    return {
      steps: own.filter(({ state }) => state !== 'waiting').length,
      cached: own.filter(({ state }) => state === 'cached').length,
      warnings: this.warnings,
    };
  }

  /** The step that failed, and what it said last. */
  failure(message: string): NonNullable<BuildRecord['failure']> {
    const failed = this.all().find(({ state }) => state === 'failed');
    // An error of the Dockerfile itself has no step; BuildKit then names the line.
    const line = failed?.line ?? lineIn(message);
    return {
      message,
      ...(failed === undefined ? {} : { step: failed.name }),
      ...(line === undefined ? {} : { line }),
      lines: (failed === undefined ? [] : (this.#said.get(failed.id) ?? [])).map((one) => one.slice(0, 1000)),
    };
  }
}

function lineIn(message: string): number | undefined {
  const number = Number(/\b(?:Dockerfile:|line )(\d{1,6})\b/i.exec(message)?.[1] ?? Number.NaN);
  return number > 0 ? number : undefined;
}
