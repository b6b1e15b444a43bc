/** Makes what serves a VM's shares. */
import type { GuestLink } from '../guest/link.ts';
import type { HomePaths } from '../home.ts';
import type { Log } from '../lib/log.ts';
import type { Scope } from '../lib/scope.ts';
import type { RunningVm } from '../vm/driver.ts';
import { fakeShareHost } from './fake-host.ts';
import type { ShareHost } from './host.ts';

export interface OpenHostOptions {
  readonly link: GuestLink;
  readonly vm: RunningVm;
  readonly paths: HomePaths;
  /** The helper's program. */
  readonly program: string;
  readonly log: Log;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

/** For a VM without a way in from outside, which only the fake one is, nothing is served. */
export async function openShareHost(options: OpenHostOptions): Promise<ShareHost> {
  const way = await options.vm.outside?.(options.signal);
  if (way === undefined) return fakeShareHost();
  throw new TypeError('not yet');
}
