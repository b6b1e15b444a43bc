/** The data disk: a sparse qcow2 file, made once and only ever grown. */
import { open, rm } from 'node:fs/promises';
import { AppError } from '../../../contract/errors.ts';
import { systemCode, writeError } from '../../lib/system-error.ts';
import { runProgram } from './run-program.ts';

const gib = 2 ** 30;

/**
 * The size of a qcow2 disk in GiB, from its header (QEMU's docs/interop/qcow2: magic "QFI\xfb", size at 24, big
 * endian), rounded up; undefined if there is none. Throws `vm.dataDiskDamaged` for a file that is something else.
 */
export async function diskSizeGiB(path: string): Promise<number | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    if (bytesRead < 32 || buffer.readUInt32BE(0) !== 0x514649fb) {
      throw new AppError('vm.dataDiskDamaged', { params: { path, reason: 'it is no qcow2 disk' } });
    }
    return Math.ceil(Number(buffer.readBigUInt64BE(24)) / gib);
  } finally {
    await file.close();
  }
}

/**
 * Makes the disk, or grows it to `sizeGiB`. `qemuImg` is the start of a command line. Throws `config.diskShrink`,
 * `home.diskFull`, `qemu.failed`, `vm.dataDiskDamaged`.
 */
export async function ensureDisk(
  qemuImg: readonly string[],
  path: string,
  sizeGiB: number,
  signal: AbortSignal,
): Promise<void> {
  const present = await diskSizeGiB(path);
  if (present === sizeGiB) return;
  if (present !== undefined && present > sizeGiB) {
    throw new AppError('config.diskShrink', { params: { present, value: sizeGiB } });
  }
  try {
    if (present !== undefined) {
      await runProgram([...qemuImg, 'resize', '-q', '-f', 'qcow2', path, `${sizeGiB}G`], signal);
      return;
    }
    await runProgram([...qemuImg, 'create', '-q', '-f', 'qcow2', path, `${sizeGiB}G`], signal).catch(
      async (error: unknown) => {
        // A half-made disk holds nothing yet, and must not be taken for a whole one.
        await rm(path, { force: true });
        throw error;
      },
    );
  } catch (error) {
    const full = error instanceof AppError && /No space left/i.test(String(error.params['reason']));
    throw full ? new AppError('home.diskFull', { params: { path }, cause: error }) : writeError(error, path);
  }
}
