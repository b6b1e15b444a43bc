/** What entries of the contract have in common. */
import * as v from 'valibot';

export const nothing = v.strictObject({});
/** The answer of a call that only does something. */
export const done = v.null();
export const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A session's id is only valid on the link that opened the session. */
export const sessionId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

/** Bytes as base64; at most 96 KiB of them, so that one frame never holds up the others for long. */
export const maxBase64Length = 131_072;
// The length comes first and the expression only walks forward: hostile input costs no more than reading it.
const isBase64 = (text: string) =>
  text.length <= maxBase64Length && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
export const base64 = v.pipe(
  v.string(),
  v.check(isBase64, `base64 of at most ${maxBase64Length} characters`),
);

const cells = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));
export const terminalSize = { columns: cells, rows: cells };

export const sessionItem = v.variant('kind', [
  /** The first item: the id for `guest.write`, `guest.resize` and `guest.end`. */
  v.object({ kind: v.literal('opened'), id: sessionId }),
  v.object({ kind: v.literal('output'), fd: v.picklist([1, 2]), data: base64 }),
  /** The last item. */
  v.object({ kind: v.literal('exit'), code: v.pipe(v.number(), v.integer()) }),
]);

/** A path of the host. */
export const hostPath = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/));

/** Where something is written on the host, and whether a file that is there may be replaced. */
export const fileTarget = { path: hostPath, overwrite: v.boolean() };
