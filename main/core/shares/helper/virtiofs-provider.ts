/** Shares that a virtiofsd of the host serves to QEMU: here they are only mounted, and their file events raised. */
import { lstatSync } from 'node:fs';
import { orAbort } from '../../lib/retry.ts';
import { systemCode } from '../../lib/system-error.ts';
import { isIn } from '../events/followed.ts';
import type { HostChange } from '../events/host-watch.ts';
import { watchHost, type HostWatch } from '../events/host-watch.ts';
import type { AgentCall } from '../fuse/phantoms.ts';
import { EventSource, type Agent, type ChangeTarget } from './event-source.ts';
import { mountInGuest, watchProblem, type Provider, type RunnerOptions, type Telling } from './runner.ts';

/**
 * The server isn't ours, so the agent's calls really happen: what can be told without changing anything is told as
 * exactly as possible (a change by setting the time that is set already), and a removal by making an empty file of that
 * name and removing it.
 */
function stockTarget(root: string): ChangeTarget {
  return {
    setAgent: () => undefined,
    prepare(change) {
      const call = stockCall(change);
      return call?.call === 'seen' ? { ...call, ...stateOf(root, call.path) } : call;
    },
    done: () => undefined,
  };
}

/** By this the agent tells what was changed in the guest from what was changed here. */
function stateOf(root: string, path: string): { readonly state?: string } {
  const whole = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
  try {
    const { ctimeNs, mtimeNs } = lstatSync(whole, { bigint: true });
    return { state: `${ctimeNs} ${BigInt(Date.now()) * 1_000_000n} ${mtimeNs}` };
  } catch (error) {
    // Gone again: there is nothing to compare.
    if (systemCode(error) === undefined) throw error;
    return {};
  }
}

/** The call that makes watchers in the guest notice a change; see `share-events.lua`. */
export function stockCall(change: HostChange): AgentCall | undefined {
  if (change.path === '') return undefined;
  switch (change.kind) {
    case 'created':
      return { call: 'seen', path: change.path };
    case 'modified':
      return change.type === 'dir' ? undefined : { call: 'seen', path: change.path };
    case 'attributes':
      return { call: 'seen', path: change.path };
    case 'deleted':
      return { call: 'gone', path: change.path };
    case 'renamed':
      return { call: 'moved', path: change.from, to: change.path };
  }
}

export function virtiofsProvider(options: RunnerOptions, telling: Telling): Provider {
  const { share, hidden, log } = options;
  const events = new EventSource(stockTarget(share.path), log);
  let watch: HostWatch | undefined;
  let agent: Agent | undefined;
  /** What the guest watches as well, so that its own changes are not told to it. */
  const watched = new Set<string>();
  const ask = (call: 'watch' | 'unwatch', path: string) => {
    agent?.call({ call, path }).catch((error: unknown) => {
      log.write('debug', 'shares', `${share.path}: the VM doesn't ${call} a folder: ${String(error)}`);
    });
  };
  const base = `/run/moorage/shares/${share.id}/fs`;
  return {
    async serve(ready, signal) {
      await mountInGuest(options, signal);
      ready();
      await orAbort(new Promise<never>(() => undefined), signal);
    },
    async follow(folders, signal) {
      if (folders.length === 0 && watch === undefined) return;
      watch ??= watchHost({
        root: share.path,
        hidden,
        onChanges: (changes) => events.raise(changes),
        onFolder: (path) => {
          watched.add(path);
          ask('watch', path);
        },
        onProblem: watchProblem(telling),
      });
      watch.follow(folders);
      for (const path of watched) {
        if (folders.some((folder) => isIn(path, folder))) continue;
        watched.delete(path);
        ask('unwatch', path);
      }
      await watch.ready(signal);
    },
    setAgent(next: ((at: string) => Agent) | undefined) {
      agent = next?.(base);
      for (const path of watched) ask('watch', path);
      events.setAgent(agent);
    },
    close() {
      watch?.close();
      events.close();
    },
  };
}
