/** A request that may name folders, as the bytes of its message: what is to be sent to the engine in its place. */
import type { BindSource } from '../shares/paths.ts';
import { judgeBody, type BindsOf } from './binds.ts';

/** What becomes of a request: these bytes go to the engine, or it is refused for this folder. */
export type RequestVerdict =
  { readonly kind: 'send'; readonly bytes: Buffer } | { readonly kind: 'refuse'; readonly path: string };

const headEnd = '\r\n\r\n';

/**
 * Decides on a whole request, its head and its body, whose framing is known to be right. What passes is the same
 * bytes; only what a Windows path stands in is written anew, and an `Expect` goes that was met already.
 */
export function judgeRequest(
  of: BindsOf,
  request: Buffer,
  framing: { readonly chunked: boolean; readonly expected: boolean },
  judge: (source: string) => BindSource,
): RequestVerdict {
  const bodyStart = request.indexOf(headEnd, 0, 'latin1') + headEnd.length;
  const body = request.subarray(bodyStart);
  const content = framing.chunked ? joinChunks(body) : body;
  const verdict = judgeBody(of, content.toString(), judge);
  if (verdict.kind === 'refuse') return verdict;
  if (verdict.kind === 'pass' && !framing.expected) return { kind: 'send', bytes: request };
  const fields = request.toString('latin1', 0, bodyStart);
  const head = framing.expected ? fields.replace(/\r\nexpect[ \t]*:[^\r\n]*/gi, '') : fields;
  if (verdict.kind === 'pass') return { kind: 'send', bytes: Buffer.concat([latin1(head), body]) };
  const written = Buffer.from(verdict.text);
  const parts = framing.chunked
    ? [latin1(`${head}${written.length.toString(16)}\r\n`), written, latin1('\r\n0\r\n\r\n')]
    : [latin1(head.replace(/(\r\ncontent-length:)[^\r\n]*/i, `$1 ${written.length}`)), written];
  return { kind: 'send', bytes: Buffer.concat(parts) };
}

/** The content of a chunked body (RFC 9112 §7.1). */
function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + 2;
  }
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
