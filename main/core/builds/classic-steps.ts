/** The answer of a build by the classic builder as steps: `Step 2/5 : RUN make`, ` ---> Using cache`, ` ---> 3f1c…`. */
import type { BuildItem, BuildRecord, BuildStep } from '../../contract/build-model.ts';
import type { Dockerfile } from '../../contract/dockerfile/parse.ts';
import { lineOfClassicStep } from '../../contract/dockerfile/stages.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import { StepText } from './log-text.ts';
import type { StepReader, Steps } from './steps.ts';

export class ClassicSteps implements StepReader {
  readonly #steps: Steps;
  readonly #file: Dockerfile;
  readonly #now: () => number;
  #text = new StepText();
  #current: string | undefined;

  constructor(steps: Steps, file: Dockerfile, now: () => number = Date.now) {
    this.#steps = steps;
    this.#file = file;
    this.#now = now;
  }

  take({ stream, aux, status, id, progressDetail }: Readonly<Record<string, unknown>>): BuildItem[] {
    const image = asRecord(aux)['ID'];
    if (typeof image === 'string') this.#steps.imageId = cleanText(image).slice(0, 200);
    if (typeof stream === 'string')
      return this.#text.take(Buffer.from(stream)).flatMap((line) => this.#line(line));
    if (typeof status !== 'string' || this.#current === undefined) return [];
    const { current, total } = asRecord(progressDetail);
    if (typeof id === 'string' && isCount(current) && isCount(total) && total > 0)
      return [{ kind: 'part', id: this.#current, name: cleanText(id).slice(0, 200), done: current, total }];
    return [];
  }

  end(how: BuildRecord['outcome']): BuildItem[] {
    const rest = this.#text.end().flatMap((line) => this.#line(line));
    return [...rest, ...this.#finish(how)];
  }

  #line(line: string): BuildItem[] {
    const [, number, name] = /^Step (\d{1,5})\/\d{1,5} : (.*)$/s.exec(line) ?? [];
    if (number !== undefined && name !== undefined) {
      const before = this.#finish('done');
      const at = lineOfClassicStep(this.#file, Number(number));
      this.#current = number;
      return [
        ...before,
        ...this.#put({
          kind: 'step',
          id: number,
          name,
          state: 'running',
          internal: false,
          startedAt: this.#now(),
          ...(at === undefined ? {} : { line: at }),
        }),
      ];
    }
    if (line === '' || this.#current === undefined) return [];
    if (line === ' ---> Using cache') return this.#finish('cached');
    if (/^ ---> |^Removed intermediate container|^Successfully (?:built|tagged) /.test(line)) return [];
    if (line.startsWith('[Warning] ')) {
      this.#steps.warnings += 1;
      return [{ kind: 'warning', text: cleanText(line.slice('[Warning] '.length)) }];
    }
    // The builder writes the standard error in red.
    return this.#steps.say(this.#current, [{ text: line, error: line.startsWith('\u001b[91m') }]);
  }

  /** The step ends now, if it hasn't yet. */
  #finish(state: BuildStep['state']): BuildItem[] {
    const step = this.#current === undefined ? undefined : this.#steps.get(this.#current);
    if (step?.state !== 'running') return [];
    return this.#put({ ...step, state, endedAt: this.#now() });
  }

  #put(step: BuildStep): BuildItem[] {
    const kept = this.#steps.put(step);
    return kept === undefined ? [] : [kept];
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
