/**
 * The engine tells that a container was paused, or goes on, before its list says so (moby/moby, `daemon/pause.go` and
 * `daemon/unpause.go`: the event is sent, then the container is saved to what the list is read from). No event comes
 * after that, so who reads the list at once has to read it again.
 */
import type { ListEvent } from './event-lines.ts';
import { asRecord } from './untrusted.ts';

/** Milliseconds after which the list is believed whatever it says; in software emulation saving takes long. */
const patience = 20_000;
/** Containers that are waited for at once; the guest tells of as many as it likes. */
const most = 1000;

export class PauseWaits {
  readonly #waits = new Map<string, { readonly paused: boolean; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes what an event says. */
  take({ subject, action, id }: ListEvent): void {
    if (subject !== 'container') return;
    if (action === 'pause' || action === 'unpause') {
      if (this.#waits.size >= most) this.#waits.clear();
      this.#waits.set(id, { paused: action === 'pause', until: this.#now() + patience });
    } else if (/^(?:start|die|destroy)$/.test(action)) this.#waits.delete(id);
  }

  /** Whether the engine's list says what the events said; where not, it is to be read again. */
  agree(containers: readonly unknown[]): boolean {
    if (this.#waits.size === 0) return true;
    const states = new Map(containers.map(asRecord).map((one) => [one['Id'], one['State']]));
    for (const [id, { paused, until }] of this.#waits) {
      const state = states.get(id);
      if (state === undefined || (state === 'paused') === paused || this.#now() > until)
        this.#waits.delete(id);
    }
    return this.#waits.size === 0;
  }
}
