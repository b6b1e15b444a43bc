/** Something that is waited for, and may have come already. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves once it was rung since the last wait, or after `ms` milliseconds. Rejects when the signal aborts. */
  async wait(signal: AbortSignal, ms?: number): Promise<void> {
    signal.throwIfAborted();
    if (!this.#rung) await this.#next(signal, ms);
    this.#rung = false;
  }

  #next(signal: AbortSignal, ms: number | undefined): Promise<void> {
    return new Promise((resolve, reject: (reason: unknown) => void) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#wake = undefined;
      };
      const onAbort = () => {
        end();
        reject(signal.reason);
      };
      const wake = () => {
        end();
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(wake, ms);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake = wake;
    });
  }
}
