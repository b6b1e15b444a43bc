import { describe, expect, it } from 'vitest';
import { Topic } from '../../../main/core/lib/topic.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('Topic', () => {
  it('tells subscribers each new value until they leave', () => {
    const topic = new Topic(1);
    const seen: number[] = [];
    const leave = topic.subscribe((value) => seen.push(value));
    topic.set(2);
    topic.set(2);
    topic.set(3);
    leave();
    topic.set(4);
    expect(seen).toEqual([2, 3]);
    expect(topic.value).toBe(4);
  });

  it('tells all subscribers even if one throws, and throws that', () => {
    const topic = new Topic(1);
    const seen: number[] = [];
    topic.subscribe(() => {
      throw new Error('bad subscriber');
    });
    topic.subscribe((value) => seen.push(value));
    expect(() => topic.set(2)).toThrow('bad subscriber');
    expect(seen).toEqual([2]);
  });

  it('yields the value on subscription, then each new one, until aborted', async () => {
    const topic = new Topic('a');
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const value of topic.watch(controller.signal)) seen.push(value);
    })();
    await tick();
    topic.set('b');
    await tick();
    topic.set('c');
    await tick();
    controller.abort();
    await reading;
    topic.set('d');
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('skips values for a slow reader but never the last', async () => {
    const topic = new Topic(0);
    const controller = new AbortController();
    const reader = topic.watch(controller.signal)[Symbol.asyncIterator]();
    expect((await reader.next()).value).toBe(0);
    for (let n = 1; n <= 1000; n += 1) topic.set(n);
    expect((await reader.next()).value).toBe(1000);
    const next = reader.next();
    topic.set(1001);
    expect((await next).value).toBe(1001);
    controller.abort();
    expect((await reader.next()).done).toBe(true);
  });
});
