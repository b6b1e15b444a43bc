/**
 * What carries frames between the two sides of the contract: a local socket, a WebSocket, the preload bridge, or an
 * in-memory pair. A link knows nothing of what the frames mean; `rpc.ts` knows nothing of how they travel.
 */
import { AppError } from './errors.ts';

/** One end of a connection that carries whole frames, in order. */
export interface Link {
  /**
   * Sends one JSON-able value. After the link has closed this does nothing, because nobody can tell in time whether
   * the other end is still there. Throws when the frame itself can't be sent (`link.tooLarge`, or not JSON).
   */
  send(frame: unknown): void;
  /** Sets the one listener for frames. Frames that came before it was set are kept for it. */
  onFrame(listener: (frame: unknown) => void): void;
  /** Calls back once when the link is closed by either end, at once if it already is. Any number of listeners. */
  onClose(listener: (reason: AppError) => void): void;
  /** Closes the link; what was sent before still goes out. `reason` is what our own `onClose` listeners get. */
  close(reason?: AppError): void;
}

/** The half of a `Link` that every implementation needs: it closes once and tells everybody, late comers too. */
export class Closing {
  #reason: AppError | undefined;
  #listeners: ((reason: AppError) => void)[] = [];

  /** True once the link has closed. */
  get done(): boolean {
    return this.#reason !== undefined;
  }

  /** See `Link.onClose`. */
  onClose(listener: (reason: AppError) => void): void {
    if (this.#reason === undefined) this.#listeners.push(listener);
    else listener(this.#reason);
  }

  /** Tells the listeners; false if that had happened before. */
  close(reason: AppError = new AppError('link.closed')): boolean {
    if (this.#reason !== undefined) return false;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(reason);
    return true;
  }
}
