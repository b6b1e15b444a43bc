/**
 * Building an image from a folder of this computer: what is asked, what is told while it goes on, and what is kept of it.
 * Texts of the engine are cleaned and bounded by the core; they are data, never markup. Times are milliseconds since 1970.
 */
import * as v from 'valibot';
import { reference } from './engine-model.ts';
import { hostPath } from './entries/words.ts';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(v.number(), v.finite());
const word = v.pipe(v.string(), v.maxLength(200), v.regex(/^[^\0\r\n]*$/));

/** A build's name in the history; whoever begins it makes it up. */
export const buildId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

export const buildWish = v.strictObject({
  /** The folder whose files the build gets. */
  folder: hostPath,
  /** The Dockerfile: absolute, or from the folder on. */
  dockerfile: hostPath,
  tags: v.pipe(v.array(reference), v.maxLength(50)),
  args: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(word, v.nonEmpty(), v.regex(/^[^=\s]+$/)),
        value: v.pipe(v.string(), v.maxLength(10_000)),
      }),
    ),
    v.maxLength(100),
  ),
  /** The stage that is built; the last one when left out. */
  target: v.exactOptional(v.pipe(word, v.nonEmpty())),
  /** `linux/arm64` and the like. */
  platform: v.exactOptional(v.pipe(word, v.nonEmpty())),
  noCache: v.boolean(),
  pull: v.boolean(),
  builder: v.picklist(['buildkit', 'classic']),
});
export type BuildWish = v.InferOutput<typeof buildWish>;

export const stepStates = ['waiting', 'running', 'done', 'cached', 'failed', 'cancelled'] as const;

export const buildStep = v.object({
  kind: v.literal('step'),
  /** The builder's own name for it. */
  id: text,
  name: text,
  state: v.picklist(stepStates),
  /** Not of the Dockerfile: reading it, looking names up, writing the image. */
  internal: v.boolean(),
  startedAt: v.exactOptional(time),
  endedAt: v.exactOptional(time),
  /** The line of the Dockerfile that it is from, where that is known; from 1 on. */
  line: v.exactOptional(count),
  error: v.exactOptional(text),
});
export type BuildStep = v.InferOutput<typeof buildStep>;

export const buildItem = v.variant('kind', [
  /** How much of the folder the builder has got. */
  v.object({ kind: v.literal('context'), files: count, bytes: count }),
  /** Replaces what was told of the step before. */
  buildStep,
  v.object({
    kind: v.literal('log'),
    id: text,
    lines: v.array(v.object({ text, error: v.boolean() })),
  }),
  /** A part of a step with its progress: a layer that is fetched. Bytes. */
  v.object({
    kind: v.literal('part'),
    id: text,
    name: text,
    done: count,
    total: v.exactOptional(count),
  }),
  v.object({ kind: v.literal('warning'), text, line: v.exactOptional(count), url: v.exactOptional(text) }),
  /** The last item of a build that has succeeded. */
  v.object({ kind: v.literal('done'), imageId: text }),
]);
export type BuildItem = v.InferOutput<typeof buildItem>;

/** What is kept of a build that has ended. */
export const buildRecord = v.object({
  id: text,
  wish: buildWish,
  startedAt: time,
  durationMs: count,
  outcome: v.picklist(['done', 'failed', 'cancelled']),
  /** Steps of the Dockerfile that were gone through, and how many of them were in the cache. */
  steps: count,
  cached: count,
  warnings: count,
  imageId: v.exactOptional(text),
  failure: v.exactOptional(
    v.object({
      message: text,
      step: v.exactOptional(text),
      line: v.exactOptional(count),
      /** What the step has put out last. */
      lines: v.array(text),
    }),
  ),
});
export type BuildRecord = v.InferOutput<typeof buildRecord>;

/** A Dockerfile as it is on the disk. */
export const dockerfileText = v.object({
  path: text,
  text,
  /** Changes with the file; empty for one that isn't there yet. */
  version: text,
  /** The file that says what the builder doesn't get, where there is one. */
  ignoreFile: v.exactOptional(text),
});
export type DockerfileText = v.InferOutput<typeof dockerfileText>;

/** Most characters of a Dockerfile that is shown or written. */
export const maxDockerfile = 500_000;
