/** What a container uses: made-up figures that move as real ones do, each a function of time alone. */
import { numberOf, stamp, type Engine } from './engine.ts';
import { amount, isOn } from './fields.ts';
import { openStream, sendJson, type Call } from './http.ts';
import { findContainer } from './lookup.ts';
import type { Container } from './model.ts';

const everyMs = 1000;
const maxUnread = 1024 * 1024;

/** `GET /containers/{id}/stats?stream&one-shot` */
export function containerStats(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const { query, response } = call;
  if (query.has('stream') && !isOn(query.get('stream'))) {
    return sendJson(call, 200, sample(engine, container, !isOn(query.get('one-shot'))));
  }
  openStream(call, 'application/json');
  let first = true;
  const send = () => {
    if (!engine.containers.has(container.id)) {
      stop();
      response.end();
      return;
    }
    // A reader that is behind misses some.
    if (response.writableLength < maxUnread) {
      response.write(`${JSON.stringify(sample(engine, container, !first))}\n`);
    }
    first = false;
  };
  const stop = engine.timers.every(everyMs, send);
  call.gone.addEventListener('abort', stop, { once: true });
  send();
}

function sample(engine: Engine, container: Container, withBefore: boolean): object {
  const { id, name, state } = container;
  const now = engine.now();
  const running = state === 'running' || state === 'paused';
  if (!running || container.startedAt === undefined) {
    const none = { cpu_usage: { total_usage: 0 }, throttling_data: {} };
    return {
      ...{ id, name: `/${name}`, read: stamp(undefined), preread: stamp(undefined), num_procs: 0 },
      ...{ pids_stats: {}, blkio_stats: {}, storage_stats: {}, memory_stats: {} },
      ...{ cpu_stats: none, precpu_stats: none },
    };
  }
  const lived = ((container.pausedAt ?? now) - container.startedAt) / 1000;
  const before = Math.max(0, state === 'paused' ? lived : lived - everyMs / 1000);
  const busy = numberOf(100, 'busy', name);
  const none = { cpu_usage: { total_usage: 0 }, throttling_data: {} };
  const pids = 1 + (busy % 12);
  return {
    ...{ id, name: `/${name}`, num_procs: 0, storage_stats: {} },
    read: stamp(now),
    preread: stamp(withBefore ? now - everyMs : undefined),
    pids_stats: { current: pids, limit: 18_000 },
    cpu_stats: cpu(engine, busy, lived, now),
    precpu_stats: withBefore ? cpu(engine, busy, before, now - everyMs) : none,
    memory_stats: memory(engine, container, lived),
    networks: { eth0: network(busy, lived) },
    blkio_stats: blockDevice(busy, lived),
  };
}

/** Nanoseconds of processor time after that many seconds; grows by 0.1 % to some 20 % of one processor. */
function cpu(engine: Engine, busy: number, lived: number, now: number): object {
  const share = 0.001 + (busy / 100) ** 2 * 0.15;
  // The integral of share · (1 + 0.8 · sin t/7), so that it never falls.
  const used = share * (lived + 0.8 * 7 * (1 - Math.cos(lived / 7)));
  const total = Math.floor(used * 1e9);
  return {
    cpu_usage: {
      total_usage: total,
      usage_in_kernelmode: Math.floor(total / 4),
      usage_in_usermode: total - Math.floor(total / 4),
    },
    system_cpu_usage: Math.floor((now / 1000) * engine.cpus * 1e9),
    online_cpus: engine.cpus,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
}

function memory(engine: Engine, { name, hostConfig }: Container, lived: number): object {
  const limit = amount(hostConfig['Memory']) || engine.memoryBytes;
  const base = Math.min(limit * 0.8, 4e6 + numberOf(180_000_000, 'memory', name));
  const usage = Math.floor(base * (1 + 0.1 * Math.sin(lived / 11)));
  const cache = Math.floor(usage / 10);
  return { usage, limit, stats: { inactive_file: cache, file: cache, anon: usage - cache } };
}

function network(busy: number, lived: number): object {
  const received = Math.floor(lived * (100 + busy * 50));
  const sent = Math.floor(lived * (80 + busy * 90));
  return {
    ...{ rx_bytes: received, rx_packets: Math.floor(received / 600), rx_errors: 0, rx_dropped: 0 },
    ...{ tx_bytes: sent, tx_packets: Math.floor(sent / 600), tx_errors: 0, tx_dropped: 0 },
  };
}

function blockDevice(busy: number, lived: number): object {
  const entry = (op: string, value: number) => ({ major: 254, minor: 0, op, value: Math.floor(value) });
  return {
    io_service_bytes_recursive: [
      entry('read', 8e6 + busy * 10_000),
      entry('write', 4096 * Math.floor(lived * (1 + busy / 30))),
    ],
  };
}
