/** Two streams joined back to back. (`stream.duplexPair` came only with Node 20.17.) */
import { Duplex } from 'node:stream';

/** What is written to one end is read from the other; ending and destroying pass through, a slow reader slows. */
export function duplexPair(): [Duplex, Duplex] {
  const left = new End();
  const right = new End();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class End extends Duplex {
  peer: End | undefined;
  /** Calls back the peer's write once this end wants more. */
  #taken: (() => void) | undefined;
  /** Nothing more comes from the peer. */
  #ended = false;

  constructor() {
    super({ allowHalfOpen: true });
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    // Never within the writer's own call: a protocol that answers at once would find the writer half done.
    process.nextTick(() => this.peer?.receive(chunk, callback));
  }

  override _final(callback: (error?: Error | null) => void): void {
    process.nextTick(() => this.peer?.receive(null, callback));
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const peer = this.peer;
    const taken = this.#taken;
    this.#taken = undefined;
    callback(error);
    taken?.();
    // Not within this call: what was written before it is still on its way.
    setImmediate(() => peer?.hangUp());
  }

  /** Takes what the peer wrote, null for its end; `taken` is called once there is room for more. */
  receive(chunk: unknown, taken: () => void): void {
    if (chunk === null) this.#endReading();
    if (this.destroyed || this.#ended) return taken();
    if (this.push(chunk)) taken();
    else this.#taken = taken;
  }

  /** The peer is gone: what has come may still be read, then this end is destroyed too. */
  hangUp(): void {
    if (this.destroyed) return;
    this.#endReading();
    if (this.readableLength === 0) this.destroy();
    else this.once('end', () => this.destroy());
  }

  #endReading(): void {
    if (!this.#ended && !this.destroyed) this.push(null);
    this.#ended = true;
  }
}
