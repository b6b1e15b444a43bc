/** The rules that are being carried out: opens and closes them so that they become what is wanted. */
import { toWire } from '../../contract/errors.ts';
import type { PortForward } from '../../contract/model.ts';
import type { Carried, Carrier, ForwardState } from './carrier.ts';
import { placeOf, plan, ruleKey } from './plan.ts';
import type { Rule } from './plan.ts';

interface Entry {
  rule: Rule;
  state: ForwardState;
  carried: Carried | undefined;
  closed: boolean;
  settled: Promise<void>;
}

export class Forwards {
  readonly #carrierFor: (rule: Rule) => Carrier;
  readonly #publish: (forwards: readonly PortForward[]) => void;
  readonly #active = new Map<string, Entry>();
  /** Places whose last owner hasn't let go of them yet. */
  readonly #freeing = new Map<string, Promise<void>>();
  #publishing = false;

  /** @param publish gets all forwards after each change; several changes at once are told once. */
  constructor(carrierFor: (rule: Rule) => Carrier, publish: (forwards: readonly PortForward[]) => void) {
    this.#carrierFor = carrierFor;
    this.#publish = publish;
  }

  /** Opens and closes whatever it takes for exactly these rules to be active. Rules that stay are not touched. */
  follow(wanted: readonly Rule[]): void {
    const { open, close } = plan(
      wanted,
      [...this.#active.values()].map(({ rule }) => rule),
    );
    for (const rule of close) this.#close(ruleKey(rule));
    for (const rule of open) this.#open(rule);
    for (const rule of wanted) {
      const key = ruleKey(rule);
      const entry = this.#active.get(key);
      if (!entry) continue;
      entry.rule = rule; // the container may have another name by now
      // Put in again, so that they are shown in the order in which they are wanted and not in that of their opening.
      this.#active.delete(key);
      this.#active.set(key, entry);
    }
    this.#changed();
  }

  /** Resolves when every rule of this container listens or has failed. Never rejects. */
  async settled(containerId: string): Promise<void> {
    const own = [...this.#active.values()].filter(({ rule }) => rule.container.id === containerId);
    await Promise.all(own.map((entry) => entry.settled));
  }

  /** Closes everything; resolves when all ports are free. */
  async close(): Promise<void> {
    this.follow([]);
    await Promise.all(this.#freeing.values());
  }

  #open(rule: Rule): void {
    const entry: Entry = {
      rule,
      state: rule.refused
        ? { kind: 'failed', error: toWire(rule.refused, () => undefined) }
        : { kind: 'opening' },
      carried: undefined,
      closed: false,
      settled: Promise.resolve(),
    };
    this.#active.set(ruleKey(rule), entry);
    if (!rule.refused) entry.settled = this.#carry(entry);
  }

  async #carry(entry: Entry): Promise<void> {
    await this.#freeing.get(placeOf(entry.rule));
    if (entry.closed) return;
    entry.carried = this.#carrierFor(entry.rule).carry(entry.rule, (state) => {
      entry.state = state;
      if (!entry.closed) this.#changed();
    });
    await entry.carried.settled;
  }

  #close(key: string): void {
    const entry = this.#active.get(key);
    if (!entry) return;
    entry.closed = true;
    this.#active.delete(key);
    if (!entry.carried) return;
    const place = placeOf(entry.rule);
    const freed = entry.carried.close();
    this.#freeing.set(place, freed);
    const forget = () => {
      if (this.#freeing.get(place) === freed) this.#freeing.delete(place);
    };
    void freed.then(forget);
  }

  /** Told in the next microtask: a container with a thousand ports makes a thousand changes in one go. */
  #changed(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    queueMicrotask(() => {
      this.#publishing = false;
      this.#publish([...this.#active.values()].flatMap(view));
    });
  }
}

/** A rule as the window and the command line show it. */
function view({ rule, state }: Entry): PortForward[] {
  const { protocol, hostAddress, hostPort, guestAddress, guestPort, container } = rule;
  // The window knows no SCTP; nothing in it would be of use to anybody who does.
  if (protocol === 'sctp') return [];
  return [{ protocol, hostAddress, hostPort, guestAddress, guestPort, container, state }];
}
