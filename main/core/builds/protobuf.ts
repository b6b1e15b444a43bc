/**
 * Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as far as BuildKit's messages need it. What is
 * read was written by the guest: nothing is believed of lengths, and what isn't known is passed over.
 */

/** A value as it stands in a message: a number for varints, bytes for what has a length. */
export type WireValue = number | Buffer;

/**
 * The fields of a message, in their order. Fixed-size values are passed over. Throws `RangeError` for what is no message.
 * Numbers beyond 2^53 lose their last digits; negative ones come as they are in 64 bits.
 */
export function* readFields(message: Buffer): Generator<readonly [field: number, value: WireValue], void> {
  let at = 0;
  const varint = (): number => {
    let [low, high] = [0, 0];
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at];
      if (byte === undefined) throw new RangeError('the message ends within a number');
      at += 1;
      // In two halves: JavaScript's own shifts know 32 bits.
      if (shift < 28) low += (byte & 0x7f) * 2 ** shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
      if (byte < 0x80) return signed(low, high);
    }
    throw new RangeError('a number is too long');
  };
  const bytes = (length: number): Buffer => {
    if (!Number.isSafeInteger(length) || length < 0 || length > message.length - at)
      throw new RangeError('the message ends within a field');
    const found = message.subarray(at, at + length);
    at += length;
    return found;
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield [field, varint()];
        break;
      case 1:
        bytes(8);
        break;
      case 2:
        yield [field, bytes(varint())];
        break;
      case 5:
        bytes(4);
        break;
      default:
        throw new RangeError('an unknown kind of field');
    }
  }
}

function signed(low: number, high: number): number {
  // 28 bits are in `low`; 36 more make 64.
  return (high >= 2 ** 35 ? high - 2 ** 36 : high) * 2 ** 28 + low;
}

/** Puts a message together, field by field; what is zero or empty is left out, as proto3 has it. */
export class MessageWriter {
  readonly #parts: Buffer[] = [];

  number(field: number, value: number): this {
    if (value !== 0) this.#parts.push(varintOf(field * 8), varintOf(value));
    return this;
  }

  bytes(field: number, value: Buffer | string): this {
    const data = typeof value === 'string' ? Buffer.from(value) : value;
    return data.length === 0 ? this : this.message(field, data);
  }

  /** A message within; it is there even if it is empty. */
  message(field: number, value: Buffer): this {
    this.#parts.push(varintOf(field * 8 + 2), varintOf(value.length), value);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function varintOf(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}
