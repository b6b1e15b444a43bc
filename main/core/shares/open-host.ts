/** Makes what serves a VM's shares. */
import type { HomePaths } from '../home.ts';
import type { Log } from '../lib/log.ts';
import type { Scope } from '../lib/scope.ts';
import type { RunningVm } from '../vm/driver.ts';
import { fakeShareHost } from './fake-host.ts';
import { connectHelper } from './helper/client.ts';
import type { ShareHost } from './host.ts';

export interface OpenHostOptions {
  readonly vm: RunningVm;
  readonly paths: HomePaths;
  /** The helper's program and its arguments. */
  readonly program: readonly string[];
  readonly version: string;
  /** Folders that no share may reach. */
  readonly hidden: readonly string[];
  readonly log: Log;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

/** For a VM without a way in from outside, which only the fake one is, nothing is served. */
export async function openShareHost(options: OpenHostOptions): Promise<ShareHost> {
  const { vm, signal } = options;
  const way = await vm.outside?.(signal);
  if (way === undefined) return fakeShareHost();
  return connectHelper({ ...options, way: { ...way, pace: vm.facts.pace } }, signal);
}
