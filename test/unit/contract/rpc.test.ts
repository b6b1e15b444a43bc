import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { call, connect, serve, stream, type Handlers } from '../../../main/contract/rpc.ts';

const table = {
  add: call(v.strictObject({ a: v.number(), b: v.number() }), v.number()),
  ping: call(v.strictObject({}), v.null()),
  hang: call(v.strictObject({}), v.null()),
  fail: call(v.strictObject({ how: v.string() }), v.null()),
  nested: call(
    v.strictObject({
      list: v.array(v.strictObject({ n: v.union([v.literal('a'), v.pipe(v.string(), v.maxLength(2))]) })),
    }),
    v.null(),
  ),
  wrong: call(v.strictObject({}), v.pipe(v.number(), v.integer())),

  count: stream(v.strictObject({ to: v.exactOptional(v.number()) }), v.number()),
};

/** A connected pair over the table, with what the handlers saw. */
function setUp() {
  const seen = { produced: 0, cleanedUp: 0, aborted: 0, reported: [] as [string, unknown][] };
  const [near, far] = memoryLinks();
  const handlers: Handlers<typeof table> = {
    add: ({ a, b }) => Promise.resolve(a + b),
    ping: () => Promise.resolve(null),
    hang: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
          reject(signal.reason instanceof Error ? signal.reason : new Error('no reason'));
        });
      }),
    fail: ({ how }) => {
      if (how === 'known')
        throw new AppError('port.inUse', { params: { port: 80, address: 'x' }, action: 'retry' });
      throw new Error(`secret ${how}`);
    },
    nested: () => Promise.resolve(null),
    wrong: () => Promise.resolve(1.5),
    async *count({ to = Infinity }) {
      try {
        for (let n = 1; n <= to; n += 1) {
          seen.produced = n;
          yield n;
        }
      } finally {
        seen.cleanedUp += 1;
      }
    },
  };
  serve(far, table, handlers, { report: (id, error) => seen.reported.push([id, error]) });
  return { client: connect(near, table), near, far, seen };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

describe('a call', () => {
  it('carries input and answer', async () => {
    const { client } = setUp();
    expect(await client.add({ a: 1, b: 2 })).toBe(3);
    expect(await client.ping()).toBeNull();
  });

  it('keeps many apart that run at once', async () => {
    const { client } = setUp();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, a) => client.add({ a, b: 1 })));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, a) => a + 1));
  });

  it('names the path of an invalid value and never the value', async () => {
    const { client } = setUp();
    const input = { list: [{ n: 'a' }, { n: 'hunter2' }] };
    const error = await client.nested(input).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'link.invalidInput', params: { entry: 'nested' } });
    expect(String(error)).toContain('list.1.n must be <=2');
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('refuses a key that the input does not have', async () => {
    const { client } = setUp();
    const more = { a: 1, b: 2, c: 3 };
    await expect(client.add(more)).rejects.toMatchObject({ params: { reason: 'c is not known' } });
  });

  it('brings an AppError across whole', async () => {
    const { client, seen } = setUp();
    const error = await client.fail({ how: 'known' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'port.inUse', params: { port: 80 }, action: 'retry' });
    expect(seen.reported).toEqual([]);
  });

  it('turns anything else into `internal`, with the id it was reported under', async () => {
    const { client, seen } = setUp();
    const error = await client.fail({ how: 'x' }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'internal', params: { logId: seen.reported[0]?.[0] } });
    expect(String(error)).not.toContain('secret');
    expect(String(seen.reported[0]?.[1])).toContain('secret');
  });

  it('checks the answer too', async () => {
    await expect(setUp().client.wrong()).rejects.toMatchObject({ code: 'link.protocol' });
  });

  it('is cancelled on the other side when its signal aborts', async () => {
    const { client, seen } = setUp();
    const controller = new AbortController();
    const waiting = client.hang({}, { signal: controller.signal });
    await settled();
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await settled();
    expect(seen.aborted).toBe(1);
    expect(seen.reported).toEqual([]);
  });

  it('is not even asked with a signal that has aborted', async () => {
    const { client, seen } = setUp();
    await expect(client.hang({}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    await settled();
    expect(seen.aborted).toBe(0);
  });
});

describe('a stream', () => {
  it('yields its items in order and ends', async () => {
    const { client, seen } = setUp();
    const items: number[] = [];
    for await (const n of client.count({ to: 100 })) items.push(n);
    expect(items).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(seen.cleanedUp).toBe(1);
  });

  it('starts only when it is read', async () => {
    const { client, seen } = setUp();
    const unread = client.count({});
    await settled();
    expect(seen.produced).toBe(0);
    expect(unread).toBeDefined();
  });

  it('runs the clean-up of its handler when the loop is left', async () => {
    const { client, seen } = setUp();
    for await (const n of client.count({})) if (n === 3) break;
    await settled();
    expect(seen.cleanedUp).toBe(1);
    expect(seen.produced).toBeLessThan(50);
  });

  it('holds its writer back while nobody reads on', async () => {
    const { client, seen } = setUp();
    const reader = client.count({})[Symbol.asyncIterator]();
    await reader.next();
    await settled();
    const ahead = seen.produced;
    expect(ahead).toBeLessThanOrEqual(16);
    await settled();
    expect(seen.produced).toBe(ahead);
    for (let n = 2; n <= 100; n += 1) expect((await reader.next()).value).toBe(n);
    expect(seen.produced).toBeGreaterThanOrEqual(100);
    expect(seen.produced).toBeLessThanOrEqual(116);
    await reader.return?.();
  });

  it('throws the reason of its signal and stops the other side', async () => {
    const { client, seen } = setUp();
    const controller = new AbortController();
    const read = async () => {
      for await (const n of client.count({}, { signal: controller.signal }))
        if (n === 5) controller.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
    await settled();
    expect(seen.cleanedUp).toBe(1);
  });

  it('throws what its handler throws, after the items before it', async () => {
    const [near, far] = memoryLinks();
    const some = { some: stream(v.strictObject({}), v.number()) };
    const handlers: Handlers<typeof some> = {
      async *some() {
        yield 1;
        throw new AppError('vm.notRunning');
      },
    };
    serve(far, some, handlers, { report: () => {} });
    const items: number[] = [];
    const read = async () => {
      for await (const n of connect(near, some).some()) items.push(n);
    };
    await expect(read()).rejects.toMatchObject({ code: 'vm.notRunning' });
    expect(items).toEqual([1]);
  });
});

describe('a link that closes', () => {
  it.each(['near', 'far'] as const)('rejects what waits and aborts what runs (%s end)', async (end) => {
    const all = setUp();
    const waiting = all.client.hang();
    const reader = all.client.count({})[Symbol.asyncIterator]();
    await reader.next();
    await settled();
    all[end].close();
    await expect(waiting).rejects.toMatchObject({ code: 'link.closed' });
    const read = async () => {
      for (;;) if ((await reader.next()).done === true) return;
    };
    await expect(read()).rejects.toMatchObject({ code: 'link.closed' });
    await settled();
    expect(all.seen).toMatchObject({ aborted: 1, cleanedUp: 1 });
    await expect(all.client.ping()).rejects.toMatchObject({ code: 'link.closed' });
  });
});
