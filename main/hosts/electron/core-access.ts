/**
 * The way to the core, wherever it runs: in this process, if the home was free, else in the process that holds it. A
 * core that has ended, because somebody ran `moorage stop` say, is followed by the next one as soon as it is asked for.
 */
import { AppError, hasCode } from '../../contract/errors.ts';
import type { Link } from '../../contract/link.ts';
import type { Log } from '../../core/lib/log.ts';
import { delay } from '../../core/lib/retry.ts';
import type { RunningCore } from '../node/main.ts';

export interface CoreAccessOptions {
  /** Starts the core in this process. Throws `core.alreadyRunning` when the home is held. */
  readonly start: () => Promise<RunningCore>;
  /** Connects to the core of another process. Throws `core.notRunning`. */
  readonly connect: (signal: AbortSignal) => Promise<Link>;
  readonly log: Log;
}

/** Milliseconds that a core which holds the home may take until it answers: it may be just beginning, or ending. */
const patienceMs = 30_000;

export class CoreAccess {
  readonly #options: CoreAccessOptions;
  readonly #links = new Set<Link>();
  readonly #end = new AbortController();
  #own: Promise<RunningCore> | undefined;

  constructor(options: CoreAccessOptions) {
    this.#options = options;
  }

  /**
   * Has a link served by the core; it closes when that core ends. When there is no core to be had, the link is closed
   * and the reason thrown: `home.*`, `config.*`, `core.alreadyRunning` from one that doesn't answer.
   */
  async attach(link: Link): Promise<void> {
    this.#links.add(link);
    link.onClose(() => this.#links.delete(link));
    try {
      await this.#reach(link);
    } catch (error) {
      link.close(error instanceof AppError ? error : undefined);
      throw error;
    }
  }

  /** Tells our own core that this computer has slept. One elsewhere finds out by itself. */
  async wake(): Promise<void> {
    const own = await this.#settled();
    await own?.app.wake();
  }

  /** Ends our own core, the start of its VM included, and lets go of one elsewhere. Any number of times. */
  async end(options: { stopVm: boolean }): Promise<void> {
    this.#end.abort();
    const own = await this.#settled();
    await own?.end(options);
    for (const link of this.#links) link.close();
  }

  /** Ends the VM of our own core without waiting for what is in it. */
  async kill(): Promise<void> {
    const own = await this.#settled();
    await own?.killVm();
  }

  async #reach(link: Link): Promise<void> {
    for (const deadline = Date.now() + patienceMs; ;) {
      this.#end.signal.throwIfAborted();
      try {
        const own = await this.#ours();
        own.app.serve(link);
        const close = () => link.close();
        void own.ended.then(close, close); // a failure is told to the one who ends it
        return;
      } catch (error) {
        if (!hasCode(error, 'core.alreadyRunning') || Date.now() > deadline) throw error;
      }
      try {
        bridge(link, await this.#options.connect(this.#end.signal), this.#options.log);
        return;
      } catch (error) {
        if (!hasCode(error, 'core.notRunning')) throw error;
      }
      await delay(100, this.#end.signal);
    }
  }

  #ours(): Promise<RunningCore> {
    if (this.#own !== undefined) return this.#own;
    const own = this.#options.start();
    this.#own = own;
    const forget = () => {
      if (this.#own === own) this.#own = undefined;
    };
    void own.then((core) => core.ended).then(forget, forget); // told to those who wait for either
    return own;
  }

  /** Our own core once it has begun; undefined when there is none, or it could not begin. */
  async #settled(): Promise<RunningCore | undefined> {
    try {
      return await this.#own;
    } catch {
      return undefined; // told to those who asked for it
    }
  }
}

/** Joins two links: what one gets the other sends, and they close together. */
function bridge(page: Link, core: Link, log: Log): void {
  const pass = (to: Link) => (frame: unknown) => {
    try {
      to.send(frame);
    } catch (error) {
      log.failure('link', error);
      page.close();
    }
  };
  page.onClose(() => core.close());
  core.onClose((reason) => page.close(reason));
  page.onFrame(pass(core));
  core.onFrame(pass(page));
}
