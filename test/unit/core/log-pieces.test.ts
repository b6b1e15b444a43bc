import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../main/contract/engine-model.ts';
import { LogLines } from '../../../main/core/engine/log-frames.ts';
import { logPieces } from '../../../main/core/engine/log-pieces.ts';

const never = new AbortController().signal;
const collect = async (pieces: AsyncIterable<readonly LogLine[]>) => {
  const all: (readonly LogLine[])[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
};
const texts = (pieces: readonly (readonly LogLine[])[]) => pieces.flat().map(({ text }) => text);

describe('pieces of a log', () => {
  it('hold the lines that came meanwhile, in their order, and the last one without an end', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
    const chunks = lines.map((line) => Buffer.from(`${line}\n`));
    const stream = Readable.from([...chunks, Buffer.from('the end')], { objectMode: false });
    const pieces = await collect(logPieces(stream, new LogLines(false), never));
    expect(texts(pieces)).toEqual([...lines, 'the end']);
    expect(pieces.length).toBeLessThan(500);
  });

  it('come at once where a log says little', async () => {
    const stream = new PassThrough();
    const pieces = logPieces(stream, new LogLines(false), never);
    stream.write('one\n');
    expect(await pieces.next()).toEqual({
      done: false,
      value: [{ stream: 'stdout', time: '', text: 'one' }],
    });
    stream.write('two\n');
    expect((await pieces.next()).value).toMatchObject([{ text: 'two' }]);
    await pieces.return();
    expect(stream.destroyed).toBe(true);
  });

  it('have the engine wait for a slow reader', async () => {
    let asked = 0;
    const stream = new Readable({
      read() {
        asked += 1;
        this.push(asked > 1000 ? null : `${'x'.repeat(64 * 1024 - 1)}\n`);
      },
    });
    const pieces = logPieces(stream, new LogLines(false), never);
    await pieces.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBeLessThan(100);
    const left = await collect(pieces);
    expect(texts(left).length).toBeGreaterThan(900);
    expect(asked).toBe(1001);
  });

  it('end with an error where the stream breaks off, after what came; with none where nobody reads on', async () => {
    const broken = new PassThrough();
    broken.write('kept\n');
    const pieces = logPieces(broken, new LogLines(false), never);
    expect((await pieces.next()).value).toMatchObject([{ text: 'kept' }]);
    broken.destroy(new Error('cut'));
    await expect(pieces.next()).rejects.toMatchObject({ code: 'engine.unreachable' });

    const left = new PassThrough();
    const controller = new AbortController();
    const rest = collect(logPieces(left, new LogLines(false), controller.signal));
    controller.abort();
    left.destroy(new Error('aborted'));
    expect(await rest).toEqual([]);
  });
});
