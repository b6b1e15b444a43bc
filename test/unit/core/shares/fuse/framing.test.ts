import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Framing } from '../../../../../main/core/shares/fuse/framing.ts';

const shortest = 8;
const longest = 300;

/** A message of so many bytes in all, its length first. */
function message(length: number, fill: number): Buffer {
  const bytes = Buffer.alloc(length, fill);
  bytes.writeUInt32LE(length, 0);
  return bytes;
}

/** What comes out of these pieces. */
function framed(pieces: readonly Buffer[], least = shortest): Buffer[] {
  const seen: Buffer[] = [];
  const framing = new Framing(least, longest, (one) => seen.push(Buffer.from(one)));
  for (const piece of pieces) framing.push(piece);
  return seen;
}

/** The bytes cut at these places. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe('messages in a stream', () => {
  it('come out whole and in order wherever the stream is cut', () => {
    const messages = fc.array(
      fc.tuple(fc.integer({ min: shortest, max: longest }), fc.nat(255)).map(([n, fill]) => message(n, fill)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(messages, fc.array(fc.nat(4000), { maxLength: 30 }), (sent, places) => {
        expect(framed(cut(Buffer.concat(sent), places))).toEqual(sent);
      }),
    );
  });

  it('come out when they come byte by byte', () => {
    const sent = [message(8, 1), message(300, 2), message(9, 3)];
    expect(framed([...Buffer.concat(sent)].map((byte) => Buffer.from([byte])))).toEqual(sent);
  });

  it('may be nothing but their length', () => {
    const sent = [message(4, 0), message(4, 0), message(5, 7)];
    expect(framed([Buffer.concat(sent)], 4)).toEqual(sent);
    expect(
      framed(
        [...Buffer.concat(sent)].map((byte) => Buffer.from([byte])),
        4,
      ),
    ).toEqual(sent);
  });

  it('come out as soon as they are whole, and not before', () => {
    const seen: number[] = [];
    const framing = new Framing(shortest, longest, ({ length }) => seen.push(length));
    const sent = message(100, 1);
    framing.push(sent.subarray(0, 99));
    expect(seen).toEqual([]);
    framing.push(Buffer.concat([sent.subarray(99), message(20, 2), message(30, 3).subarray(0, 3)]));
    expect(seen).toEqual([100, 20]);
  });

  it('that are in one piece are not copied', () => {
    const seen: Buffer[] = [];
    const piece = message(50, 1);
    new Framing(shortest, longest, (one) => seen.push(one)).push(piece);
    expect(seen.map(({ buffer }) => buffer)).toEqual([piece.buffer]);
    expect(seen[0]?.buffer).toBe(piece.buffer);
  });
});

describe('a message of a length that none may have', () => {
  const ofLength = (length: number) => {
    const bytes = Buffer.alloc(400);
    bytes.writeUInt32LE(length, 0);
    return bytes;
  };

  it.each([0, 3, 7, 301, 0x7fff_ffff, 0xffff_ffff])('is refused: %d bytes', (length) => {
    expect(() => framed([ofLength(length)])).toThrow(RangeError);
    // The length alone is enough, also when it comes in pieces.
    expect(() => framed([ofLength(length).subarray(0, 4)])).toThrow(RangeError);
    expect(() => framed(cut(ofLength(length).subarray(0, 4), [1, 2, 3]))).toThrow(RangeError);
  });

  it.each([shortest, longest])('is not one at the bounds: %d bytes', (length) => {
    expect(framed([message(length, 1)])).toHaveLength(1);
  });

  it('does not keep back those before it', () => {
    const seen: number[] = [];
    const framing = new Framing(shortest, longest, ({ length }) => seen.push(length));
    expect(() => framing.push(Buffer.concat([message(10, 1), ofLength(5)]))).toThrow('5 bytes');
    expect(seen).toEqual([10]);
  });

  it('is what a bound below four bytes would let in: there is no such bound', () => {
    expect(() => new Framing(3, longest, () => undefined)).toThrow(RangeError);
  });
});
