/** Linux's names are bytes, ours are text: what isn't UTF-8 is written as lone surrogates, and comes back as it was (PEP 383). */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Bytes of a character, by its first byte's beginning (RFC 3629). */
const longestCharacter = 4;

export function textOf(bytes: Buffer): string {
  return decoded(bytes) ?? pieceByPiece(bytes);
}

export function bytesOf(text: string): Buffer {
  const parts = Array.from(text, (one) => {
    const code = one.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(one);
  });
  return Buffer.concat(parts);
}

/** The bytes as a value in a query. */
export function queryValue(text: string): string {
  return [...bytesOf(text)]
    .map((byte) => {
      const one = String.fromCharCode(byte);
      return /[\w.~-]/.test(one) ? one : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

export function hexOf(text: string): string {
  return bytesOf(text).toString('hex');
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined; // the caller tries smaller pieces
  }
}

function pieceByPiece(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    let length = 1;
    let one = decoded(bytes.subarray(at, at + 1));
    while (one === undefined && length < longestCharacter && at + length < bytes.length) {
      length += 1;
      one = decoded(bytes.subarray(at, at + length));
    }
    if (one === undefined) length = 1;
    text += one ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += length;
  }
  return text;
}
