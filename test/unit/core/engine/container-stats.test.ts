import { describe, expect, it } from 'vitest';
import { statsOf, statsSample } from '../../../../main/core/engine/container-stats.ts';

const answer = (more: object = {}) => ({
  read: '2026-01-02T03:04:05Z',
  cpu_stats: { cpu_usage: { total_usage: 1e9 }, system_cpu_usage: 100e9, online_cpus: 4 },
  memory_stats: { usage: 1000, limit: 5000, stats: { inactive_file: 300 } },
  pids_stats: { current: 3 },
  networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 7 },
      { op: 'write', value: 8 },
      { op: 'Total', value: 15 },
    ],
  },
  ...more,
});
const sample = (more: object = {}) => {
  const made = statsSample(answer(more));
  if (made === undefined) throw new Error('no sample');
  return made;
};

describe('a look at a container', () => {
  it('adds up networks and devices, and leaves the cache out of the memory', () => {
    expect(statsOf('a', sample(), undefined)).toEqual({
      id: 'a',
      time: Date.parse('2026-01-02T03:04:05Z'),
      memoryBytes: 700,
      memoryLimitBytes: 5000,
      pids: 3,
      totals: { received: 11, sent: 22, read: 7, written: 8 },
    });
  });

  it('knows the memory of cgroup v1 and of nonsense', () => {
    const memory = (usage: number, stats: object) =>
      sample({ memory_stats: { usage, limit: 1, stats } }).memoryBytes;
    expect(memory(1000, { total_inactive_file: 100, inactive_file: 300 })).toBe(900);
    expect(memory(1000, { inactive_file: 2000 })).toBe(1000);
    expect(memory(1000, {})).toBe(1000);
  });

  it('has the CPU of all its processors since the look before', () => {
    const after = sample({
      read: '2026-01-02T03:04:07Z',
      cpu_stats: { cpu_usage: { total_usage: 3e9 }, system_cpu_usage: 108e9, online_cpus: 4 },
      networks: { eth0: { rx_bytes: 31, tx_bytes: 2 } },
    });
    expect(statsOf('a', after, sample())).toMatchObject({
      cpuPercent: 100,
      // What was counted anew is no traffic backwards.
      rates: { received: 10, sent: 0, read: 0, written: 0 },
    });
  });

  it('is not compared with another life of the container', () => {
    const anew = sample({ read: '2026-01-02T03:04:07Z', cpu_stats: { system_cpu_usage: 1 } });
    expect(statsOf('a', anew, sample())).not.toHaveProperty('cpuPercent');
  });

  it.each([
    undefined,
    null,
    [],
    'x',
    {},
    { read: '0001-01-01T00:00:00Z', cpu_stats: {}, memory_stats: {} },
    { read: '2026-01-02T03:04:05Z', cpu_stats: {}, memory_stats: {} },
  ])('is nothing of one that does not run: %j', (value) => {
    expect(statsSample(value)).toBeUndefined();
  });

  it('takes nothing hostile for a number', () => {
    const odd = sample({
      pids_stats: { current: -1 },
      networks: { eth0: { rx_bytes: '9', tx_bytes: Infinity } },
      blkio_stats: { io_service_bytes_recursive: 'x' },
    });
    expect(odd).toMatchObject({ pids: 0, totals: { received: 0, sent: 0, read: 0, written: 0 } });
  });
});
