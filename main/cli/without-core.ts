/** What can be told of the VM when no core runs: by the files that it leaves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/errors.ts';
import type { Status } from '../contract/model.ts';
import type { HomePaths } from '../core/home.ts';
import { isRunning } from '../core/lib/process-identity.ts';
import { systemCode } from '../core/lib/system-error.ts';
import type { DriverName } from '../core/vm/driver-names.ts';
import { diskSizeGiB } from '../core/vm/qemu/disk.ts';
import { readRecord, type VmRecord } from '../core/vm/qemu/driver.ts';
import { hostArchitecture } from '../hosts/node/this-computer.ts';

/** The VM that goes on running although its core is gone. The fake one ends with its core. */
export async function orphanedVm(paths: Pick<HomePaths, 'vmDir'>): Promise<VmRecord | undefined> {
  const record = await readRecord(join(paths.vmDir, 'vm.json'));
  return record !== undefined && (await isRunning(record.process)) ? record : undefined;
}

/** The size of the data disk and the driver that it belongs to; undefined if there is none. */
export async function presentDisk(
  paths: Pick<HomePaths, 'vmDir'>,
): Promise<{ readonly driver: DriverName; readonly sizeGiB: number } | undefined> {
  const real = await diskSizeGiB(join(paths.vmDir, 'data.qcow2'));
  if (real !== undefined) return { driver: 'qemu', sizeGiB: real };
  const fake = await readJson(join(paths.vmDir, 'fake-disk.json'));
  const known = typeof fake === 'object' && fake !== null && 'dataDiskGiB' in fake;
  return known ? { driver: 'fake', sizeGiB: Number(fake.dataDiskGiB) } : undefined;
}

/** The status as far as it can be told without a core. Throws `vm.dataDiskDamaged`. */
export async function statusWithoutCore(paths: HomePaths): Promise<Status> {
  const disk = await presentDisk(paths);
  const nothing = { engine: null, vm: null, window: null, problems: [] };
  const orphan = await orphanedVm(paths);
  if (orphan === undefined) return { state: disk === undefined ? 'absent' : 'stopped', ...nothing };
  const { code, params } = new AppError('core.notRunning');
  const { accelerator, cpus, memoryMiB } = orphan.facts;
  return {
    ...nothing,
    state: 'running',
    vm: {
      driver: 'qemu',
      accelerator,
      arch: hostArchitecture(),
      cpus,
      memoryMiB,
      dataDiskGiB: disk?.sizeGiB ?? 0,
      uptimeSeconds: Math.round((Date.now() - orphan.startedAt) / 1000),
    },
    problems: [{ subject: 'core', error: { code, params } }],
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
