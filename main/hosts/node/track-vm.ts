/** Keeps hold of the VM that a driver runs, so that a person who is in a hurry can have it ended at once. */
import type { RunningVm, VmDriver } from '../../core/vm/driver.ts';

/** A driver that does as the given one, and `kill`, which ends the VM that it last started or found. */
export function trackVm(driver: VmDriver): { readonly driver: VmDriver; kill(): Promise<void> } {
  let current: RunningVm | undefined;
  return {
    driver: {
      name: driver.name,
      probe: (...args) => driver.probe(...args),
      ...(driver.noShareDevices && { noShareDevices: driver.noShareDevices.bind(driver) }),
      createDisk: (...args) => driver.createDisk(...args),
      async start(...args) {
        current = await driver.start(...args);
        return current;
      },
      async find(dir) {
        current = await driver.find(dir);
        return current;
      },
      diskGiB: (dir) => driver.diskGiB(dir),
      delete: (dir) => driver.delete(dir),
    },
    kill: async () => current?.kill(),
  };
}
