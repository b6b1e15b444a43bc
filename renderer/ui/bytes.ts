/** Bytes as the contract carries them. */

/** Bytes of one call: what the contract takes as base64. */
export const pieceBytes = 48 * 1024;

export function toBase64(bytes: Uint8Array): string {
  // In pieces, because a call takes only so many arguments.
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
