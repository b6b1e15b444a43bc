/** How many bytes go through a port in one direction, by iperf3. */
import * as v from 'valibot';
import { retry, withDeadline } from '../../main/core/lib/retry.ts';
import { capture } from './capture.ts';

export interface IperfOptions {
  /** Start of iperf3's command line. */
  readonly iperf3: readonly string[];
  /** On the loopback, with iperf3's server behind it. */
  readonly port: number;
  readonly seconds: number;
  /** `in` is from this computer to the container. */
  readonly direction: 'in' | 'out';
  readonly signal: AbortSignal;
}

/** Milliseconds that a run may take more than its seconds. */
const overhead = 30_000;

/**
 * Mbit/s that arrived at the receiver, in one run over one connection. Tries three times: iperf3's server takes one
 * client at a time, and for a moment may still be busy with the one before. Throws with what iperf3 complained of.
 */
export function iperf(options: IperfOptions): Promise<number> {
  const { iperf3, port, seconds, direction, signal } = options;
  const argv = [...iperf3, '-J', '-c', '127.0.0.1', '-p', String(port), '-t', String(seconds)];
  if (direction === 'out') argv.push('-R');
  const late = () => new Error(`iperf3 through port ${port} did not end`);
  const run = async () =>
    iperfRate(
      await withDeadline(signal, seconds * 1000 + overhead, late, (limit) =>
        capture(argv, { signal: limit }),
      ),
    );
  return retry(run, { firstMs: 1000, signal, again: (_error, attempt) => attempt < 2 });
}

const report = v.object({
  end: v.object({ sum_received: v.object({ bits_per_second: v.number() }) }),
});

/** Mbit/s in iperf3's report: what the receiver counted. Throws if the report tells none. */
export function iperfRate(json: string): number {
  const parsed = v.safeParse(report, JSON.parse(json));
  if (!parsed.success)
    throw new Error(`no rate in iperf3's report: ${json.replace(/\s+/g, ' ').slice(-300)}`);
  return parsed.output.end.sum_received.bits_per_second / 1e6;
}
