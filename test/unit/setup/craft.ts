/** Makes small packages and programs for tests, byte by byte, so that they need no tools of the host. */
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface CraftedFile {
  readonly name: string;
  readonly body?: string | Buffer;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link';
  readonly linkname?: string;
  readonly mode?: number;
}

/** A tar archive of these files. */
export async function makeTar(files: readonly CraftedFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, body = '', type = 'file', linkname = '', mode = 0o644 } of files) {
    tar.entry({ name, type, linkname, mode, mtime: new Date(1_700_000_000_000) }, Buffer.from(body));
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<unknown>)
    if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** An `ar` archive as dpkg-deb writes it. */
export function makeAr(members: readonly (readonly [name: string, body: Buffer])[]): Buffer {
  const parts = members.flatMap(([name, body]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}0     0     100644  ${String(body.length).padEnd(10)}\`\n`,
    ),
    body,
    Buffer.alloc(body.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

/** A .deb of these files, packed with gzip. */
export async function makeDeb(files: readonly CraftedFile[]): Promise<Buffer> {
  return makeAr([
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar.gz', gzipSync(await makeTar([]))],
    ['data.tar.gz', gzipSync(await makeTar(files))],
  ]);
}

export interface CraftedElf {
  readonly machine?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
}

/** A 64-bit little-endian ELF file of headers and a dynamic section, loaded at an address other than its offset. */
export function makeElf({ machine = 62, interpreter, needed = [], soname }: CraftedElf): Buffer {
  const address = 0x400000n;
  const strings: string[] = ['', ...needed, ...(soname === undefined ? [] : [soname]), interpreter ?? ''];
  const offsets: number[] = [];
  let length = 0;
  for (const text of strings) {
    offsets.push(length);
    length += text.length + 1;
  }
  const at = (index: number) => BigInt(offsets[index] ?? 0);
  const tags: (readonly [bigint, bigint])[] = needed.map((_, index) => [1n, at(index + 1)]);
  if (soname !== undefined) tags.push([14n, at(needed.length + 1)]);
  const tableStart = 64 + 3 * 56;
  const dynamicStart = tableStart + length + ((8 - ((tableStart + length) % 8)) % 8);
  tags.push([5n, address + BigInt(tableStart)], [0n, 0n]);
  const total = dynamicStart + tags.length * 16;

  const file = Buffer.alloc(total);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(file);
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(interpreter === undefined ? 2 : 3, 56);
  const segment = (index: number, type: number, start: number, size: number) => {
    const base = 64 + index * 56;
    file.writeUInt32LE(type, base);
    file.writeBigUInt64LE(BigInt(start), base + 8);
    file.writeBigUInt64LE(address + BigInt(start), base + 16);
    file.writeBigUInt64LE(BigInt(size), base + 32);
  };
  segment(0, 1, 0, total);
  segment(1, 2, dynamicStart, tags.length * 16);
  segment(2, 3, tableStart + (offsets[strings.length - 1] ?? 0), (interpreter ?? '').length + 1);
  file.write(strings.join('\0'), tableStart, 'latin1');
  tags.forEach(([tag, value], index) => {
    file.writeBigUInt64LE(tag, dynamicStart + index * 16);
    file.writeBigUInt64LE(value, dynamicStart + index * 16 + 8);
  });
  return file;
}
