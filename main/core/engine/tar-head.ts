/**
 * The beginning of an archive that a volume is restored from: whether it is one at all, and the entry of the volume's own
 * folder, which the engine leaves out when it unpacks (moby/go-archive, `Unpack`: an entry `.` is skipped).
 * Format: POSIX.1-2001, pax, "ustar Interchange Format".
 */

const blockBytes = 512;
const checksumAt = 148;
const checksumBytes = 8;
const sizeAt = 124;
const typeAt = 156;
const nameBytes = 100;

/** First bytes of what the engine unpacks by itself: bzip2, xz, zstd. */
const packed = ['425a68', 'fd377a585a00', '28b52ffd'];

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Whether this can be the beginning of an archive that the engine takes. */
export function isArchive(head: Buffer): boolean {
  return isHeader(head, 0) || packed.some((magic) => head.toString('hex', 0, magic.length / 2) === magic);
}

/**
 * An archive with nothing but the folder that `head` begins with, called `name`: its owner, mode, time and attributes.
 * Undefined where it doesn't begin with `./`.
 */
export function ownFolder(head: Buffer, name: string): Buffer | undefined {
  let at = 0;
  if (isHeader(head, 0) && head[typeAt] === 0x78) {
    // 'x': more about the entry that follows.
    const bytes = Number.parseInt(head.toString('latin1', sizeAt, sizeAt + 12), 8);
    at = blockBytes + Math.ceil(bytes / blockBytes) * blockBytes;
    if (head.toString('latin1', blockBytes, at).includes(' path=')) return undefined;
  }
  if (!isHeader(head, at) || head[at + typeAt] !== 0x35) return undefined;
  const called = head.toString('latin1', at, at + nameBytes).replace(/\0.*$/s, '');
  if (called !== './' && called !== '.') return undefined;
  const entry = Buffer.from(head.subarray(0, at + blockBytes));
  entry.fill(0, at, at + nameBytes);
  entry.write(`${name}/`, at, 'latin1');
  const sum = checksum(entry, at).toString(8).padStart(6, '0');
  entry.write(`${sum}\0 `, at + checksumAt, 'latin1');
  return Buffer.concat([entry, Buffer.alloc(2 * blockBytes)]);
}

function isHeader(bytes: Buffer, at: number): boolean {
  if (!(bytes.length >= at + blockBytes)) return false;
  const told = bytes.toString('latin1', at + checksumAt, at + checksumAt + checksumBytes);
  return Number.parseInt(told.replace(/^[ \0]+/, ''), 8) === checksum(bytes, at);
}

/** The sum of a header's bytes, with its own field as spaces. */
function checksum(bytes: Buffer, at: number): number {
  let sum = 0x20 * checksumBytes;
  for (let i = 0; i < blockBytes; i += 1) {
    if (i < checksumAt || i >= checksumAt + checksumBytes) sum += bytes[at + i] ?? 0;
  }
  return sum;
}
