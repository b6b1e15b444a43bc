import * as fc from 'fast-check';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { duplexPair } from '../../../../../main/core/lib/duplex-pair.ts';
import {
  fromCore,
  fromHelper,
  readMessages,
  sendMessage,
  type FromCore,
  type FromHelper,
} from '../../../../../main/core/shares/helper/messages.ts';
import { until } from '../../../../integration/engine/fixture.ts';

const quit = { kind: 'quit' } as const;
const mounted = (...paths: string[]) => ({ kind: 'mounted' as const, paths });
const line = (message: unknown) => `${JSON.stringify(message)}\n`;

/** Reads what is pushed into a stream, as a core would say it. */
function reading() {
  const seen: FromCore[] = [];
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  readMessages(stream, fromCore, (message) => seen.push(message));
  return { stream, seen, push: (chunk: string | Buffer) => stream.push(chunk) };
}

/** Lets a stream pass on what it has. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const path = fc.string({ unit: 'grapheme', maxLength: 20 });
const message: fc.Arbitrary<FromCore> = fc.oneof(
  fc.constant(quit),
  fc.array(path, { maxLength: 4 }).map((paths) => mounted(...paths)),
);

describe('messages', () => {
  it('come out whole and in order wherever the stream is cut, in the middle of a character too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 8 }),
        fc.array(fc.nat(2000), { maxLength: 20 }),
        async (sent, cuts) => {
          const bytes = Buffer.from(sent.map(line).join(''));
          const { seen, push } = reading();
          const places = [0, ...cuts.map((place) => place % (bytes.length + 1)), bytes.length];
          const ends = places.toSorted((a, b) => a - b);
          for (const [index, end] of ends.slice(1).entries()) push(bytes.subarray(ends[index], end));
          await settled();
          expect(seen).toEqual(sent);
        },
      ),
    );
  });

  it('are not told before their line ends', async () => {
    const { seen, push, stream } = reading();
    push(JSON.stringify(quit));
    await settled();
    expect(seen).toEqual([]);
    push('\n');
    await settled();
    expect(seen).toEqual([quit]);
    expect(stream.destroyed).toBe(false);
  });

  it('go from one end to the other as they were sent', async () => {
    const [core, helper] = duplexPair();
    const seen: (FromCore | FromHelper)[] = [];
    readMessages(helper, fromCore, (one) => seen.push(one));
    readMessages(core, fromHelper, (one) => seen.push(one));
    const share = {
      id: '0123456789ab',
      path: '/home/é "x"\n',
      guestPath: '/home/é',
      readOnly: true,
      provider: 'sync' as const,
      ignore: ['*.o'],
      paused: false,
      volume: 'v',
    };
    const serve: FromCore = {
      kind: 'serve',
      number: 3,
      way: { host: '127.0.0.2', port: 1, process: { pid: 4, startedAt: 'x' }, pace: 1.5 },
      hidden: ['/own'],
      shares: [share],
    };
    const states: FromHelper = {
      kind: 'states',
      states: [{ id: share.id, state: 'failed', error: { code: 'share.failed', params: { path: '/x' } } }],
    };
    sendMessage(core, serve);
    await until(() => seen.length === 1, 'the first message');
    sendMessage(helper, { kind: 'hello', version: '1' });
    sendMessage(helper, states);
    await until(() => seen.length === 3, 'all messages');
    expect(seen).toEqual([serve, { kind: 'hello', version: '1' }, states]);
  });

  it('to somebody who is gone are dropped', () => {
    const { stream } = reading();
    stream.destroy();
    expect(() => sendMessage(stream, quit)).not.toThrow();
  });
});

describe('a line that is no message', () => {
  it.each([
    ['no JSON', '{"kind":'],
    ['nothing', ''],
    ['no object', 'null'],
    ['an unknown kind', '{"kind":"dance"}'],
    ["the other side's kind", '{"kind":"served","number":1}'],
    ['a field of another type', '{"kind":"mounted","paths":"/x"}'],
    ['a path that is too long', JSON.stringify(mounted('x'.repeat(8193)))],
    [
      'an id that would be a path',
      JSON.stringify({
        kind: 'serve',
        number: 1,
        way: { host: 'h', port: 1, process: { pid: 1, startedAt: '' }, pace: 1 },
        hidden: [],
        shares: [
          {
            id: '../../../x',
            path: '/',
            guestPath: '/',
            readOnly: false,
            provider: 'ssh',
            ignore: [],
            paused: false,
          },
        ],
      }),
    ],
  ])('ends the stream, and nothing after it counts: %s', async (_what, bad) => {
    const { stream, seen, push } = reading();
    push(`${line(mounted('/before'))}${bad}\n${line(quit)}`);
    await settled();
    expect(seen).toEqual([mounted('/before')]);
    expect(stream.destroyed).toBe(true);
  });
});

it('what comes after this side has ended the stream does not count, and does not break it', async () => {
  const seen: FromHelper[] = [];
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  readMessages(stream, fromHelper, (one) => {
    seen.push(one);
    stream.end();
  });
  stream.push(`${line({ kind: 'hello', version: 'other' })}${line({ kind: 'dance' })}`);
  await settled();
  expect(seen).toEqual([{ kind: 'hello', version: 'other' }]);
  expect(stream.destroyed).toBe(false);
});

describe('a line that is too long', () => {
  const longest = 4 << 20;
  const begin = '{"kind":"mounted","paths":["';

  it('ends the stream before it has ended itself', async () => {
    const { stream, seen, push } = reading();
    for (let sent = 0; sent <= longest; sent += 1 << 20) push('x'.repeat(1 << 20));
    await settled();
    expect(stream.destroyed).toBe(true);
    expect(seen).toEqual([]);
  });

  it('ends the stream also when it comes in one piece', async () => {
    const { stream, seen, push } = reading();
    push(`${' '.repeat(longest)}${line(quit)}`);
    await settled();
    expect(stream.destroyed).toBe(true);
    expect(seen).toEqual([]);
  });

  it('is not one that is nearly as long', async () => {
    const { stream, seen, push } = reading();
    const paths = Array.from({ length: 500 }, () => 'x'.repeat(8000));
    push(`${begin}${paths.join('","')}"]}\n`);
    await settled();
    expect(stream.destroyed).toBe(false);
    expect(seen).toEqual([mounted(...paths)]);
  });
});
