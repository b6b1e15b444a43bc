/**
 * What the window tells of one container, and what can be changed of it. As in `engine-model.ts`, texts are the guest's,
 * cleaned and bounded by the core.
 */
import * as v from 'valibot';
import { reference } from './engine-model.ts';
import { parseBytes, parseCpus, parseRestart, parseSwap, parseWhole } from './run-values.ts';

export const containerFields = [
  'image',
  'entrypoint',
  'command',
  'created',
  'started',
  'finished',
  'restart',
  'limits',
  'privileges',
  'env',
  'mounts',
  'networks',
  'ports',
  'labels',
] as const;
export type ContainerField = (typeof containerFields)[number];

/** Some lines of what the engine knows, and the template of `docker inspect -f` that gives the same. */
export const containerFact = v.object({
  field: v.picklist(containerFields),
  format: v.string(),
  values: v.array(v.string()),
});
export type ContainerFact = v.InferOutput<typeof containerFact>;

/** How its main program ended last; absent of one that runs or never ran. */
export const containerEnd = v.object({
  exitCode: v.number(),
  /** The kernel ended a program of it because its memory was used up. */
  outOfMemory: v.boolean(),
  /** What the engine said when it could not be started; empty if it could. */
  error: v.string(),
});
export type ContainerEnd = v.InferOutput<typeof containerEnd>;

export const containerHealth = v.object({
  status: v.string(),
  /** What the last checks wrote, the newest last. */
  checks: v.array(v.object({ exitCode: v.number(), output: v.string() })),
});

const changing = (reads: (text: string) => unknown) =>
  v.exactOptional(
    v.pipe(
      v.string(),
      v.maxLength(100),
      v.check((text) => reads(text) !== undefined),
    ),
  );

/** What `docker update` takes, in its notation; what is absent stays as it is. */
export const containerSettings = v.strictObject({
  restart: changing(parseRestart),
  memory: changing(parseBytes),
  memorySwap: changing(parseSwap),
  cpus: changing(parseCpus),
  cpuShares: changing(parseWhole),
  pidsLimit: changing(parseWhole),
});
export type ContainerSettings = v.InferOutput<typeof containerSettings>;

export const containerDetails = v.object({
  facts: v.array(containerFact),
  ended: v.exactOptional(containerEnd),
  health: v.exactOptional(containerHealth),
  /** As they are now; without a limit, absent. */
  settings: containerSettings,
});
export type ContainerDetails = v.InferOutput<typeof containerDetails>;

/** The table of `docker top`: its columns depend on the engine's `ps`. */
export const processTable = v.object({
  titles: v.array(v.string()),
  rows: v.array(v.array(v.string())),
});
export type ProcessTable = v.InferOutput<typeof processTable>;

/** A container saved as an image (`docker commit`). */
export const commitOptions = v.strictObject({
  id: reference,
  image: reference,
  message: v.pipe(v.string(), v.maxLength(1000)),
  author: v.pipe(v.string(), v.maxLength(300)),
  /** Whether its programs stand still meanwhile. */
  pause: v.boolean(),
});
export type CommitOptions = v.InferOutput<typeof commitOptions>;
