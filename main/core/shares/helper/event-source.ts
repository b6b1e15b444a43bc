/** Hands changes of the host, one after the other, to the agent in the guest that makes file events of them. */
import type { Log } from '../../lib/log.ts';
import type { HostChange } from '../events/host-watch.ts';
import type { AgentCall } from '../fuse/phantoms.ts';

/** The agent in the guest. */
export interface Agent {
  /** Its process there. */
  readonly pid: number;
  /** Makes a call below the share; resolves with its error number, 0 for none. Rejects when the agent is gone. */
  call(call: AgentCall): Promise<number>;
}

/** What prepares a change, and is told when it has been made known. */
export interface ChangeTarget {
  setAgent(pid: number): void;
  prepare(change: HostChange): AgentCall | undefined;
  done(call: AgentCall): void;
}

/** Calls that are under way at once: each waits for several answers of the server. */
const mostAtOnce = 16;

export class EventSource {
  readonly #target: ChangeTarget;
  readonly #log: Log;
  #agent: Agent | undefined;
  #queue: HostChange[] = [];
  #busy = 0;
  /** Paths that calls under way are about: what comes next for one of them has to wait. */
  readonly #pending = new Set<string>();
  #closed = false;

  constructor(target: ChangeTarget, log: Log) {
    this.#target = target;
    this.#log = log;
  }

  setAgent(agent: Agent | undefined): void {
    this.#agent = agent;
    this.#target.setAgent(agent?.pid ?? 0);
    this.#go();
  }

  raise(changes: readonly HostChange[]): void {
    this.#queue.push(...changes);
    this.#go();
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  #go(): void {
    while (!this.#closed && this.#queue.length > 0 && this.#busy < mostAtOnce) {
      const [change] = this.#queue;
      if (change === undefined || pathsOf(change).some((path) => this.#pending.has(path))) return;
      this.#queue.shift();
      const call = this.#target.prepare(change);
      if (call === undefined) continue;
      const agent = this.#agent;
      if (agent === undefined) {
        this.#target.done(call);
        continue;
      }
      this.#busy += 1;
      void this.#make(agent, call, pathsOf(change));
    }
  }

  async #make(agent: Agent, call: AgentCall, paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#pending.add(path);
    try {
      const error = await agent.call(call);
      // Gone again meanwhile is nothing to tell.
      if (error !== 0 && error !== 2)
        this.#log.write('debug', 'shares', `an event for ${call.call} was not raised: error ${error}`);
    } catch (error) {
      this.#log.write('debug', 'shares', `an event was not raised: ${String(error)}`);
    } finally {
      this.#busy -= 1;
      for (const path of paths) this.#pending.delete(path);
      this.#target.done(call);
      this.#go();
    }
  }
}

function pathsOf(change: HostChange): readonly string[] {
  return change.kind === 'renamed' ? [change.from, change.path] : [change.path];
}
