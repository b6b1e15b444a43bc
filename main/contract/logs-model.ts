/** Logs of several containers at once, searches in logs that the user has named, and what is kept of removed containers. */
import * as v from 'valibot';
import { containerEnd, containerHealth } from './container-model.ts';
import { logLine, reference } from './engine-model.ts';

/** Containers whose logs are read at once; of more, those that run come first and then the newest. */
export const mostFollowed = 100;

/** Whose logs: of those that come later, too, where they belong to it. */
export const logScope = v.variant('kind', [
  v.strictObject({ kind: v.literal('all') }),
  v.strictObject({ kind: v.literal('project'), project: reference }),
  v.strictObject({
    kind: v.literal('containers'),
    ids: v.pipe(v.array(reference), v.minLength(1), v.maxLength(mostFollowed)),
  }),
]);
export type LogScope = v.InferOutput<typeof logScope>;

/** A line and the name of the container that wrote it. */
export const namedLogLine = v.object({ ...logLine.entries, container: v.string() });
export type NamedLogLine = v.InferOutput<typeof namedLogLine>;

export const logStreams = ['both', 'stdout', 'stderr'] as const;

/** A search as the log page offers it. */
export const logSearch = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(60)),
  text: v.pipe(v.string(), v.maxLength(1000)),
  regex: v.boolean(),
  /** Lines that don't match are hidden. */
  only: v.boolean(),
  streams: v.picklist(logStreams),
});
export type LogSearch = v.InferOutput<typeof logSearch>;

/** A container that was removed a while ago. Times are milliseconds since 1970. */
export const removedContainer = v.object({
  id: v.string(),
  name: v.string(),
  image: v.string(),
  project: v.exactOptional(v.string()),
  removedAt: v.number(),
  /** When its program ended last; absent of one that never ran. */
  endedAt: v.exactOptional(v.number()),
  exitCode: v.exactOptional(v.number()),
});
export type RemovedContainer = v.InferOutput<typeof removedContainer>;

/** Why it stopped, and its last words. */
export const removedStory = v.object({
  ...removedContainer.entries,
  ended: v.exactOptional(containerEnd),
  health: v.exactOptional(containerHealth),
  /** Its last lines; absent where they were gone before they could be read. */
  lines: v.exactOptional(v.array(logLine)),
});
export type RemovedStory = v.InferOutput<typeof removedStory>;
