/** Writes a cpio archive in the "newc" format, which the kernel unpacks as its initial file system (cpio(5)). */

export type CpioEntry =
  | { readonly path: string; readonly type: 'directory' }
  | { readonly path: string; readonly type: 'file'; readonly mode: number; readonly body: Buffer };

const directoryMode = 0o040755;
const fileType = 0o100000;

/** The archive's bytes, padded to 512. Owner root, times 0: the same entries give the same bytes. */
export function cpio(entries: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  entries.forEach((entry, position) => {
    const body = entry.type === 'file' ? entry.body : Buffer.alloc(0);
    const mode = entry.type === 'file' ? fileType | entry.mode : directoryMode;
    parts.push(...record(position + 1, entry.path, mode, body));
  });
  parts.push(...record(0, 'TRAILER!!!', 0, Buffer.alloc(0)));
  const whole = Buffer.concat(parts);
  return Buffer.concat([whole, Buffer.alloc(-whole.length & 511)]);
}

/** A header of 13 fields of 8 hex digits, the name and the content, each padded to 4 bytes. */
function record(inode: number, path: string, mode: number, body: Buffer): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, body.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [
    header,
    name,
    Buffer.alloc(-(header.length + name.length) & 3),
    body,
    Buffer.alloc(-body.length & 3),
  ];
}
