import { parse } from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { vmUsage } from '../../../main/contract/engine-model.ts';
import type { ExecResult, Guest } from '../../../main/core/guest/guest.ts';
import { cpuCounters, memoryOf, watchUsage } from '../../../main/core/guest/usage.ts';

const stat = (line: string) => `${line}
cpu0 10132153 290696 3084719 46828483 16683 0 25195 0 175628 0
intr 8885917 17 0 0
ctxt 22848
btime 1714550000
`;
const meminfo = `MemTotal:        2009416 kB
MemFree:          177672 kB
MemAvailable:    1494240 kB
Buffers:           27368 kB
SwapTotal:             0 kB
`;
const idle = 'cpu  100 0 100 800 0 0 0 0 0 0';
const half = 'cpu  150 0 150 900 0 0 0 0 0 0';

describe('the counters of the processors', () => {
  it('are read as proc(5) has them: idle and waiting are not busy, guests are counted already', () => {
    expect(cpuCounters(stat('cpu  10 1 5 70 4 2 3 5 8 1'))).toEqual({ busy: 26, total: 100 });
    expect(cpuCounters(stat('cpu  10 1 5 70'))).toEqual({ busy: 16, total: 86 });
  });

  it.each(['', 'cpu', 'cpu  ', 'cpu  -5 1 2 3', 'cpu  NaN 1 2', 'cpu  1e9 2', 'cpus  1 2', 'cpu  1 2 x'])(
    'are not there in %j',
    (line) => expect(cpuCounters(stat(line))).toBeUndefined(),
  );

  it('that are beyond counting count as none', () => {
    expect(cpuCounters(stat(`cpu  ${'9'.repeat(400)} 1 2 3`))).toBeUndefined();
    expect(cpuCounters(stat('cpu  9999999999999999 1 2 3'))).toBeUndefined();
    expect(cpuCounters(stat(`cpu  ${'1 '.repeat(5000)}`))).toBeUndefined();
  });

  it('are looked for in no time', () => {
    const begun = performance.now();
    cpuCounters(`cpu${' '.repeat(1 << 20)}x`);
    cpuCounters(`cpu  ${'1 '.repeat(1 << 19)}x`);
    memoryOf(`MemTotal:${' '.repeat(1 << 20)}x`);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('the memory', () => {
  it('is used as far as it cannot be had', () => {
    expect(memoryOf(meminfo)).toEqual({
      memoryUsedBytes: (2_009_416 - 1_494_240) * 1024,
      memoryTotalBytes: 2_009_416 * 1024,
    });
  });

  it.each([
    'MemTotal: 5 kB',
    'MemAvailable: 5 kB',
    'MemTotal: -5 kB\nMemAvailable: 1 kB',
    'MemTotal: 5 MB\nMemAvailable: 1 kB',
    `MemTotal: ${'9'.repeat(20)} kB\nMemAvailable: 1 kB`,
    ' MemTotal: 5 kB\nMemAvailable: 1 kB',
  ])('is not told by %j', (text) => expect(memoryOf(text)).toBeUndefined());

  it('is never less than nothing', () => {
    expect(memoryOf('MemTotal: 5 kB\nMemAvailable: 9 kB')?.memoryUsedBytes).toBe(0);
  });
});

describe('watching', () => {
  afterEach(() => vi.useRealTimers());

  /** A guest that says these texts, the last one ever after. */
  const guestWith = (texts: readonly string[]) => {
    let asked = 0;
    const exec = vi.fn((): Promise<ExecResult> => {
      const text = texts[Math.min(asked, texts.length - 1)] ?? '';
      asked += 1;
      return Promise.resolve({ exitCode: 0, stdout: Buffer.from(text), stderr: '' });
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has no more to do
    return { guest: { exec } as unknown as Guest, exec };
  };

  it('tells the share since the look before', async () => {
    vi.useFakeTimers();
    const { guest } = guestWith([stat(idle) + meminfo, stat(half) + meminfo]);
    const stream = watchUsage(() => guest, new AbortController().signal);
    const first = stream.next();
    await vi.advanceTimersByTimeAsync(3000);
    const { value } = await first;
    expect(value).toMatchObject({ cpu: 0.5, memoryTotalBytes: 2_009_416 * 1024 });
  });

  it('tells only what the contract takes, whatever the guest says', async () => {
    vi.useFakeTimers();
    const lines = [
      idle,
      'cpu  1 1 1 1',
      'cpu  nonsense',
      half,
      'cpu  0 0 0 0',
      'cpu  999999999999 0 0 0',
      idle,
    ];
    const { guest, exec } = guestWith([
      ...lines.map((line) => stat(line) + meminfo),
      'nothing',
      stat(half),
      meminfo,
    ]);
    const controller = new AbortController();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const usage of watchUsage(() => guest, controller.signal)) seen.push(parse(vmUsage, usage));
    })();
    reading.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(exec.mock.calls.length).toBeGreaterThan(10);
    expect(seen.length).toBeGreaterThan(3);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    const asked = exec.mock.calls.length;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(exec).toHaveBeenCalledTimes(asked);
  });

  it('is over when there is no guest', async () => {
    const stream = watchUsage(() => {
      throw new Error('no VM');
    }, new AbortController().signal);
    await expect(stream.next()).rejects.toThrow('no VM');
  });
});
