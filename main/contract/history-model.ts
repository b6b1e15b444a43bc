/** What was done in windows: schemas, and the types that follow from them. Times are milliseconds. */
import * as v from 'valibot';
import { wireError } from './schemas.ts';

export const outcomes = ['running', 'done', 'failed', 'cancelled', 'unknown'] as const;

/** Bounds of one entry: a command that is longer is kept without its end, and can't be run again. */
export const mostWords = 500;
export const mostCharacters = 8000;
/** Entries that are kept. */
export const mostHistory = 1000;

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,60}$/));
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const words = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(mostCharacters))),
  v.minLength(1),
  v.maxLength(mostWords),
);

export const historyEntry = v.object({
  id,
  at: time,
  /** How long it took; none while it runs, and where nobody knows. */
  ms: v.exactOptional(time),
  /** The docker action's kind, such as `container.remove`; empty for a command of our own. */
  kind: v.pipe(v.string(), v.maxLength(60)),
  /** Program and arguments, without secrets. */
  words,
  /** Its end is not there. */
  cut: v.boolean(),
  outcome: v.picklist(outcomes),
  error: v.exactOptional(wireError),
});
export type HistoryEntry = v.InferOutput<typeof historyEntry>;

/** What a window tells: at the beginning with the outcome `running`, and at the end with another one. */
export const historyNote = v.strictObject({
  ...historyEntry.entries,
  outcome: v.picklist(['running', 'done', 'failed', 'cancelled']),
});
export type HistoryNote = v.InferOutput<typeof historyNote>;

/** The words as an entry has them, and whether some of them are missing. */
export function boundedWords(all: readonly string[]): Pick<HistoryEntry, 'words' | 'cut'> {
  let left = mostCharacters;
  const kept: string[] = [];
  for (const word of all.slice(0, mostWords)) {
    if (word.length > left) break;
    left -= word.length + 1;
    kept.push(word);
  }
  return kept.length === 0
    ? { words: ['docker'], cut: true }
    : { words: kept, cut: kept.length < all.length };
}
