/**
 * The frames that cross a link. The asking side numbers its requests; every later frame about a request carries that
 * number. Whatever comes in is parsed here before anything else looks at it.
 */
import * as v from 'valibot';

const id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** Credit is capped, so that adding it up never loses precision; more than this at once is never of use. */
const credit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024));

const request = v.variant('t', [
  /** Asks an entry of the contract. `credit`: how many items of a stream may come before more credit is given. */
  v.object({
    t: v.literal('ask'),
    id,
    entry: v.string(),
    input: v.optional(v.unknown()),
    credit: v.optional(credit),
  }),
  /** Lets that many more items of a stream come. */
  v.object({ t: v.literal('more'), id, credit }),
  /** The asking side is no longer interested; it ignores whatever still comes. */
  v.object({ t: v.literal('cancel'), id }),
]);

const reply = v.variant('t', [
  v.object({ t: v.literal('answer'), id, value: v.optional(v.unknown()) }),
  v.object({ t: v.literal('item'), id, value: v.optional(v.unknown()) }),
  v.object({ t: v.literal('end'), id }),
  v.object({ t: v.literal('error'), id, error: v.optional(v.unknown()) }),
]);

/** From the asking side. */
export type RequestFrame = v.InferOutput<typeof request>;
/** From the serving side. */
export type ReplyFrame = v.InferOutput<typeof reply>;

/** Reads a frame from the asking side; undefined for anything else. */
export function parseRequest(frame: unknown): RequestFrame | undefined {
  const result = v.safeParse(request, frame);
  return result.success ? result.output : undefined;
}

/** Reads a frame from the serving side; undefined for anything else. */
export function parseReply(frame: unknown): ReplyFrame | undefined {
  const result = v.safeParse(reply, frame);
  return result.success ? result.output : undefined;
}
