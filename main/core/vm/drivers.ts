/** Picks the driver by its name. */
import { AppError } from '../../contract/errors.ts';
import type { VmDriver } from './driver.ts';
import { scenarioNamed } from './fake-engine/scenario.ts';
import { fakeDriver } from './fake.ts';
import { qemuDriver, type QemuDriverOptions } from './qemu/driver.ts';

export { driverNames, type DriverName } from './driver-names.ts';

/**
 * The driver of that name; `scenario` names what the engine of the driver `fake` holds, `demo` when it is left out.
 * Throws `vm.driverUnavailable` for one that this system or this version doesn't have.
 */
export function createDriver(name: string, qemu: QemuDriverOptions | undefined, scenario?: string): VmDriver {
  if (name === 'fake') return fakeDriver({ scenario: scenarioNamed(scenario) });
  if (name === 'qemu' && qemu !== undefined) return qemuDriver(qemu);
  throw new AppError('vm.driverUnavailable', {
    params: { driver: name, reason: 'it is not part of this version' },
  });
}
