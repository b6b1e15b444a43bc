/**
 * Reads from an ELF file which shared libraries it needs, so that a program can be bundled with them.
 * Format: elf(5); only 64-bit little-endian files, which is what x86-64 and arm64 have.
 */
import { AppError } from '../contract/errors.ts';

export interface Elf {
  /** `e_machine` by name; a number for machines that we don't run on. */
  readonly machine: 'x86_64' | 'aarch64' | number;
  /** The dynamic loader that the program asks for (PT_INTERP); libraries have none. */
  readonly interpreter: string | undefined;
  /** Names of the libraries that it needs (DT_NEEDED), in its order. */
  readonly needed: readonly string[];
  /** The name that others need it by (DT_SONAME). */
  readonly soname: string | undefined;
}

const machines: Readonly<Record<number, 'x86_64' | 'aarch64'>> = { 62: 'x86_64', 183: 'aarch64' };
const segmentLoad = 1;
const segmentDynamic = 2;
const segmentInterpreter = 3;
const tagNull = 0n;
const tagNeeded = 1n;
const tagStringTable = 5n;
const tagSoname = 14n;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly length: number;
}

/**
 * Parses an ELF file. Returns undefined for a file that isn't ELF (a script, say). A static program needs nothing.
 * Throws `setup.archive` with `name` for an ELF file that is damaged or of another kind.
 */
export function readElf(file: Buffer, name: string): Elf | undefined {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46) return undefined;
  if (file[4] !== 2 || file[5] !== 1) throw refuse(name, 'it is no 64-bit little-endian program');
  try {
    return parse(file, name);
  } catch (error) {
    // Buffer's readers throw a RangeError for an offset outside of the file.
    if (error instanceof RangeError) throw refuse(name, 'it is cut off or damaged', error);
    throw error;
  }
}

function parse(file: Buffer, name: string): Elf {
  const code = file.readUInt16LE(18);
  const segments = readSegments(file);
  const interpreterSegment = segments.find((one) => one.type === segmentInterpreter);
  const dynamic = segments.find((one) => one.type === segmentDynamic);
  const machine = machines[code] ?? code;
  const interpreter = interpreterSegment && textAt(file, interpreterSegment.offset);
  if (dynamic === undefined) return { machine, interpreter, needed: [], soname: undefined };

  const neededAt: bigint[] = [];
  let sonameAt: bigint | undefined;
  let table: bigint | undefined;
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.length; at += 16) {
    const tag = file.readBigUInt64LE(at);
    const value = file.readBigUInt64LE(at + 8);
    if (tag === tagNull) break;
    if (tag === tagNeeded) neededAt.push(value);
    else if (tag === tagSoname) sonameAt = value;
    else if (tag === tagStringTable) table = value;
  }
  if (table === undefined) throw refuse(name, 'it has no string table');
  const strings = fileOffset(segments, table, name);
  const text = (at: bigint) => textAt(file, strings + Number(at));
  return {
    machine,
    interpreter,
    needed: neededAt.map(text),
    soname: sonameAt === undefined ? undefined : text(sonameAt),
  };
}

function readSegments(file: Buffer): Segment[] {
  const start = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const count = file.readUInt16LE(56);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return {
      type: file.readUInt32LE(at),
      offset: Number(file.readBigUInt64LE(at + 8)),
      address: file.readBigUInt64LE(at + 16),
      length: Number(file.readBigUInt64LE(at + 32)),
    };
  });
}

/** The string table is given as an address in memory; the segment that is loaded there tells where it is in the file. */
function fileOffset(segments: readonly Segment[], address: bigint, name: string): number {
  for (const { type, offset, address: start, length } of segments) {
    if (type === segmentLoad && address >= start && address < start + BigInt(length)) {
      return offset + Number(address - start);
    }
  }
  throw refuse(name, 'its string table is not in the file');
}

function textAt(file: Buffer, start: number): string {
  const end = file.indexOf(0, start);
  if (start >= file.length || end < 0) throw new RangeError('a text without an end');
  return file.toString('latin1', start, end);
}

function refuse(name: string, reason: string, cause?: unknown): AppError {
  return new AppError('setup.archive', { params: { name, reason }, cause });
}
