/** Messages of BuildKit: written and read again, and whatever else the guest may send. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessageWriter, readFields } from '../../../../main/core/builds/protobuf.ts';
import { readStatus } from '../../../../main/core/builds/status.ts';

it('reads what was written', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.integer({ min: 1, max: 2 ** 20 }),
          fc.oneof(
            fc.maxSafeInteger().filter((n) => n !== 0),
            fc.uint8Array({ minLength: 1, maxLength: 300 }),
          ),
        ),
      ),
      (fields) => {
        const writer = new MessageWriter();
        for (const [field, value] of fields) {
          if (typeof value === 'number') writer.number(field, value);
          else writer.bytes(field, Buffer.from(value));
        }
        const read = [...readFields(writer.finish())];
        expect(read).toEqual(
          fields.map(([field, value]) => [field, typeof value === 'number' ? value : Buffer.from(value)]),
        );
      },
    ),
  );
});

it('throws nothing but a RangeError, whatever comes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      try {
        readStatus(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2000 },
  );
});

it('reads vertexes, logs, parts and warnings as BuildKit writes them', () => {
  const time = (seconds: number) => new MessageWriter().number(1, seconds).number(2, 500_000_000).finish();
  const line = new MessageWriter().message(1, new MessageWriter().number(1, 8).finish()).finish();
  const message = new MessageWriter()
    .message(
      1,
      new MessageWriter()
        .bytes(1, 'sha256:a')
        .bytes(2, 'sha256:input')
        .bytes(3, '[1/2] FROM x')
        .number(4, 1)
        .message(5, time(10))
        .message(6, time(11))
        .finish(),
    )
    .message(
      2,
      new MessageWriter().bytes(1, 'layer').bytes(2, 'sha256:a').number(4, 5).number(5, 10).finish(),
    )
    .message(
      3,
      new MessageWriter().bytes(1, 'sha256:a').message(2, time(10)).number(3, 2).bytes(4, 'out\n').finish(),
    )
    .message(4, new MessageWriter().bytes(3, 'Careful').bytes(5, 'https://x/').message(7, line).finish())
    .finish();
  expect(readStatus(message)).toEqual({
    vertexes: [
      {
        digest: 'sha256:a',
        name: '[1/2] FROM x',
        cached: true,
        started: 10_500,
        completed: 11_500,
        error: '',
      },
    ],
    parts: [{ vertex: 'sha256:a', id: 'layer', current: 5, total: 10 }],
    logs: [{ vertex: 'sha256:a', stream: 2, data: Buffer.from('out\n') }],
    warnings: [{ text: 'Careful', url: 'https://x/', line: 8 }],
  });
});
