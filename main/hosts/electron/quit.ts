/** The end of the app, in order: the VM that this process started stops first, within a bound. */
import type { App } from 'electron';
import type { Log } from '../../core/lib/log.ts';
import { withDeadline } from '../../core/lib/retry.ts';

export interface QuitOptions {
  readonly app: Pick<App, 'exit'>;
  readonly log: Log;
  /** Ends the core and the VM in order. */
  readonly end: () => Promise<void>;
  /** Ends the VM at once; the orderly end, which is still under way, then has nothing left to wait for. */
  readonly kill: () => Promise<void>;
  /** What has to be done last, whatever has gone wrong before. */
  readonly last: () => Promise<void>;
  /** Milliseconds that the orderly end may take; default 60,000. */
  readonly orderlyMs?: number;
  /** Milliseconds that the rest may take once the VM has been killed; default 10,000. */
  readonly hurryMs?: number;
}

export class Quit {
  readonly #options: QuitOptions;
  #begun = false;
  #system = false;
  #kill: Promise<void> | undefined;

  constructor(options: QuitOptions) {
    this.#options = options;
  }

  /** True from the first request on: windows may close now. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Holds the end back until everything is in order, then exits. A person who asks a second time gets the VM ended at
   * once. A system that shuts down says so with `withinMs`, what it leaves us; that it asks again means nothing.
   */
  request(event: { preventDefault(): void } | undefined, withinMs?: number): void {
    event?.preventDefault();
    if (!this.#begun) {
      this.#begun = true;
      this.#system = withinMs !== undefined;
      void this.#inOrder(withinMs ?? this.#options.orderlyMs ?? 60_000);
    } else if (!this.#system && withinMs === undefined) {
      this.#options.log.write('info', 'core', 'asked twice to quit: the VM is ended at once');
      void this.#killNow();
    }
  }

  async #inOrder(orderlyMs: number): Promise<void> {
    const { app, log, end, last, hurryMs = 10_000 } = this.#options;
    const late = (ms: number) => () => new Error(`the core has not ended within ${ms} ms`);
    let code = 0;
    try {
      const ended = end();
      try {
        await withDeadline(undefined, orderlyMs, late(orderlyMs), () => ended);
      } catch (error) {
        log.failure('core', error);
        await withDeadline(undefined, hurryMs, late(hurryMs), async () => {
          await this.#killNow();
          await ended;
        });
      }
    } catch (error) {
      log.failure('core', error);
      code = 1;
    }
    try {
      await withDeadline(undefined, hurryMs, late(hurryMs), () => last());
    } catch (error) {
      log.failure('core', error);
    }
    app.exit(code);
  }

  #killNow(): Promise<void> {
    const { log, kill } = this.#options;
    this.#kill ??= kill().catch((error: unknown) => void log.failure('core', error));
    return this.#kill;
  }
}
