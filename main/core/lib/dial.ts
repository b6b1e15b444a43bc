/** Opening a stream into the guest with a deadline, and leaving nothing open when nobody waits for it any more. */
import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors.ts';
import { withDeadline } from './retry.ts';

/**
 * Dials for at most `ms` milliseconds (then: `guest.unreachable`) or until `signal` aborts (then: its reason). A stream
 * that arrives after that is closed.
 */
export function dialWithin(
  dial: (signal: AbortSignal) => Promise<Duplex>,
  ms: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const late = () =>
    new AppError('guest.unreachable', { params: { reason: `no connection within ${ms / 1000} s` } });
  return withDeadline(signal, ms, late, (limit) => {
    const dialled = dial(limit);
    // Whether it fails in the end is of no interest: the deadline's error is the one that is told.
    const closeLate = () => void dialled.then((stream) => stream.destroy(), ignore);
    limit.addEventListener('abort', closeLate, { once: true });
    return dialled;
  });
}

function ignore(): void {}
