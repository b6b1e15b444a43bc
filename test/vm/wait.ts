/** Waits for what comes about by itself. */
import { delay } from '../../main/core/lib/retry.ts';
import { limit } from './pace.ts';

/** Looks until there is something, and returns it. Throws after `seconds` (with hardware virtualization). */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  seconds = 5,
): Promise<T> {
  const end = Date.now() + limit(seconds);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`not within ${limit(seconds)} ms: ${what}`);
    await delay(100);
  }
}
