import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { call, connect, serve, stream, type Handlers } from '../../../main/contract/rpc.ts';

const table = {
  ping: call(v.strictObject({}), v.null()),
  hang: call(v.strictObject({}), v.null()),
  count: stream(v.strictObject({}), v.number()),
};

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

/** A server and the raw frames that it answers with. */
function server() {
  const [near, far] = memoryLinks();
  const seen = { frames: [] as unknown[], reported: [] as unknown[], closed: false, produced: 0, aborted: 0 };
  const handlers: Handlers<typeof table> = {
    ping: () => Promise.resolve(null),
    hang: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
          resolve(null);
        });
      }),
    async *count() {
      for (;;) yield (seen.produced += 1);
    },
  };
  serve(far, table, handlers, { report: (_, error) => seen.reported.push(error), maxRequests: 8 });
  near.onFrame((frame) => seen.frames.push(frame));
  near.onClose(() => {
    seen.closed = true;
  });
  return { near, seen };
}

/** A client and the raw link that plays its server. */
function client() {
  const [near, far] = memoryLinks();
  return { client: connect(near, table), far };
}

describe('a server with a hostile peer', () => {
  const garbage: unknown[] = [
    null,
    1,
    'ask',
    [],
    {},
    { t: 'ask' },
    { t: 'ask', id: -1, entry: 'ping' },
    { t: 'ask', id: 1.5, entry: 'ping' },
    { t: 'ask', id: 1e300, entry: 'ping' },
    { t: 'ask', id: 1, entry: {} },
    { t: 'answer', id: 1 },
    { t: 'more', id: 1, credit: -5 },
    { t: '__proto__', id: 1 },
  ];
  it.each(garbage.map((frame) => [JSON.stringify(frame), frame]))('closes on %s', async (_, frame) => {
    const { near, seen } = server();
    near.send({ t: 'ask', id: 7, entry: 'hang' });
    near.send(frame);
    await settled();
    expect(seen).toMatchObject({ closed: true, aborted: 1 });
    expect(seen.reported).toHaveLength(1);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'nope', ''])(
    'answers an unknown entry (%s)',
    async (entry) => {
      const { near, seen } = server();
      near.send({ t: 'ask', id: 1, entry });
      near.send({ t: 'ask', id: 2, entry: 'ping' });
      await settled();
      expect(seen.frames).toMatchObject([
        { t: 'error', id: 1, error: { code: 'link.protocol' } },
        { t: 'answer', id: 2, value: null },
      ]);
    },
  );

  it('takes no harm from prototype keys in an input', async () => {
    const { near, seen } = server();
    near.send({
      t: 'ask',
      id: 1,
      entry: 'ping',
      input: JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
    });
    await settled();
    expect(seen.frames).toMatchObject([{ t: 'error', id: 1, error: { code: 'link.invalidInput' } }]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([null, 1, 'x', true])('refuses %j as an input', async (input) => {
    const { near, seen } = server();
    near.send({ t: 'ask', id: 1, entry: 'ping', input });
    await settled();
    expect(seen.frames).toMatchObject([{ t: 'error', id: 1, error: { code: 'link.invalidInput' } }]);
  });

  it('refuses an id that is in use', async () => {
    const { near, seen } = server();
    near.send({ t: 'ask', id: 1, entry: 'hang' });
    near.send({ t: 'ask', id: 1, entry: 'ping' });
    await settled();
    expect(seen).toMatchObject({ closed: true, aborted: 1 });
    expect(String(seen.reported[0])).toContain('request id 1 is in use');
  });

  it('refuses more requests at once than allowed, and takes new ones when some are done', async () => {
    const { near, seen } = server();
    for (let id = 1; id <= 9; id += 1) near.send({ t: 'ask', id, entry: 'hang' });
    await settled();
    expect(seen.frames).toMatchObject([
      { t: 'error', id: 9, error: { code: 'link.busy', params: { limit: 8 } } },
    ]);
    near.send({ t: 'cancel', id: 3 });
    await settled();
    near.send({ t: 'ask', id: 10, entry: 'ping' });
    await settled();
    expect(seen.frames.at(-1)).toMatchObject({ t: 'answer', id: 10 });
    expect(seen.closed).toBe(false);
  });

  it('sends no item without credit, and ignores frames for requests that are gone', async () => {
    const { near, seen } = server();
    near.send({ t: 'ask', id: 1, entry: 'count' });
    near.send({ t: 'cancel', id: 99 });
    near.send({ t: 'more', id: 99, credit: 1 });
    await settled();
    expect(seen.produced).toBe(0);
    near.send({ t: 'more', id: 1, credit: 3 });
    await settled();
    expect(seen.frames).toHaveLength(3);
    expect(seen.closed).toBe(false);
  });

  it('does not let credit add up without end', async () => {
    const { near, seen } = server();
    near.send({ t: 'ask', id: 1, entry: 'count' });
    for (let i = 0; i < 10; i += 1) near.send({ t: 'more', id: 1, credit: 1024 });
    await settled();
    expect(seen.produced).toBeGreaterThan(0);
    expect(seen.produced).toBeLessThanOrEqual(10 * 1024);
    near.close();
  });
});

describe('a client with a hostile peer', () => {
  it.each([[null], [{ t: 'ask', id: 1 }], [{ t: 'item', id: 1, value: 1 }], [{ t: 'end', id: 1 }]])(
    'rejects its calls on %j',
    async (frame) => {
      const { client: asking, far } = client();
      const waiting = asking.ping();
      await settled();
      far.send(frame);
      await expect(waiting).rejects.toMatchObject({ code: 'link.protocol' });
    },
  );

  it('understands no error code that it does not know', async () => {
    const { client: asking, far } = client();
    const waiting = asking.ping();
    far.send({ t: 'error', id: 1, error: { code: '__proto__', params: {} } });
    await expect(waiting).rejects.toMatchObject({ code: 'link.protocol' });
  });

  it('closes on more items than it gave credit for', async () => {
    const { client: asking, far } = client();
    const reader = asking.count()[Symbol.asyncIterator]();
    const first = reader.next();
    let closed = false;
    far.onClose(() => {
      closed = true;
    });
    for (let n = 0; n < 40; n += 1) far.send({ t: 'item', id: 1, value: n });
    expect(await first).toMatchObject({ value: 0 });
    await settled();
    expect(closed).toBe(true);
    const drained = async () => {
      for (let n = 0; n < 100; n += 1) await reader.next();
    };
    await expect(drained()).rejects.toMatchObject({ code: 'link.protocol' });
  });

  it('stops a stream whose item is wrong', async () => {
    const { client: asking, far } = client();
    const frames: unknown[] = [];
    far.onFrame((frame) => frames.push(frame));
    const reader = asking.count()[Symbol.asyncIterator]();
    const first = reader.next();
    far.send({ t: 'item', id: 1, value: 'text' });
    await expect(first).rejects.toMatchObject({ code: 'link.protocol' });
    expect(await reader.next()).toMatchObject({ done: true });
    await settled();
    expect(frames.at(-1)).toEqual({ t: 'cancel', id: 1 });
  });
});
