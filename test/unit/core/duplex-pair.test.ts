import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { duplexPair } from '../../../main/core/lib/duplex-pair.ts';

const later = () => new Promise((resolve) => setTimeout(resolve, 10));

describe('duplexPair', () => {
  it('carries bytes both ways and ends each way on its own', async () => {
    const [left, right] = duplexPair();
    left.end('to the right');
    expect((await right.toArray()).join('')).toBe('to the right');
    expect(left.destroyed).toBe(false);
  });

  it('holds a writer back while nobody reads', async () => {
    const [left, right] = duplexPair();
    let made = 0;
    const source = Readable.from(
      (function* () {
        for (; made < 1000; made += 1) yield Buffer.alloc(10_000);
      })(),
    );
    const piping = pipeline(source, left);
    await later();
    expect(made).toBeLessThan(50);
    right.resume();
    await piping;
    expect(made).toBe(1000);
  });

  it('lets what was written be read after the writer is gone', async () => {
    const [left, right] = duplexPair();
    left.write('last words');
    await later();
    left.destroy();
    await later();
    let read = '';
    right.on('data', (chunk: Buffer) => (read += chunk.toString()));
    await new Promise((resolve) => right.once('close', resolve));
    expect(read).toBe('last words');
  });
});
