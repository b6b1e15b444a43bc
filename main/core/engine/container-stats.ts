/**
 * What a container uses, computed as the docker program does for `docker stats`: docker/cli,
 * cli/command/container/stats_helpers.go (`calculateCPUPercentUnix`, `calculateMemUsageUnixNoCache`,
 * `calculateNetwork`, `calculateBlockIO`). Fields by the Docker Engine API, `GET /containers/{id}/stats`.
 */
import type { ContainerStats, Traffic } from '../../contract/stats-model.ts';
import { asRecord } from './untrusted.ts';

/** Most networks and block devices of one container that are added up. */
const mostParts = 1000;

/** One look at a container. */
export interface StatsSample {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Nanoseconds of processor time: the container's, and what all processors together have passed. */
  readonly cpu: number;
  readonly systemCpu: number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly pids: number;
  readonly totals: Traffic;
}

/** Makes it of an answer of the engine; undefined for a container that doesn't run, and for what isn't an answer. */
export function statsSample(answer: unknown): StatsSample | undefined {
  const all = asRecord(answer);
  const cpu = asRecord(all['cpu_stats']);
  const usage = asRecord(cpu['cpu_usage']);
  const memory = asRecord(all['memory_stats']);
  const time = typeof all['read'] === 'string' ? Date.parse(all['read']) : NaN;
  // Of one that doesn't run the engine knows neither.
  if (!(time > 0) || (amount(cpu['system_cpu_usage']) === 0 && amount(memory['usage']) === 0))
    return undefined;
  const perCpu = usage['percpu_usage'];
  return {
    time,
    cpu: amount(usage['total_usage']),
    systemCpu: amount(cpu['system_cpu_usage']),
    cpus: amount(cpu['online_cpus']) || (Array.isArray(perCpu) ? perCpu.length : 0),
    memoryBytes: memoryWithoutCache(memory),
    memoryLimitBytes: amount(memory['limit']),
    pids: amount(asRecord(all['pids_stats'])['current']),
    totals: trafficOf(all),
  };
}

/** What the window is told of a container, of a look at it and the one before. */
export function statsOf(id: string, sample: StatsSample, before: StatsSample | undefined): ContainerStats {
  const { time, memoryBytes, memoryLimitBytes, pids, totals } = sample;
  const plain = { id, time, memoryBytes, memoryLimitBytes, pids, totals };
  // A container that was started anew counts from nothing.
  if (before === undefined || time <= before.time || sample.cpu < before.cpu) return plain;
  const seconds = (time - before.time) / 1000;
  const rate = (name: keyof Traffic) => Math.max(0, totals[name] - before.totals[name]) / seconds;
  return {
    ...plain,
    cpuPercent: cpuPercent(sample, before),
    rates: {
      received: rate('received'),
      sent: rate('sent'),
      read: rate('read'),
      written: rate('written'),
    },
  };
}

function cpuPercent(now: StatsSample, before: StatsSample): number {
  const system = now.systemCpu - before.systemCpu;
  const own = now.cpu - before.cpu;
  return system > 0 && own > 0 ? (own / system) * now.cpus * 100 : 0;
}

/** cgroup v1 calls it `total_inactive_file`, cgroup v2 `inactive_file`. */
function memoryWithoutCache(memory: Readonly<Record<string, unknown>>): number {
  const usage = amount(memory['usage']);
  const stats = asRecord(memory['stats']);
  const old = amount(stats['total_inactive_file']);
  const inactive = 'total_inactive_file' in stats && old < usage ? old : amount(stats['inactive_file']);
  return inactive < usage ? usage - inactive : usage;
}

function trafficOf(all: Readonly<Record<string, unknown>>): Traffic {
  const networks = Object.values(asRecord(all['networks'])).slice(0, mostParts).map(asRecord);
  const { io_service_bytes_recursive: entries } = asRecord(all['blkio_stats']);
  const blocks = (Array.isArray(entries) ? entries : []).slice(0, mostParts).map(asRecord);
  const moved = (letter: string) =>
    sum(
      blocks.map(({ op, value }) =>
        typeof op === 'string' && op.toLowerCase().startsWith(letter) ? amount(value) : 0,
      ),
    );
  return {
    received: sum(networks.map((one) => amount(one['rx_bytes']))),
    sent: sum(networks.map((one) => amount(one['tx_bytes']))),
    read: moved('r'),
    written: moved('w'),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
