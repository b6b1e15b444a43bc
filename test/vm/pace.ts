/** The one factor of all time limits of these tests: how much longer things take in software emulation. */
export const pace = 12;

/** A time limit in milliseconds for what takes at most that many seconds with hardware virtualization. */
export function limit(seconds: number): number {
  return seconds * 1000 * pace;
}
