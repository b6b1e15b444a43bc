/**
 * Keeps the ports of this computer true to what the containers publish. What the engine says is taken as of the moment
 * it was asked: of two answers about a container, the one that was asked for later counts, whichever arrives first. So
 * events, held starts and full lists may overlap as they like.
 */
import { isDeepEqual } from '../../contract/equal.ts';
import { AppError } from '../../contract/errors.ts';
import type { PortForward } from '../../contract/model.ts';
import type { ContainerEvent } from '../engine/event-lines.ts';
import type { Log } from '../lib/log.ts';
import { orAbort, withDeadline } from '../lib/retry.ts';
import { Topic } from '../lib/topic.ts';
import type { ReadableTopic } from '../lib/topic.ts';
import type { Traffic } from './carrier.ts';
import { Forwards, type CarrierFor } from './forwards.ts';
import { desired } from './plan.ts';
import type { Rule, Wishes } from './plan.ts';
import { fromInspect, fromList } from './published.ts';
import type { PublishedContainer } from './published.ts';

export interface PortsOptions {
  /** Answer to `GET /containers/json` (running containers only). */
  readonly listContainers: (signal: AbortSignal) => Promise<unknown>;
  /** Answer to `GET /containers/{id}/json`; undefined when there is no such container. */
  readonly inspectContainer: (idOrName: string, signal: AbortSignal) => Promise<unknown>;
  readonly carrierFor: CarrierFor;
  /** What else the rules follow from, as it is now; after a change `refresh` is called. Default: nothing else. */
  readonly wishes?: () => Omit<Wishes, 'containers'>;
  readonly log: Log;
  /** Ends everything when it aborts. */
  readonly signal: AbortSignal;
  /** Longest time that a container's start is held, in milliseconds; default 10 000. */
  readonly settleMs?: number;
}

export interface Ports {
  readonly forwards: ReadableTopic<readonly PortForward[]>;
  /** The rules behind the forwards. */
  readonly rules: readonly Rule[];
  /** The running containers that are known. */
  readonly containers: readonly PublishedContainer[];
  /** What has gone through those rules whose listener is ours. */
  traffic(): ReadonlyMap<Rule, Traffic>;
  /** Makes the forwards follow changed wishes. */
  refresh(): void;
  /** Takes a fresh list and makes the forwards follow it. Throws what listing throws; then nothing has changed. */
  sync(): Promise<void>;
  /**
   * Looks at one container, opens what it publishes, and resolves when each port listens or has failed, or after
   * `settleMs`. Never rejects.
   */
  settled(idOrName: string, signal: AbortSignal): Promise<void>;
  /** Resolves when each of the rules for which this holds listens or has failed, or when the signal aborts. */
  rulesSettled(which: (rule: Rule) => boolean, signal: AbortSignal): Promise<void>;
  /** The same for all rules. */
  allSettled(): Promise<void>;
  /** Takes note of what happened to a container; what follows from it happens later. */
  handle(event: ContainerEvent): void;
  /** Closes everything; afterwards nothing opens any more. Resolves when all ports are free. */
  close(): Promise<void>;
}

/** So many containers with news are looked at one by one; for more, one list is cheaper. */
const maxInspections = 8;

/** Makes the keeper of the forwards; it does nothing until `sync`, `settled` or `handle` is called. */
export function createPorts(options: PortsOptions): Ports {
  return new PortKeeper(options);
}

class PortKeeper implements Ports {
  readonly #options: PortsOptions;
  readonly #topic = new Topic<readonly PortForward[]>([]);
  readonly #open: Forwards;
  readonly #ended = new AbortController();
  readonly #containers = new Map<string, PublishedContainer>();
  /** When what is known of a container was asked for; also of containers that are gone, while questions are open. */
  readonly #knownSince = new Map<string, number>();
  #clock = 0;
  #questions = 0;
  /** Containers with news that nobody has looked at yet; more than fit are `many`. */
  #news = new Set<string>();
  #working = false;
  #closing: Promise<void> | undefined;

  constructor(options: PortsOptions) {
    this.#options = options;
    this.#open = new Forwards(options.carrierFor, (forwards) => {
      // A port that another program has is tried again and again, which is nobody's news.
      if (!isDeepEqual(forwards, this.#topic.value)) this.#topic.set(forwards);
    });
    const end = () => void this.close();
    if (options.signal.aborted) end();
    else options.signal.addEventListener('abort', end, { once: true });
    this.#ended.signal.addEventListener('abort', () => options.signal.removeEventListener('abort', end));
  }

