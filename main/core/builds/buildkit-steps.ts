/** The answer of a build by BuildKit as steps. */
import type { BuildItem, BuildRecord, BuildStep } from '../../contract/build-model.ts';
import { lineOfStep, type Stage } from '../../contract/dockerfile/stages.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import { StepText } from './log-text.ts';
import { readStatus, type BuildStatus, type Vertex, type VertexLog } from './status.ts';
import type { StepReader, Steps } from './steps.ts';

export class BuildkitSteps implements StepReader {
  readonly #steps: Steps;
  readonly #stages: readonly Stage[];
  readonly #texts = new Map<string, StepText>();

  constructor(steps: Steps, stages: readonly Stage[]) {
    this.#steps = steps;
    this.#stages = stages;
  }

  take(value: Readonly<Record<string, unknown>>): BuildItem[] {
    const { id, aux } = value;
    if (id === 'moby.image.id') {
      const image = asRecord(aux)['ID'];
      if (typeof image === 'string') this.#steps.imageId = cleanText(image).slice(0, 200);
      return [];
    }
    if (id !== 'moby.buildkit.trace' || typeof aux !== 'string') return [];
    return this.#tell(parsed(aux));
  }

  end(how: BuildRecord['outcome']): BuildItem[] {
    const rest = [...this.#texts].flatMap(([id, text]) => this.#say(id, text.end(), false));
    if (how === 'done') return rest;
    const left = this.#steps.all().filter(({ state }) => state === 'running' || state === 'waiting');
    return [...rest, ...left.flatMap((one) => this.#put({ ...one, state: 'cancelled' }))];
  }

  #tell({ vertexes, parts, logs, warnings }: BuildStatus): BuildItem[] {
    return [
      ...vertexes.flatMap((one) => this.#put(this.#step(one))),
      ...logs.flatMap((one) => this.#log(one)),
      ...parts.flatMap(({ vertex, id, current, total }): BuildItem[] => {
        // Of those without a size there is nothing to show.
        if (total === 0 || this.#steps.get(vertex) === undefined) return [];
        return [{ kind: 'part', id: vertex, name: cleanText(id).slice(0, 200), done: current, total }];
      }),
      ...warnings.map(({ text, url, line }): BuildItem => {
        this.#steps.warnings += 1;
        return {
          kind: 'warning',
          text: cleanText(text),
          ...(line === undefined ? {} : { line }),
          ...(/^https:\/\/[\w./#?=&-]+$/.test(url) ? { url: url.slice(0, 500) } : {}),
        };
      }),
    ];
  }

  #put(step: BuildStep): BuildItem[] {
    const kept = this.#steps.put(step);
    return kept === undefined ? [] : [kept];
  }

  #step(vertex: Vertex): BuildStep {
    const { digest, name, started, completed, error } = vertex;
    const line = lineOfStep(this.#stages, name);
    return {
      kind: 'step',
      id: digest.slice(0, 200),
      name,
      state: stateOf(vertex),
      internal: !/^\[[^\]]*\d+\/\d+\]/.test(name),
      ...(started === undefined ? {} : { startedAt: started }),
      ...(completed === undefined ? {} : { endedAt: completed }),
      ...(line === undefined ? {} : { line }),
      ...(error === '' ? {} : { error: cleanText(error) }),
    };
  }

  #log({ vertex, stream, data }: VertexLog): BuildItem[] {
    if (this.#steps.get(vertex) === undefined) return [];
    const text = this.#texts.get(vertex) ?? new StepText();
    this.#texts.set(vertex, text);
    return this.#say(vertex, text.take(data), stream === 2);
  }

  #say(id: string, lines: readonly string[], error: boolean): BuildItem[] {
    return this.#steps.say(
      id,
      lines.map((text) => ({ text, error })),
    );
  }
}

function stateOf({ started, completed, cached, error }: Vertex): BuildStep['state'] {
  // What is stopped because another step has failed hasn't failed itself.
  if (error !== '') return /context canceled|canceled: /.test(error) ? 'cancelled' : 'failed';
  if (completed !== undefined) return cached ? 'cached' : 'done';
  return started === undefined ? 'waiting' : 'running';
}

const nothing: BuildStatus = { vertexes: [], parts: [], logs: [], warnings: [] };

function parsed(base64: string): BuildStatus {
  try {
    return readStatus(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (error instanceof RangeError) return nothing; // garbage from the guest tells nothing
    throw error;
  }
}
