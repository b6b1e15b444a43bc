/**
 * Files of this computer as one tar archive (POSIX.1-2001, pax interchange format), for the engine to unpack. The
 * archive refers to the files: their content is read when it is sent.
 */

/** A file or an empty folder, with its path from the folder that it goes to. */
export interface Sent {
  readonly path: string;
  /** Undefined for a folder. */
  readonly file: File | undefined;
}

const block = 512;
/** Longest name and largest size of a plain header. */
const longestName = 100;
const largest = 8 ** 11;

/** The archive as a file of that name. Everything in it is root's. */
export function tarOf(sent: readonly Sent[], name: string): File {
  const parts = sent.flatMap(({ path, file }) => [
    ...headers(file === undefined ? `${path}/` : path, file),
    ...(file === undefined ? [] : [file, new Uint8Array((block - (file.size % block)) % block)]),
  ]);
  return new File([...parts, new Uint8Array(2 * block)], name);
}

function headers(path: string, file: File | undefined): Uint8Array<ArrayBuffer>[] {
  const size = file?.size ?? 0;
  const time = Math.floor((file?.lastModified ?? Date.now()) / 1000);
  const type = file === undefined ? '5' : '0';
  const records = [
    ...(utf8(path).length > longestName ? [record('path', path)] : []),
    ...(size >= largest ? [record('size', String(size))] : []),
  ];
  const plain = header({ path, size: size < largest ? size : 0, time, type });
  if (records.length === 0) return [plain];
  const text = utf8(records.join(''));
  const padded = new Uint8Array(Math.ceil(text.length / block) * block);
  padded.set(text);
  return [header({ path: 'long', size: text.length, time, type: 'x' }), padded, plain];
}

/** `LENGTH KEY=VALUE`, where the length counts itself. */
function record(key: string, value: string): string {
  const rest = utf8(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

function header(of: {
  readonly path: string;
  readonly size: number;
  readonly time: number;
  readonly type: '0' | '5' | 'x';
}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const put = (text: string, at: number) => bytes.set(utf8(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  bytes.set(utf8(of.path).slice(0, longestName), 0);
  put(octal(of.type === '5' ? 0o755 : 0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(of.size, 11), 124);
  put(octal(Math.max(0, of.time), 11), 136);
  put('        ', 148);
  put(of.type, 156);
  put('ustar\0', 257);
  put('00', 263);
  put(
    octal(
      bytes.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  bytes[154] = 0;
  return bytes;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
