/** What is known of a build while it goes on. It changes in place: a long build tells of thousands of lines. */
import type { BuildItem, BuildStep } from '../../../main/contract/build-model.ts';

export interface StepLine {
  readonly text: string;
  readonly error: boolean;
}

export interface StepLog {
  /** The last ones. */
  readonly lines: StepLine[];
  /** How many there were before them. */
  dropped: number;
}

type Part = Extract<BuildItem, { kind: 'part' }>;
export type Warning = Extract<BuildItem, { kind: 'warning' }>;

const mostLines = 2000;
const mostWarnings = 200;

export class BuildProgress {
  readonly #steps = new Map<string, BuildStep>();
  readonly logs = new Map<string, StepLog>();
  readonly #parts = new Map<string, Map<string, Part>>();
  readonly warnings: Warning[] = [];
  context = { files: 0, bytes: 0 };
  imageId: string | undefined;

  take(item: BuildItem): void {
    switch (item.kind) {
      case 'context':
        this.context = item;
        break;
      case 'step':
        this.#steps.set(item.id, item);
        break;
      case 'log':
        this.#say(item.id, item.lines);
        break;
      case 'part': {
        const parts = this.#parts.get(item.id) ?? new Map<string, Part>();
        this.#parts.set(item.id, parts.set(item.name, item));
        break;
      }
      case 'warning':
        if (this.warnings.length < mostWarnings) this.warnings.push(item);
        break;
      case 'done':
        this.imageId = item.imageId;
        break;
    }
  }

  /** Nothing more is heard: what was under way has no end of its own. */
  stop(): void {
    for (const [id, step] of this.#steps) {
      if (step.state === 'running' || step.state === 'waiting')
        this.#steps.set(id, { ...step, state: 'cancelled' });
    }
  }

  /** In the order of the Dockerfile, the builder's own before and after. */
  steps(): BuildStep[] {
    const place = ({ internal, name }: BuildStep) =>
      !internal ? 1 : /^exporting|^writing/.test(name) ? 2 : 0;
    return [...this.#steps.values()].sort((a, b) => place(a) - place(b) || (a.line ?? 0) - (b.line ?? 0));
  }

  /** How far the parts of a step have come, all together; undefined where that isn't known. */
  partsOf(id: string): { readonly done: number; readonly total: number } | undefined {
    const parts = [...(this.#parts.get(id)?.values() ?? [])];
    if (parts.length === 0) return undefined;
    return {
      done: parts.reduce((all, { done }) => all + done, 0),
      total: parts.reduce((all, { total = 0 }) => all + total, 0),
    };
  }

  /** Steps of the Dockerfile: all, those that have ended, and those of them that were in the cache. */
  counts(): { readonly all: number; readonly done: number; readonly cached: number } {
    const own = [...this.#steps.values()].filter(({ internal }) => !internal);
    const cached = own.filter(({ state }) => state === 'cached').length;
    return { all: own.length, done: own.filter(({ state }) => state === 'done').length + cached, cached };
  }

  #say(id: string, lines: readonly StepLine[]): void {
    const log = this.logs.get(id) ?? { lines: [], dropped: 0 };
    this.logs.set(id, log);
    for (const line of lines) log.lines.push(line);
    const over = log.lines.length - mostLines;
    if (over <= 0) return;
    log.lines.splice(0, over);
    log.dropped += over;
  }
}
