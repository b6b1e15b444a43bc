/** Shares that are copied to the VM's own disk and kept in step. */
import type { Provider, RunnerOptions, Telling } from './runner.ts';
export function syncProvider(_options: RunnerOptions, _telling: Telling): Provider {
  throw new TypeError('not yet');
}
