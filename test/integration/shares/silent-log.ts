/** A log that only keeps what went wrong, for a test to look at. */
import type { Log } from '../../../main/core/lib/log.ts';

export const silentLog: Log = {
  write: () => undefined,
  redact: () => undefined,
  failure: (_part, error) => {
    process.stderr.write(`${String(error)}\n`);
    return '';
  },
};
