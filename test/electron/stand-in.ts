/**
 * What electron-builder needs of an unpacked Electron, where there is none: programs of no use that carry a fuse wire
 * (https://github.com/electron/fuses) and, for Windows, a version resource. It proves what is packed, not that it runs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1, eight fuses, as Electron comes. */
const wire = Buffer.from(`${sentinel}\x01\x0810110000`, 'latin1');

/** Fuses in the order of the wire. */
export const fuses = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

/** Makes the folder; `version` is that of the Electron that it stands for. */
export async function makeStandIn(
  folder: string,
  platform: 'linux' | 'win32',
  version: string,
): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  const locales = ['de', 'en-US', 'zh-CN'].map((name) => `locales/${name}.pak`);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', ...locales]) {
    await writeFile(join(folder, name), '');
  }
  await writeFile(join(folder, 'version'), version);
  const [name, program] =
    platform === 'win32'
      ? ['electron.exe', windowsProgram()]
      : ['electron', Buffer.concat([Buffer.from('\x7fELF', 'latin1'), wire])];
  await writeFile(join(folder, name), program, { mode: 0o755 });
}

/** Which fuses a packed program has, by the names that electron-builder knows them by. */
export function fusesOf(program: Buffer): Readonly<Record<string, boolean>> {
  const at = program.indexOf(sentinel) + sentinel.length + 2;
  return Object.fromEntries(fuses.map((name, index) => [name, program[at + index] === 0x31]));
}

/** The part of resedit, which electron-builder edits Windows programs with, that is used here. */
interface Resedit {
  readonly NtExecutable: { from(bytes: Buffer): Executable };
  readonly NtExecutableResource: {
    from(executable: Executable): {
      readonly entries: unknown[];
      outputResource(executable: Executable): void;
    };
  };
  readonly Resource: {
    readonly VersionInfo: {
      createEmpty(): {
        setStringValues(language: { lang: number; codepage: number }, values: Record<string, string>): void;
        outputToResourceEntries(entries: unknown[]): void;
      };
    };
  };
}
interface Executable {
  generate(): ArrayBuffer;
}

function windowsProgram(): Buffer {
  const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
  const { NtExecutable, NtExecutableResource, Resource }: Resedit = fromBuilder('resedit');
  const executable = NtExecutable.from(emptyProgram());
  const resource = NtExecutableResource.from(executable);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resource.entries);
  resource.outputResource(executable);
  return Buffer.from(executable.generate());
}

/** A PE32+ file with one section, the wire (https://learn.microsoft.com/windows/win32/debug/pe-format). */
function emptyProgram(): Buffer {
  const bytes = Buffer.alloc(0x400);
  const [coff, optional, section] = [0x44, 0x58, 0x58 + 240];
  bytes.write('MZ');
  bytes.writeUInt32LE(coff - 4, 0x3c);
  bytes.write('PE\0\0', coff - 4, 'latin1');
  bytes.writeUInt16LE(0x8664, coff); // x86-64
  bytes.writeUInt16LE(1, coff + 2); // sections
  bytes.writeUInt16LE(section - optional, coff + 16);
  bytes.writeUInt16LE(0x22, coff + 18); // executable, large addresses
  bytes.writeUInt16LE(0x20b, optional); // PE32+
  bytes.writeUInt32LE(0x1000, optional + 32); // alignment of sections
  bytes.writeUInt32LE(0x200, optional + 36); // and in the file
  bytes.writeUInt32LE(0x2000, optional + 56); // size of the image
  bytes.writeUInt32LE(0x200, optional + 60); // size of the headers
  bytes.writeUInt32LE(16, optional + 108); // directories
  bytes.write('.data', section);
  bytes.writeUInt32LE(0x200, section + 8);
  bytes.writeUInt32LE(0x1000, section + 12);
  bytes.writeUInt32LE(0x200, section + 16);
  bytes.writeUInt32LE(0x200, section + 20);
  bytes.writeUInt32LE(0xc0000040, section + 36); // initialised data, readable and writable
  wire.copy(bytes, 0x200);
  return bytes;
}
