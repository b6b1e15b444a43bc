/** Picks the driver by its name. */
import { AppError } from '../../contract/errors.ts';
import type { VmDriver } from './driver.ts';
import { fakeDriver } from './fake.ts';
import { qemuDriver, type QemuDriverOptions } from './qemu/driver.ts';

export { driverNames, type DriverName } from './driver-names.ts';

/** The driver of that name. Throws `vm.driverUnavailable` for one that this system or this version doesn't have. */
export function createDriver(name: string, qemu: QemuDriverOptions | undefined): VmDriver {
  if (name === 'fake') return fakeDriver();
  if (name === 'qemu' && qemu !== undefined) return qemuDriver(qemu);
  throw new AppError('vm.driverUnavailable', {
    params: { driver: name, reason: 'it is not part of this version' },
  });
}
