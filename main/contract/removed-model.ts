/** What was removed in the window and can still be had back. Texts are cleaned and bounded by the core. */
import * as v from 'valibot';
import { wireError } from './schemas.ts';

export const removedKinds = ['container', 'image', 'volume', 'network'] as const;
export type RemovedKind = (typeof removedKinds)[number];

export const removedThing = v.object({
  id: v.string(),
  /** The same for all that was removed at one go. */
  group: v.string(),
  kind: v.picklist(removedKinds),
  name: v.string(),
  /** When it was removed, and until when it can be had back; milliseconds since 1970. */
  at: v.number(),
  until: v.number(),
  /** Why it was not removed in the end, or could not be put back. It is kept then, until somebody decides. */
  error: v.exactOptional(wireError),
});
export type RemovedThing = v.InferOutput<typeof removedThing>;

/** A name for what is removed at one go; with it a removal can be undone for a while. */
export const undoGroup = v.exactOptional(v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)));

/** Most minutes for which a removal can be undone: a week. */
export const mostUndoMinutes = 10_080;
