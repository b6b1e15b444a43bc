/** Names of the drivers. In a file of its own, so that a command line can name them without loading them. */
export const driverNames = ['qemu', 'fake'] as const;
export type DriverName = (typeof driverNames)[number];
