/** What the core wants to know of the computer that it runs on. */
import { availableParallelism, totalmem } from 'node:os';
import { AppError } from '../../contract/errors.ts';
import type { HostFacts } from '../../core/settings/schema.ts';
import type { Architecture } from '../../core/vm/driver.ts';

/** How much there is to give to a VM. */
export function hostFacts(): HostFacts {
  return { cpus: availableParallelism(), memoryMiB: Math.floor(totalmem() / 2 ** 20) };
}

/** The processor, which is the guest's too. Throws `vm.driverUnavailable` on one that there is no guest for. */
export function hostArchitecture(arch: string = process.arch): Architecture {
  if (arch === 'x64') return 'x86_64';
  if (arch === 'arm64') return 'aarch64';
  const params = { driver: 'qemu', reason: `there is no VM for ${arch}` };
  throw new AppError('vm.driverUnavailable', { params });
}
