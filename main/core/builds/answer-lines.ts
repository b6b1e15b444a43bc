/** The values of an answer that is one JSON value a line. The guest writes it: what is no object, or too long, is passed over. */
import { asRecord } from '../engine/untrusted.ts';

/** Longest line; BuildKit tells of a hundred steps in one. */
const maxLine = 4 * 1024 * 1024;
const LF = 0x0a;

export async function* answerValues(
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<Readonly<Record<string, unknown>>, void> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const end = chunk.indexOf(LF, at);
      const piece = chunk.subarray(at, end < 0 ? chunk.length : end);
      length += piece.length;
      // What is too long is counted, not kept.
      if (length <= maxLine) kept.push(piece);
      else kept = [];
      at += piece.length + 1;
      if (end < 0) break;
      if (length <= maxLine) yield parsed(Buffer.concat(kept).toString());
      kept = [];
      length = 0;
    }
  }
  if (length > 0 && length <= maxLine) yield parsed(Buffer.concat(kept).toString());
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return {};
  }
}
