import { describe, expect, it } from 'vitest';
import { backoffMs, delay, retry, withDeadline } from '../../../main/core/lib/retry.ts';

describe('delay', () => {
  it('rejects with the reason of its signal, at once', async () => {
    const controller = new AbortController();
    const waiting = delay(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(delay(60_000, controller.signal)).rejects.toThrow('enough');
  });
});

describe('backoffMs', () => {
  it('grows by its factor up to its limit, and leaves a part to chance', () => {
    const options = { firstMs: 100, maxMs: 1000, factor: 2, jitter: 0.5 };
    expect([0, 1, 2, 3, 4, 50].map((n) => backoffMs(n, options, 0))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(backoffMs(1, options, 1)).toBe(100);
  });
});

describe('retry', () => {
  it('tries until it succeeds', async () => {
    const answer = await retry(async (attempt) => (attempt < 3 ? Promise.reject(new Error('no')) : attempt), {
      firstMs: 1,
    });
    expect(answer).toBe(3);
  });

  it('throws the error after which it makes no sense', async () => {
    let tries = 0;
    const task = () => Promise.reject(new Error(`try ${(tries += 1)}`));
    await expect(retry(task, { firstMs: 1, again: (_, attempt) => attempt < 2 })).rejects.toThrow('try 3');
  });

  it('ends with its signal, also while it waits', async () => {
    const controller = new AbortController();
    const trying = retry(() => Promise.reject(new Error('no')), {
      firstMs: 60_000,
      maxMs: 60_000,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')), 5);
    await expect(trying).rejects.toThrow('enough');
  });
});

describe('withDeadline', () => {
  it('hands through what the task does in time', async () => {
    expect(
      await withDeadline(
        undefined,
        1000,
        () => new Error('late'),
        () => Promise.resolve(7),
      ),
    ).toBe(7);
    const failing = withDeadline(
      undefined,
      1000,
      () => new Error('late'),
      () => Promise.reject(new Error('own')),
    );
    await expect(failing).rejects.toThrow('own');
  });

  it('throws the given error when time is over, and tells the task', async () => {
    let told: unknown;
    const task = (signal: AbortSignal) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => (told = signal.reason));
      });
    const late = new Error('late');
    await expect(withDeadline(undefined, 5, () => late, task)).rejects.toBe(late);
    expect(told).toBe(late);
  });

  it('ends with the outer signal', async () => {
    const controller = new AbortController();
    const task = (signal: AbortSignal) => delay(60_000, signal);
    const running = withDeadline(controller.signal, 60_000, () => new Error('late'), task);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
