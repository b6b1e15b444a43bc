/** What the files of a container differ in from those of its image: schemas, and the types that follow from them. */
import * as v from 'valibot';

/** `docker diff` marks them with A, C and D. */
export const fileChangeKinds = ['added', 'changed', 'deleted'] as const;

export const fileChange = v.object({
  kind: v.picklist(fileChangeKinds),
  /** From the container's root, as the engine tells it: it may hold any characters. */
  path: v.string(),
});
export type FileChange = v.InferOutput<typeof fileChange>;

export const fileChanges = v.object({
  /** Sorted by path; at most 10,000. */
  items: v.array(fileChange),
  /** How many there are, with those that are left out of `items`. */
  total: v.number(),
});
export type FileChanges = v.InferOutput<typeof fileChanges>;
