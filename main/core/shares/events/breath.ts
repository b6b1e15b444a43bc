/** Long work in portions, so that the process goes on serving meanwhile. */
import { setImmediate } from 'node:timers/promises';

/** How long one portion may take, in ms. */
const portion = 6;

export class Breath {
  #since = performance.now();

  /** True when it is time to let others have a go. */
  due(): boolean {
    return performance.now() - this.#since > portion;
  }

  /** Lets them. */
  async take(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
