/** How long a step took. */
import { clockText } from '../../format.ts';

/** `0.4 s`, `12.0 s`, `1:05`. */
export function secondsText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  return seconds < 60 ? `${seconds.toFixed(1)} s` : clockText(seconds);
}
