import type { Duplex } from 'node:stream';

/** Ends a stream when the signal aborts. */
export function hangUpOn(signal: AbortSignal, stream: Duplex): void {
  const hangUp = () => void stream.destroy();
  if (signal.aborted) hangUp();
  signal.addEventListener('abort', hangUp, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', hangUp));
}
