/** The stages of a Dockerfile, and where a step that a builder tells of stands in it. Pure. */
import type { Dockerfile, Instruction } from './parse.ts';

export interface Stage {
  readonly index: number;
  readonly name: string | undefined;
  /** As it is written; may hold variables. */
  readonly base: string;
  /** The stage that it goes on from, where it is one of the file's own. */
  readonly parent: Stage | undefined;
  readonly from: Instruction;
  /** What follows its FROM. */
  readonly instructions: readonly Instruction[];
}

/** In their order; what stands before the first FROM is in none. */
export function stagesOf({ instructions }: Dockerfile): Stage[] {
  const stages: Stage[] = [];
  let body: Instruction[] = [];
  for (const one of instructions) {
    if (one.keyword !== 'FROM') {
      body.push(one);
      continue;
    }
    body = [];
    const [base = '', as = '', name] = one.rest.split(/\s+/);
    stages.push({
      index: stages.length,
      name: as.toLowerCase() === 'as' ? name?.toLowerCase() : undefined,
      base,
      parent: stages.findLast((stage) => stage.name === base.toLowerCase()),
      from: one,
      instructions: body,
    });
  }
  return stages;
}

/** A stage by its name or its number. */
export function findStage(stages: readonly Stage[], wanted: string): Stage | undefined {
  return (
    stages.findLast(({ name }) => name === wanted.toLowerCase()) ??
    (/^\d{1,4}$/.test(wanted) ? stages[Number(wanted)] : undefined)
  );
}

/** What becomes a step of BuildKit; the other instructions only change the image's configuration. */
const counted = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/**
 * The line of a step of BuildKit, by its name: `[stage 2/5] RUN make`, `[3/4] COPY . .`, `[stage-1 1/2] FROM …`
 * (frontend/dockerfile/dockerfile2llb of moby/buildkit). Undefined where name and file don't agree.
 */
export function lineOfStep(stages: readonly Stage[], step: string): number | undefined {
  const [, label = '', number = '', keyword = ''] =
    /^\[(?:[\w/.-]+ )??(?:(\S+) +)?(\d+)\/\d+\] ([A-Z]+)/.exec(step) ?? [];
  if (number === '') return undefined;
  const unnamed = /^stage-(\d+)$/.exec(label)?.[1];
  const stage =
    label === ''
      ? stages.at(-1)
      : (findStage(stages, label) ?? (unnamed === undefined ? undefined : stages[Number(unnamed)]));
  if (stage === undefined) return undefined;
  const own = stage.instructions.filter((one) => counted.has(one.keyword));
  const all = hasFromStep(stage) ? [stage.from, ...own] : own;
  const found = all[Number(number) - 1];
  return found?.keyword === keyword ? found.line : undefined;
}

function hasFromStep({ parent, base }: Stage): boolean {
  return parent === undefined && base.toLowerCase() !== 'scratch';
}

/** The line of the n-th step of the classic builder, which counts all instructions from the first FROM on. */
export function lineOfClassicStep({ instructions }: Dockerfile, number: number): number | undefined {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  // Arguments before the first FROM are steps, too.
  return first < 0 ? undefined : instructions[number - 1]?.line;
}

/**
 * The images that a build may fetch: of FROM, `COPY --from` and `RUN --mount=from=`, with the values of the build's
 * arguments put in where they are known.
 */
export function imagesOf(file: Dockerfile, args: readonly { name: string; value: string }[]): string[] {
  const stages = stagesOf(file);
  const values = new Map<string, string>();
  for (const one of file.instructions) {
    if (one.keyword === 'FROM') break;
    const [, name = '', value = ''] = /^(\w+)(?:=(.*))?$/.exec(one.rest.trim()) ?? [];
    if (one.keyword === 'ARG') values.set(name, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  for (const { name, value } of args) if (values.has(name)) values.set(name, value);
  const named = stages.flatMap(({ base, parent, instructions }) => [
    ...(parent === undefined ? [base] : []),
    ...instructions.flatMap(({ flags }) =>
      flags.flatMap(({ name, value }) => {
        const from = name === 'from' ? value : /(?:^|,)from=([^,]+)/.exec(name === 'mount' ? value : '')?.[1];
        return from === undefined || findStage(stages, from) !== undefined ? [] : [from];
      }),
    ),
  ]);
  const syntax = file.directives.get('syntax');
  return [...named, ...(syntax === undefined ? [] : [syntax])].map((one) => expand(one, values));
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_whole, bare: string | undefined, braced: string | undefined, other: string | undefined) => {
      const value = values.get(bare ?? braced ?? '') ?? '';
      return value === '' ? (other ?? '') : value;
    },
  );
}
