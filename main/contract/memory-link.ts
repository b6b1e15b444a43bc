/** Two links joined in memory, for tests and for a host that runs in the same process as its window. */
import type { AppError } from './errors.ts';
import { Closing, type Link } from './link.ts';

/** A connected pair. Frames pass through JSON, so that nothing works here which would fail on a real link. */
export function memoryLinks(): [Link, Link] {
  const left = new MemoryLink();
  const right = new MemoryLink();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryLink implements Link {
  peer: MemoryLink | undefined;
  readonly #closing = new Closing();
  #listener: ((frame: unknown) => void) | undefined;
  #early: string[] = [];

  send(frame: unknown): void {
    const text = JSON.stringify(frame);
    if (!this.#closing.done) queueMicrotask(() => this.peer?.deliver(text));
  }

  deliver(text: string): void {
    if (this.#closing.done) return;
    if (this.#listener === undefined) this.#early.push(text);
    else this.#listener(JSON.parse(text));
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const text of early) this.deliver(text);
  }

  onClose(listener: (reason: AppError) => void): void {
    this.#closing.onClose(listener);
  }

  close(reason?: AppError): void {
    // As on a socket, the other end gets what was sent before and is not told our reason.
    if (this.#closing.close(reason)) queueMicrotask(() => this.peer?.close());
  }
}
