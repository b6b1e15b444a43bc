/** Cuts a stream into messages that begin with their own length, and bounds them. */

/** Takes pieces of a stream as they come; calls back with each whole message. */
export class Framing {
  readonly #shortest: number;
  readonly #longest: number;
  readonly #onMessage: (message: Buffer) => void;
  #pieces: Buffer[] = [];
  #held = 0;
  #wanted = 4;

  /** Lengths in bytes, the four of the length among them. */
  constructor(shortest: number, longest: number, onMessage: (message: Buffer) => void) {
    this.#shortest = shortest;
    this.#longest = longest;
    this.#onMessage = onMessage;
  }

  /** Throws `RangeError` when a message says that it is longer or shorter than any may be. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 || this.#held >= this.#wanted) {
      if (this.#held === 0 && rest.length >= 4) {
        // The usual case: a whole message in the piece, which is passed on without a copy.
        const length = this.#checked(rest.readUInt32LE(0));
        if (rest.length >= length) {
          const message = rest.subarray(0, length);
          rest = rest.subarray(length);
          this.#onMessage(message);
          continue;
        }
      }
      const taken = Math.min(rest.length, this.#wanted - this.#held);
      this.#pieces.push(rest.subarray(0, taken));
      this.#held += taken;
      rest = rest.subarray(taken);
      if (this.#held < this.#wanted) return;
      this.#whole();
    }
  }

  #whole(): void {
    const bytes = Buffer.concat(this.#pieces);
    if (this.#wanted === 4) {
      this.#pieces = [bytes];
      this.#wanted = this.#checked(bytes.readUInt32LE(0));
      return;
    }
    this.#pieces = [];
    this.#held = 0;
    this.#wanted = 4;
    this.#onMessage(bytes);
  }

  #checked(length: number): number {
    if (length < this.#shortest || length > this.#longest)
      throw new RangeError(`a message of ${length} bytes`);
    return length;
  }
}
