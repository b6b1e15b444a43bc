/** Picks the driver by its name. */
import { AppError } from '../../contract/errors.ts';
import type { VmDriver } from './driver.ts';
import { fakeDriver, type FakeOptions } from './fake.ts';
import { qemuDriver, type QemuDriverOptions } from './qemu/driver.ts';

export { driverNames, type DriverName } from './driver-names.ts';

/**
 * The driver of that name; `fake` says what a fake VM is like. Throws `vm.driverUnavailable` for one that this system or
 * this version doesn't have.
 */
export function createDriver(
  name: string,
  qemu: QemuDriverOptions | undefined,
  fake?: FakeOptions,
): VmDriver {
  if (name === 'fake') return fakeDriver(fake);
  if (name === 'qemu' && qemu !== undefined) return qemuDriver(qemu);
  throw new AppError('vm.driverUnavailable', {
    params: { driver: name, reason: 'it is not part of this version' },
  });
}
