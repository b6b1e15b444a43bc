/** What the app was started with. Chromium has words of its own on the same command line; they are passed over. */
import { parseArgs } from 'node:util';
import { driverNames, type DriverName } from '../../core/vm/driver-names.ts';

export interface ShellOptions {
  readonly driver: DriverName;
  /** Start the VM at once. */
  readonly start: boolean;
  /** Show nothing but the icon in the tray. */
  readonly hidden: boolean;
}

/** Reads `--driver NAME`, `--start` and `--hidden`; a driver that there is none of is as if none had been named. */
export function shellOptions(argv: readonly string[]): ShellOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    strict: false,
    options: { driver: { type: 'string' }, start: { type: 'boolean' }, hidden: { type: 'boolean' } },
  });
  const driver = driverNames.find((name) => name === values.driver) ?? 'qemu';
  return { driver, start: values.start === true, hidden: values.hidden === true };
}
