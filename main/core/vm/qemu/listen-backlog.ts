/**
 * Lets QEMU's forwards take many connections at once. libslirp listens with a backlog of 1 (`tcpx_listen`): of a burst of
 * clients that begin to send at once, Linux resets most, because it keeps no state of those that found the queue full
 * (SYN cookies) and takes their second segment for nobody's. Nothing of QEMU's sets that number, but any library that is
 * loaded before the C library (ld.so(8), LD_PRELOAD) can answer for `listen`. This one does it by the system call itself,
 * with a longer queue, and holds nothing else. A loader that doesn't like it says so and goes on without.
 */
import type { Architecture } from '../driver.ts';

/** The queue that our own listeners have (Node's default). Part of the machine code below. */
const backlog = 511;

/**
 * `int listen(int socket, int backlog)`: the second argument replaced, the call made, its answer returned. A failure is
 * negative as in C, but leaves `errno` alone. Numbers of the call: 50 on x86-64, 201 on arm64 (Linux, syscall tables).
 */
const code: Record<Architecture, Buffer> = {
  // mov esi, 511; mov eax, 50; syscall; ret
  x86_64: Buffer.from([0xbe, backlog & 0xff, backlog >> 8, 0, 0, 0xb8, 50, 0, 0, 0, 0x0f, 0x05, 0xc3]),
  // movz w1, 511; movz x8, 201; svc 0; ret
  aarch64: words([0x52800001 + backlog * 32, 0xd2800008 + 201 * 32, 0xd4000001, 0xd65f03c0]),
};

/** ELF's numbers for the machines (System V ABI, `e_machine`). */
const machines: Record<Architecture, number> = { x86_64: 62, aarch64: 183 };

/** The largest page that either machine uses, so that the two segments never share one. */
const pageBytes = 0x10000;
const headerBytes = 64;
const programHeaderBytes = 56;
const symbolBytes = 24;

/** Kinds and flags of program headers (System V ABI, `p_type`, `p_flags`; GNU's for the stack). */
const kinds = { load: 1, dynamic: 2, stack: 0x6474e551 } as const;
const flags = { execute: 1, write: 2, read: 4 } as const;

/** The library as a file: an ELF shared object of two segments, one symbol, and no section headers. */
export function backlogLibrary(arch: Architecture): Buffer {
  const names = Buffer.from('\0listen\0');
  const at = { hash: headerBytes + 4 * programHeaderBytes, symbols: 0, names: 0, code: 0, end: 0 };
  at.symbols = at.hash + 24;
  at.names = at.symbols + 2 * symbolBytes;
  at.code = at.names + 16;
  at.end = at.code + code[arch].length;

  // DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT and the end.
  const dynamic = pairs([
    [4, at.hash],
    [5, at.names],
    [6, at.symbols],
    [10, names.length],
    [11, symbolBytes],
    [0, 0],
  ]);
  const file = Buffer.alloc(pageBytes + dynamic.length);
  header(arch).copy(file);
  const readable = flags.read + flags.execute;
  [
    segment(kinds.load, readable, 0, at.end, pageBytes),
    segment(kinds.load, flags.read + flags.write, pageBytes, dynamic.length, pageBytes),
    segment(kinds.dynamic, flags.read + flags.write, pageBytes, dynamic.length, 8),
    segment(kinds.stack, flags.read + flags.write, 0, 0, 16),
  ].forEach((one, index) => one.copy(file, headerBytes + index * programHeaderBytes));
  // One bucket, which begins with symbol 1, which nothing follows.
  words([1, 2, 1, 0, 0]).copy(file, at.hash);
  symbol(1, at.code, code[arch].length).copy(file, at.symbols + symbolBytes);
  names.copy(file, at.names);
  code[arch].copy(file, at.code);
  dynamic.copy(file, pageBytes);
  return file;
}

function header(arch: Architecture): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  // 64 bits, little-endian, version 1.
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(3, 16); // a shared object
  bytes.writeUInt16LE(machines[arch], 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(BigInt(headerBytes), 32); // where the program headers are
  bytes.writeUInt16LE(headerBytes, 52);
  bytes.writeUInt16LE(programHeaderBytes, 54);
  bytes.writeUInt16LE(4, 56);
  return bytes;
}

function segment(kind: number, flag: number, offset: number, size: number, align: number): Buffer {
  const bytes = Buffer.alloc(programHeaderBytes);
  bytes.writeUInt32LE(kind, 0);
  bytes.writeUInt32LE(flag, 4);
  [offset, offset, offset, size, size, align].forEach((value, index) => {
    bytes.writeBigUInt64LE(BigInt(value), 8 + 8 * index);
  });
  return bytes;
}

/** A global function, in a section that isn't there but isn't "undefined" (0) either. */
function symbol(name: number, value: number, size: number): Buffer {
  const bytes = Buffer.alloc(symbolBytes);
  bytes.writeUInt32LE(name, 0);
  bytes.writeUInt8(0x12, 4);
  bytes.writeUInt16LE(1, 6);
  bytes.writeBigUInt64LE(BigInt(value), 8);
  bytes.writeBigUInt64LE(BigInt(size), 16);
  return bytes;
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
}

function pairs(values: readonly (readonly [number, number])[]): Buffer {
  const bytes = Buffer.alloc(values.length * 16);
  values.flat().forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}
