import type { Duplex } from 'node:stream';
import type { Guest } from '../../guest/guest.ts';
import { asRecord } from '../untrusted.ts';

/** Ends a stream when the signal aborts. */
export function hangUpOn(signal: AbortSignal, stream: Duplex): void {
  const hangUp = () => void stream.destroy();
  if (signal.aborted) hangUp();
  signal.addEventListener('abort', hangUp, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', hangUp));
}

/** Only a process of that container: the number may be another's by now. */
const hangUpScript = 'grep -qF "$1" "/proc/$2/cgroup" && kill -HUP "$2"';

/**
 * Ends a program that `docker exec` has begun, as one that loses its terminal ends: the engine itself lets it go on when
 * its client leaves. `answer` is what the engine says of it (`GET /exec/{id}/json`), with its number in the VM.
 */
export async function hangUpProgram(guest: Guest, answer: unknown): Promise<void> {
  const { Running: running, Pid: pid, ContainerID: id } = asRecord(answer);
  if (running !== true || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 2) return;
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) return;
  await guest.exec(['sh', '-c', hangUpScript, 'sh', id, String(pid)]);
}
