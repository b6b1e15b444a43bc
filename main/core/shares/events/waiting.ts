/** Those who wait for something to be so. */
import { AppError } from '../../../contract/errors.ts';

export class Waiting {
  readonly #wake = new Set<() => void>();
  #closed = false;

  /** Resolves when it is so. Rejects with the signal's reason, or `cancelled` when all is closed. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!isSo()) {
      if (this.#closed) throw new AppError('cancelled');
      await this.#change(signal);
      signal.throwIfAborted();
    }
  }

  /** It may be so now. */
  changed(): void {
    for (const wake of this.#wake) wake();
  }

  close(): void {
    this.#closed = true;
    this.changed();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#wake.delete(wake);
        resolve();
      };
      this.#wake.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