  get forwards(): ReadableTopic<readonly PortForward[]> {
    return this.#topic;
  }

  get rules(): readonly Rule[] {
    return this.#open.rules;
  }

  get containers(): readonly PublishedContainer[] {
    return [...this.#containers.values()];
  }

  traffic(): ReadonlyMap<Rule, Traffic> {
    return this.#open.traffic();
  }

  refresh(): void {
    this.#apply();
  }

  async sync(): Promise<void> {
    await this.#ask(async (asked) => {
      const listed = new Map(
        fromList(await this.#options.listContainers(this.#ended.signal)).map((one) => [one.id, one]),
      );
      for (const id of new Set([...listed.keys(), ...this.#containers.keys()])) {
        this.#learn(id, listed.get(id), asked);
      }
      this.#apply();
    });
  }

  async settled(idOrName: string, signal: AbortSignal): Promise<void> {
    const late = () => new AppError('engine.unreachable', { params: { reason: 'its ports took too long' } });
    try {
      await withDeadline(signal, this.#options.settleMs ?? 10_000, late, async (limit) => {
        const id = await this.#look(idOrName, limit);
        if (id !== undefined) await this.#open.settled(id);
      });
    } catch (error) {
      if (signal.aborted || this.#ended.signal.aborted) return;
      this.#options.log.failure('ports', error);
    }
  }

  async rulesSettled(which: (rule: Rule) => boolean, signal: AbortSignal): Promise<void> {
    // An abort only ends the waiting: what is still on its way is shown when it is there.
    await orAbort(this.#open.rulesSettled(which), signal).catch(() => undefined);
  }

  allSettled(): Promise<void> {
    return this.rulesSettled(() => true, this.#ended.signal);
  }

  handle(event: ContainerEvent): void {
    if (this.#ended.signal.aborted) return;
    // Beyond that, a full list is due anyway; the guest must not be able to fill our memory.
    if (this.#news.size <= 1000) this.#news.add(event.id);
    if (!this.#working) void this.#work();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    this.#news.clear();
    this.#containers.clear();
    await this.#open.close();
  }

  /** Looks at containers with news until there are none. Never rejects. */
  async #work(): Promise<void> {
    this.#working = true;
    while (this.#news.size > 0) {
      const ids = [...this.#news];
      this.#news = new Set();
      const looks =
        ids.length > maxInspections ? [this.sync()] : ids.map((id) => this.#look(id, this.#ended.signal));
      for (const result of await Promise.allSettled(looks)) {
        // The engine can't be reached: after the next connection there is a full list.
        if (result.status === 'rejected' && !this.#ended.signal.aborted) {
          this.#options.log.failure('ports', result.reason);
        }
      }
    }
    this.#working = false;
  }

  /** Inspects one container and makes the forwards follow; resolves with its id, if there is such a container. */
  #look(idOrName: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#ask(async (asked) => {
      const answer = await this.#options.inspectContainer(idOrName, signal);
      const found = fromInspect(answer);
      // When it is gone, `idOrName` is its id, or else a name of which nothing is known.
      const id = found?.id ?? idOrName;
      this.#learn(id, found?.running === true ? found : undefined, asked);
      this.#apply();
      return found?.id;
    });
  }

  /** Notes when a question was asked; while any is open, so is what is known of containers that are gone. */
  async #ask<T>(question: (asked: number) => Promise<T>): Promise<T> {
    this.#clock += 1;
    this.#questions += 1;
    try {
      return await question(this.#clock);
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0) {
        for (const id of this.#knownSince.keys()) if (!this.#containers.has(id)) this.#knownSince.delete(id);
      }
    }
  }

  /** Takes an answer about a container, unless a later question has been answered already. */
  #learn(id: string, container: PublishedContainer | undefined, asked: number): void {
    if (asked < (this.#knownSince.get(id) ?? 0)) return;
    this.#knownSince.set(id, asked);
    if (container === undefined) this.#containers.delete(id);
    else this.#containers.set(id, container);
  }

  #apply(): void {
    if (this.#ended.signal.aborted) return;
    this.#open.follow(desired({ ...this.#options.wishes?.(), containers: this.containers }));
  }
}
