/** The rules that are being carried out: opens and closes them so that they become what is wanted. */
import { AppError, toWire } from '../../contract/errors.ts';
import type { PortForward } from '../../contract/model.ts';
import type { Carried, Carrier, ForwardState, Traffic } from './carrier.ts';
import { plan, ruleKey } from './plan.ts';
import type { Rule } from './plan.ts';

interface Entry {
  rule: Rule;
  state: ForwardState;
  carried: Carried | undefined;
  closed: boolean;
  settled: Promise<void>;
}

/** Undefined for a rule that nobody here can carry. */
export type CarrierFor = (rule: Rule) => Carrier | undefined;

export class Forwards {
  readonly #carrierFor: CarrierFor;
  readonly #publish: (forwards: readonly PortForward[]) => void;
  readonly #active = new Map<string, Entry>();
  /** Ports whose last owner hasn't let go of them yet, on whatever address. */
  readonly #freeing = new Map<string, Promise<void>>();
  #publishing = false;

  /** @param publish gets all forwards after each change; several changes at once are told once. */
  constructor(carrierFor: CarrierFor, publish: (forwards: readonly PortForward[]) => void) {
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
    await this.rulesSettled((rule) => rule.containerId === containerId);
  }

  /** The same for the rules for which this holds. */
  async rulesSettled(which: (rule: Rule) => boolean): Promise<void> {
    const own = [...this.#active.values()].filter(({ rule }) => which(rule));
    await Promise.all(own.map((entry) => entry.settled));
    // What they told is published in the next microtask.
    await Promise.resolve();
  }

  /** Closes everything; resolves when all ports are free. */
  async close(): Promise<void> {
    this.follow([]);
    await Promise.all(this.#freeing.values());
  }

  /** The rules that are active, also those that are only shown. */
  get rules(): readonly Rule[] {
    return [...this.#active.values()].map(({ rule }) => rule);
  }

  /** What has gone through each rule whose listener is ours. */
  traffic(): ReadonlyMap<Rule, Traffic> {
    return new Map(
      [...this.#active.values()].flatMap(({ rule, carried }) => {
        const traffic = carried?.traffic?.();
        return traffic === undefined ? [] : [[rule, traffic]];
      }),
    );
  }

  #open(rule: Rule): void {
    const entry: Entry = {
      rule,
      state: rule.refused ? failed(rule.refused) : { kind: 'opening' },
      carried: undefined,
      closed: false,
      settled: Promise.resolve(),
    };
    this.#active.set(ruleKey(rule), entry);
    if (rule.refused || rule.rest) return;
    const carrier = this.#carrierFor(rule);
    if (carrier) entry.settled = this.#carry(entry, carrier);
    else entry.state = failed(cannot(rule));
  }

  async #carry(entry: Entry, carrier: Carrier): Promise<void> {
    await this.#freeing.get(portOf(entry.rule));
    if (entry.closed) return;
    entry.carried = carrier.carry(entry.rule, (state) => {
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
    const port = portOf(entry.rule);
    const before = this.#freeing.get(port);
    const freed = Promise.all([before, entry.carried.close()]).then(() => undefined);
    this.#freeing.set(port, freed);
    const forget = () => {
      if (this.#freeing.get(port) === freed) this.#freeing.delete(port);
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
  const { id, protocol, hostAddress, hostPort, shown, source, rest, movedFrom } = rule;
  // The window knows no SCTP; nothing in it would be of use to anybody who does.
  if (protocol === 'sctp') return [];
  return [
    {
      id,
      hostAddress,
      hostPort,
      protocol,
      target: shown,
      source,
      state: rest ?? state.kind,
      ...(state.kind === 'failed' ? { error: state.error } : {}),
      ...(state.kind === 'failed' && state.nextFree !== undefined ? { nextFree: state.nextFree } : {}),
      ...(movedFrom === undefined ? {} : { movedFrom }),
    },
  ];
}

function portOf({ protocol, hostPort }: Rule): string {
  return `${protocol} ${hostPort}`;
}

function failed(error: AppError): ForwardState {
  return { kind: 'failed', error: toWire(error, () => undefined) };
}

function cannot({ hostPort: port, protocol }: Rule): AppError {
  return new AppError('port.protocolUnsupported', { params: { port, protocol } });
}
