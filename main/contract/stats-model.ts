/** What running containers use, as `docker stats` tells it. */
import * as v from 'valibot';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const containerStats = v.object({
  id: v.string(),
  /** When the engine looked: milliseconds since 1970. */
  time: v.pipe(v.number(), v.finite()),
  /** Per cent of one processor, so that two busy ones are 200; absent until there are two looks to compare. */
  cpuPercent: v.exactOptional(amount),
  /** Bytes without what the kernel keeps of files and can give up at once. */
  memoryBytes: amount,
  /** The container's limit, or the VM's memory where it has none. */
  memoryLimitBytes: amount,
  /** Processes and threads. */
  pids: amount,
  /** Bytes since the container's start. */
  totals: v.object({ received: amount, sent: amount, read: amount, written: amount }),
  /** Bytes a second since the look before; absent with the first. */
  rates: v.exactOptional(v.object({ received: amount, sent: amount, read: amount, written: amount })),
});
export type ContainerStats = v.InferOutput<typeof containerStats>;
export type Traffic = ContainerStats['totals'];
