import { describe, expect, it } from 'vitest';
import { cpio } from '../../../vm-images/cpio.ts';
import {
  moduleInfo,
  modulesAlias,
  modulesDep,
  type KernelModule,
} from '../../../vm-images/kernel-modules.ts';
import { findPayload } from '../../../vm-images/kernel.ts';
import { licencesIn } from '../../../vm-images/licences.ts';
import { busyboxApplets } from '../../../vm-images/root.ts';

const module = (name: string, depends: string[] = [], aliases: string[] = []): KernelModule => ({
  name,
  path: `kernel/${name}.ko`,
  body: Buffer.alloc(0),
  depends,
  aliases,
});

describe('cpio', () => {
  it('writes newc records, each part padded to four bytes', () => {
    const bytes = cpio([
      { path: 'bin', type: 'directory' },
      { path: 'bin/x', type: 'file', mode: 0o755, body: Buffer.from('hello') },
    ]);
    expect(bytes.length % 512).toBe(0);
    expect(bytes.toString('latin1', 0, 6)).toBe('070701');
    const second = bytes.indexOf('070701', 6);
    expect(second % 4).toBe(0);
    expect(bytes.toString('latin1', second + 14, second + 22)).toBe((0o100755).toString(16).padStart(8, '0'));
    expect(bytes.toString('latin1', second + 54, second + 62)).toBe('00000005');
    expect(bytes.includes('TRAILER!!!')).toBe(true);
  });
});

describe('kernel modules', () => {
  it('are read from what they say of themselves', () => {
    const body = Buffer.from('junk\0depends=a,b-c\0alias=pci:v1\0alias=net-pf-1\0vermagic=6\0');
    expect(moduleInfo(body)).toEqual([
      ['depends', 'a,b-c'],
      ['alias', 'pci:v1'],
      ['alias', 'net-pf-1'],
    ]);
  });

  it('are indexed with all that they need, nearest first, and survive a circle', () => {
    const all = [
      module('c'),
      module('b', ['c']),
      module('a', ['b']),
      module('x', ['y']),
      module('y', ['x'], ['fs-y']),
    ];
    expect(modulesDep(all).split('\n')).toEqual([
      'kernel/c.ko:',
      'kernel/b.ko: kernel/c.ko',
      'kernel/a.ko: kernel/b.ko kernel/c.ko',
      'kernel/x.ko: kernel/y.ko kernel/x.ko',
      'kernel/y.ko: kernel/x.ko kernel/y.ko',
      '',
    ]);
    expect(modulesAlias(all)).toBe('alias fs-y y\n');
  });
});

describe('the kernel proper', () => {
  it('is found in an x86 image by its setup header', () => {
    const file = Buffer.alloc(4096);
    file.writeUInt8(1, 0x1f1);
    file.write('HdrS', 0x202, 'latin1');
    file.writeUInt32LE(100, 0x248);
    file.writeUInt32LE(500, 0x24c);
    expect(findPayload(file)).toEqual({ start: 1124, end: 1620 });
  });

  it('is found in an EFI zboot image', () => {
    const file = Buffer.alloc(4096);
    file.write('MZ\0\0zimg', 0, 'latin1');
    file.writeUInt32LE(1000, 8);
    file.writeUInt32LE(2000, 12);
    expect(findPayload(file)).toEqual({ start: 1000, end: 3000 });
  });

  it('is refused when the header points outside, and taken as it is when nothing is packed', () => {
    const file = Buffer.alloc(1024);
    file.write('MZ\0\0zimg', 0, 'latin1');
    file.writeUInt32LE(1000, 8);
    file.writeUInt32LE(2000, 12);
    expect(() => findPayload(file)).toThrow(expect.objectContaining({ code: 'setup.archive' }));
    expect(findPayload(Buffer.alloc(1024))).toBeUndefined();
  });
});

describe('licences', () => {
  it('are told in SPDX names', () => {
    const text =
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+ or Expat\n\nFiles: x\nLicense: Weird Thing\n';
    expect(licencesIn(text)).toEqual(['GPL-2.0-or-later', 'LicenseRef-Weird', 'MIT']);
  });

  it('are not guessed from plain text', () => {
    expect(licencesIn('License: as you like')).toEqual([]);
  });
});

describe('busybox', () => {
  it('tells its names in order, up to the first thing that is none', () => {
    const names = ['[', '[[', ...Array.from({ length: 60 }, (_, at) => `a${String(at).padStart(2, '0')}`)];
    expect(busyboxApplets(Buffer.from(`junk${names.join('\0')}\0\u0001more\0`))).toEqual(names);
    expect(() => busyboxApplets(Buffer.from('nothing here'))).toThrow(
      expect.objectContaining({ code: 'setup.tool' }),
    );
  });
});
