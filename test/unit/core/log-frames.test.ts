import { describe, expect, it } from 'vitest';
import { LogLines, longestLogLine } from '../../../main/core/engine/log-frames.ts';

function frame(stream: number, text: string | Buffer): Buffer {
  const data = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

function read(chunks: readonly Buffer[], framed = true) {
  const lines = new LogLines(framed);
  return [...chunks.flatMap((chunk) => lines.take(chunk)), ...lines.end()];
}

const out = (text: string, time = '') => ({ stream: 'stdout', time, text });
const err = (text: string, time = '') => ({ stream: 'stderr', time, text });
const at = '2024-05-01T10:00:00.123456789Z';

describe('the frames of a log', () => {
  const whole = Buffer.concat([
    frame(1, `${at} hello 你好\n`),
    frame(2, 'wrong\r\n'),
    frame(1, ''),
    frame(1, 'begun, '),
    frame(2, 'between\n'),
    frame(1, 'ended\n\nlast'),
  ]);
  const lines = [
    out('hello 你好', at),
    err('wrong'),
    err('between'),
    out('begun, ended'),
    out(''),
    out('last'),
  ];

  it('come out as lines, each stream for itself', () => {
    expect(read([whole])).toEqual(lines);
  });

  it('may be split anywhere, headers and characters too', () => {
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(read([whole.subarray(0, cut), whole.subarray(cut)]), `cut at ${cut}`).toEqual(lines);
    }
    expect(read([...whole].map((byte) => Buffer.of(byte)))).toEqual(lines);
  });

  it('keep nothing of the chunk that they came in', () => {
    const reading = new LogLines(true);
    const chunk = Buffer.from(frame(1, 'half'));
    reading.take(chunk);
    const header = frame(1, '').subarray(0, 5);
    reading.take(header);
    chunk.fill(0);
    header.fill(0xff);
    expect([...reading.take(Buffer.from([0, 0, 1, 0x0a]))]).toEqual([out('half')]);
  });

  it('of other types count as output', () => {
    expect(read([frame(0, 'in\n'), frame(7, 'what\n')])).toEqual([out('in'), out('what')]);
  });

  it('that break off give what there was', () => {
    expect(read([frame(1, 'whole\nhalf').subarray(0, 12)])).toEqual([out('whol')]);
    expect(read([Buffer.from([1, 0, 0])])).toEqual([]);
  });
});

describe('a raw log', () => {
  it('is all output', () => {
    const text = Buffer.from(`${at} one\r\n\u0001\u0000two\nthree`);
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(read([text.subarray(0, cut), text.subarray(cut)], false)).toEqual([
        ...[out('one', at), out('\u0001\u0000two'), out('three')],
      ]);
    }
  });
});

describe('a line', () => {
  it('that is too long is cut, and says by how many bytes', () => {
    const long = 'x'.repeat(longestLogLine + 5);
    const cut = `${'x'.repeat(longestLogLine)}… (+5)`;
    expect(read([frame(1, `${long}\nnext\n`)])).toEqual([out(cut), out('next')]);
    expect(read([...frame(1, long)].map((byte) => Buffer.of(byte)))).toEqual([out(cut)]);
    expect(read([frame(1, `${'x'.repeat(longestLogLine)}\n`)])).toEqual([out('x'.repeat(longestLogLine))]);
  });

  it('is not cut within a character', () => {
    const [line] = read([frame(1, `a${'世'.repeat(longestLogLine / 2)}\n`)]);
    expect(line?.text).toMatch(/^a世+… \(\+\d+\)$/);
  });

  it('without an end takes no memory beyond the limit', () => {
    const lines = new LogLines(false);
    const chunk = Buffer.alloc(1 << 20, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 200; n += 1) expect(lines.take(chunk)).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 << 20);
    expect(lines.end()[0]?.text).toMatch(
      new RegExp(`^x{${longestLogLine}}… \\(\\+${200 * 2 ** 20 - longestLogLine}\\)$`),
    );
  });

  it('of bytes that are no text is shown with marks', () => {
    expect(read([frame(1, Buffer.from([0x61, 0xff, 0xc3, 0x62, 0x0a]))])).toEqual([out('a\ufffd\ufffdb')]);
  });

  it('has its time apart, if it begins with one', () => {
    const other = '2024-05-01T10:00:00+02:00';
    expect(read([frame(1, `${other} a\n${at}\n${at}  b\n2024 c\n`)])).toEqual([
      ...[out('a', other), out('', at), out(' b', at), out('2024 c')],
    ]);
  });
});
