/** How busy the VM is, from the guest's own counters (proc(5): /proc/stat, /proc/meminfo), while somebody looks. */
import type { VmUsage } from '../../contract/engine-model.ts';
import { delay } from '../lib/retry.ts';
import type { Guest } from './guest.ts';

/** Milliseconds between two looks. */
const every = 2000;

interface Counters {
  readonly busy: number;
  readonly total: number;
}

/** Yields every two seconds until the signal aborts. Throws `guest.unreachable`. */
export async function* watchUsage(guest: () => Guest, signal: AbortSignal): AsyncGenerator<VmUsage, void> {
  let before: Counters | undefined;
  while (!signal.aborted) {
    const { stdout } = await guest().exec(['cat', '/proc/stat', '/proc/meminfo'], { signal });
    const text = stdout.toString();
    const now = cpuCounters(text);
    const memory = memoryOf(text);
    if (now !== undefined && memory !== undefined) {
      if (before !== undefined) yield { cpu: share(before, now), ...memory };
      before = now;
    }
    // The first two looks give the first value, so they lie close together.
    await delay(before === undefined ? every / 4 : every, signal);
  }
}

/** The line `cpu  user nice system idle iowait irq softirq steal …`, in ticks since the boot. */
export function cpuCounters(text: string): Counters | undefined {
  // Bounded, and with one way to match: the guest writes this.
  const found = /^cpu +(\d[\d ]{0,400})$/m.exec(text);
  if (found?.[1] === undefined) return undefined;
  const ticks = found[1].split(/ +/).map(Number).slice(0, 8);
  const total = ticks.reduce((sum, one) => sum + one, 0);
  if (!Number.isSafeInteger(total)) return undefined;
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busy: total - idle, total };
}

function share(before: Counters, now: Counters): number {
  const total = now.total - before.total;
  return total <= 0 ? 0 : Math.min(1, Math.max(0, (now.busy - before.busy) / total));
}

/** What can't be had without writing something back counts as used, as free(1) has it. */
export function memoryOf(text: string): Omit<VmUsage, 'cpu'> | undefined {
  const [total, available] = [kibibytes(text, 'MemTotal'), kibibytes(text, 'MemAvailable')];
  if (total === undefined || available === undefined) return undefined;
  return { memoryUsedBytes: Math.max(0, total - available) * 1024, memoryTotalBytes: total * 1024 };
}

function kibibytes(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}: +(\\d{1,15}) kB$`, 'm').exec(text);
  return found === null ? undefined : Number(found[1]);
}
