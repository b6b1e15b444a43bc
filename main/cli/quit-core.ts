/** Ends the core, and waits until the home is free again. */
import { AppError, hasCode } from '../contract/errors.ts';
import { withDeadline } from '../core/lib/retry.ts';
import type { HomePaths } from '../core/home.ts';
import type { Connection } from './connection.ts';

/** A stop in software emulation may take minutes; this is for a core that has nothing left to stop. */
const patienceMs = 60_000;

/** Asks the core to end, and resolves when it has. That it has ended already is as good. */
export async function quitCore(
  { core, closed }: Connection,
  { lock }: Pick<HomePaths, 'lock'>,
): Promise<void> {
  try {
    await core['core.quit']();
  } catch (error) {
    if (!hasCode(error, 'link.closed')) throw error;
  }
  const late = () => new AppError('core.unresponsive', { params: { lock, seconds: patienceMs / 1000 } });
  // The core closes its links last but for its lock, which whoever comes next waits for anyway.
  await withDeadline(undefined, patienceMs, late, () => closed);
}
