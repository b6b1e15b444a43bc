/** Cuts a stream into messages that begin with their own length, and bounds them. */

/** Bytes of the length itself. */
const lengthBytes = 4;

/** Takes pieces of a stream as they come; calls back with each whole message. */
export class Framing {
  readonly #shortest: number;
  readonly #longest: number;
  readonly #onMessage: (message: Buffer) => void;
  #pieces: Buffer[] = [];
  #held = 0;
  /** Length of the message that has begun; undefined while that has not come whole. */
  #length: number | undefined;

  /** Lengths in bytes, the four of the length among them. Throws `RangeError` when they could not be in there. */
  constructor(shortest: number, longest: number, onMessage: (message: Buffer) => void) {
    if (shortest < lengthBytes) throw new RangeError(`messages of ${shortest} bytes`);
    this.#shortest = shortest;
    this.#longest = longest;
    this.#onMessage = onMessage;
  }

  /** Throws `RangeError` when a message says that it is longer or shorter than any may be. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#held === 0 && rest.length >= lengthBytes) {
        // The usual case: a whole message in the piece, which is passed on without a copy.
        const length = this.#checked(rest.readUInt32LE(0));
        if (rest.length >= length) {
          const message = rest.subarray(0, length);
          rest = rest.subarray(length);
          this.#onMessage(message);
          continue;
        }
      }
      const wanted = this.#length ?? lengthBytes;
      const taken = rest.subarray(0, wanted - this.#held);
      this.#pieces.push(taken);
      this.#held += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#held === wanted) this.#whole();
    }
  }

  /** What was waited for has come: the length, or the message. */
  #whole(): void {
    const bytes = Buffer.concat(this.#pieces);
    this.#length ??= this.#checked(bytes.readUInt32LE(0));
    if (bytes.length < this.#length) {
      this.#pieces = [bytes];
      return;
    }
    this.#pieces = [];
    this.#held = 0;
    this.#length = undefined;
    this.#onMessage(bytes);
  }

  #checked(length: number): number {
    if (length < this.#shortest || length > this.#longest)
      throw new RangeError(`a message of ${length} bytes`);
    return length;
  }
}
