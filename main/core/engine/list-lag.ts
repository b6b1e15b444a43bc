/**
 * The engine tells some things before its list of containers says so: that one was paused or goes on, and that a running
 * one was connected to a network (moby/moby, `daemon/pause.go`, `daemon/unpause.go`, `daemon/container_operations.go`: the
 * event is sent, then the container is saved to what the list is read from). No event comes after that, so who reads the
 * list at once has to read it again.
 */
import type { ListEvent } from './event-lines.ts';
import { asRecord } from './untrusted.ts';

/** Milliseconds after which the list is believed whatever it says; in software emulation saving takes long. */
const patience = 20_000;
/** What is waited for at once; the guest tells of as much as it likes. */
const most = 1000;

type RawContainer = Readonly<Record<string, unknown>>;

interface Wait {
  readonly container: string;
  readonly until: number;
  readonly holds: (container: RawContainer) => boolean;
}

export class ListLag {
  /** By container and what of it. */
  readonly #waits = new Map<string, Wait>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes what an event says. */
  take({ subject, action, id, container }: ListEvent): void {
    if (subject === 'network' && action === 'connect') {
      // One that starts is saved once it runs, and an event tells of that.
      const holds = (one: RawContainer) => !isLive(one) || isIn(one, id);
      return this.#wait(`${container} in ${id}`, container, holds);
    }
    if (subject !== 'container') return;
    if (action === 'pause' || action === 'unpause') {
      const paused = action === 'pause';
      this.#wait(`${id} paused`, id, (one) => !isLive(one) || (one['State'] === 'paused') === paused);
    } else if (/^(?:start|die|destroy)$/.test(action)) {
      for (const [key, wait] of this.#waits) if (wait.container === id) this.#waits.delete(key);
    }
  }

  /** Whether the engine's list says what the events said; where not, it is to be read again. */
  agree(containers: readonly unknown[]): boolean {
    if (this.#waits.size === 0) return true;
    const byId = new Map(containers.map(asRecord).map((one) => [one['Id'], one]));
    for (const [key, { container, until, holds }] of this.#waits) {
      const found = byId.get(container);
      if (found === undefined || holds(found) || this.#now() > until) this.#waits.delete(key);
    }
    return this.#waits.size === 0;
  }

  #wait(key: string, container: string, holds: Wait['holds']): void {
    if (this.#waits.size >= most) this.#waits.clear();
    this.#waits.set(key, { container, until: this.#now() + patience, holds });
  }
}

function isLive(container: RawContainer): boolean {
  return container['State'] === 'running' || container['State'] === 'paused';
}

function isIn(container: RawContainer, network: string): boolean {
  const networks = asRecord(asRecord(container['NetworkSettings'])['Networks']);
  return Object.values(networks).some((one) => asRecord(one)['NetworkID'] === network);
}
