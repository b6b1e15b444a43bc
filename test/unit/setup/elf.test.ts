import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readElf } from '../../../main/setup/elf.ts';
import { makeElf } from './craft.ts';

describe('readElf', () => {
  it('reads loader, libraries and name', () => {
    const file = makeElf({
      interpreter: '/lib64/ld.so',
      needed: ['liba.so.1', 'libc.so.6'],
      soname: 'libme.so.2',
    });
    expect(readElf(file, 'x')).toEqual({
      machine: 'x86_64',
      interpreter: '/lib64/ld.so',
      needed: ['liba.so.1', 'libc.so.6'],
      soname: 'libme.so.2',
    });
  });

  it('knows arm64 and libraries without a loader', () => {
    const elf = readElf(makeElf({ machine: 183 }), 'x');
    expect(elf).toEqual({ machine: 'aarch64', interpreter: undefined, needed: [], soname: undefined });
  });

  it('passes over what is not ELF', () => {
    expect(readElf(Buffer.from('#!/bin/sh\n'.repeat(20)), 'x')).toBeUndefined();
    expect(readElf(Buffer.alloc(0), 'x')).toBeUndefined();
  });

  it('refuses damaged files at any length, and other kinds, with the right error', () => {
    const file = makeElf({ interpreter: '/ld', needed: ['a'], soname: 'b' });
    for (let length = 64; length < file.length; length += 1) {
      try {
        readElf(file.subarray(0, length), 'cut');
      } catch (error) {
        expect(error).toMatchObject({ code: 'setup.archive' });
      }
    }
    const narrow = Buffer.from(file);
    narrow[4] = 1;
    expect(() => readElf(narrow, 'x')).toThrowError(expect.objectContaining({ code: 'setup.archive' }));
  });

  it.skipIf(process.platform !== 'linux')('reads the program that runs this test', () => {
    const elf = readElf(readFileSync(process.execPath), process.execPath);
    expect(elf?.needed).toContain('libc.so.6');
    expect(elf?.interpreter).toMatch(/ld-/);
  });
});
