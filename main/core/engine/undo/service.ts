/**
 * Removals that can be undone for a while. What it takes to put a thing back is written down before anything is done
 * to it; so whatever happens, the thing can be put back, or removed in the end. Nothing is removed that somebody uses.
 */
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { AppError, isCancel, toWire } from '../../../contract/errors.ts';
import type { RemovedKind, RemovedThing } from '../../../contract/removed-model.ts';
import type { ListFile } from '../../lib/list-file.ts';
import type { Log } from '../../lib/log.ts';
import { Topic, type ReadableTopic } from '../../lib/topic.ts';
import type { RawLists } from '../summaries.ts';
import type { Plan, RemovedEntry } from './entry.ts';
import { idOf, suspects, withoutRemoved } from './hidden.ts';
import { Keepers } from './keepers.ts';
import { Turns } from './turns.ts';

export interface UndoOptions {
  readonly docker: Docker;
  readonly journal: ListFile<RemovedEntry>;
  /** Minutes for which a removal can be undone; 0 for none. */
  readonly minutes: () => number;
  readonly log: Log;
  readonly now?: () => number;
}

/** Milliseconds until the next try where the engine couldn't be asked. */
const retryMs = 10_000;

export class UndoService {
  readonly topic: ReadableTopic<readonly RemovedThing[]>;
  readonly #options: UndoOptions;
  readonly #keepers: Keepers;
  readonly #turns = new Turns();
  /** Entries that are being asked about. */
  readonly #asked = new Set<string>();
  #live: AbortSignal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: UndoOptions) {
    this.#options = options;
    this.#keepers = new Keepers(options.docker, (container) => this.#isHeld(container));
    const topic = new Topic(options.journal.topic.value.map(thingOf));
    this.topic = topic;
    options.journal.topic.subscribe((entries) => {
      topic.set(entries.map(thingOf));
      this.#schedule();
    });
  }

  /** Removes for good what is due, while this engine is there; and takes back what was begun and not ended. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#live = signal;
    signal.addEventListener('abort', () => this.#schedule(), { once: true });
    this.#schedule();
    for (const entry of this.#entries.filter(({ held }) => !held))
      void this.#inTurn(entry.id, (one) => this.#putBack(one)).catch(this.#report);
  }

  /** The engine's lists as they are to be seen. Notes what has become of the things that are held. */
  take(raw: RawLists): RawLists {
    for (const entry of suspects(raw, this.#entries)) this.#ask(entry);
    return withoutRemoved(raw, this.#entries);
  }

  /** Calls back whenever other things are to be seen. */
  subscribe(listener: () => void): () => void {
    return this.#options.journal.topic.subscribe(listener);
  }

  /**
   * Makes a thing look removed. Answers false when the engine is to be asked, which refuses. Throws `removal.*` where
   * what it is can't be had back, `undo.full`.
   */
  async remove(
    wish: (keepers: Keepers) => Promise<Plan<RemovedKind> | undefined>,
    group: string,
  ): Promise<boolean> {
    const minutes = this.#options.minutes();
    const plan = await wish(this.#keepers);
    if (plan === undefined) return false;
    if (minutes === 0) throw new AppError('removal.notHeld', { params: { name: plan.name } });
    const id = randomBytes(5).toString('hex');
    const at = this.#now();
    const entry = this.#keepers.entry(plan, {
      id,
      group,
      at,
      until: at + minutes * 60_000,
      held: false,
    });
    await this.#turns.take(id, async () => {
      await this.#add(entry);
      try {
        await this.#keepers.hold(entry);
      } catch (error) {
        await this.#putBack(entry).catch(this.#report);
        throw error;
      }
      await this.#change(id, { held: true });
    });
    return true;
  }

  /** Throws `undo.gone`, `undo.nameTaken`, and why what ran doesn't start. */
  undo(id: string): Promise<void> {
    return this.#inTurn(id, (entry) => this.#putBack(entry));
  }

  /** Throws what the engine refuses. */
  finish(id: string): Promise<void> {
    return this.#inTurn(id, async (entry) => {
      await this.#keepers.finish(entry);
      await this.#drop(id);
    });
  }

  /** Takes what is kept off the list. */
  forget(id: string): Promise<void> {
    return this.#inTurn(id, async ({ error }) => {
      if (error !== undefined) await this.#drop(id);
    });
  }

  /** Removes all of these kinds for good; what the engine refuses is kept, and says so. */
  async finishAll(kinds: readonly RemovedKind[]): Promise<void> {
    await this.#finishEach(inOrder(this.#entries).filter(({ kind }) => kinds.includes(kind)));
  }

  /** Makes way for a new thing with the name of one that is only hidden. Throws what the engine refuses. */
  async makeWay(kind: 'volume' | 'network', name: string): Promise<void> {
    const old = this.#entries.filter((one) => one.kind === kind && one.name === name);
    for (const { id, error } of old) if (error === undefined) await this.finish(id);
  }

  /** Ends its timer; what waits goes on at the next start. */
  close(): void {
    clearTimeout(this.#timer);
    this.#live = undefined;
  }

  get #entries(): readonly RemovedEntry[] {
    return this.#options.journal.topic.value;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #isHeld(container: string): boolean {
    return this.#entries.some(
      (one) => one.kind === 'container' && one.error === undefined && idOf(one) === container,
    );
  }

  readonly #report = (error: unknown): void => {
    if (!isCancel(error)) this.#options.log.failure('undo', error);
  };

  /** Throws `undo.gone` for an entry that isn't there any more. */
  #inTurn(id: string, task: (entry: RemovedEntry) => Promise<void>): Promise<void> {
    return this.#turns.take(id, async () => {
      const entry = this.#entries.find((one) => one.id === id);
      if (entry === undefined) throw new AppError('undo.gone');
      await task(entry);
    });
  }

  async #putBack(entry: RemovedEntry): Promise<void> {
    try {
      await this.#keepers.putBack(entry);
    } catch (error) {
      const wire = toWire(error, () => this.#report(error));
      // Nothing is removed by itself that somebody wanted back.
      if (wire.code === 'undo.gone') await this.#drop(entry.id);
      else await this.#change(entry.id, { error: wire });
      throw error;
    }
    await this.#drop(entry.id);
    await this.#keepers.resume(entry);
  }

  /** Asks the engine what has become of it: lists may be older than what was done. */
  #ask({ id }: RemovedEntry): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    const task = async (entry: RemovedEntry) => {
      const now = await this.#keepers.look(entry);
      if (now === 'gone') await this.#drop(id);
      if (now === 'used' && entry.error === undefined)
        await this.#keep(entry, new AppError('removal.usedAgain', { params: { name: entry.name } }));
    };
    void this.#inTurn(id, task)
      .catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'undo.gone')) this.#report(error);
      })
      .finally(() => this.#asked.delete(id));
  }

  /** It stays, under its own name where that is free, and says why. */
  async #keep(entry: RemovedEntry, reason: unknown): Promise<void> {
    await this.#keepers.putBack(entry).catch(this.#report);
    await this.#change(entry.id, { error: toWire(reason, () => this.#report(reason)) });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const waiting = this.#entries.filter(({ held, error }) => held && error === undefined);
    if (this.#live === undefined || this.#live.aborted || waiting.length === 0) return;
    const next = Math.min(...waiting.map(({ until }) => until));
    this.#timer = setTimeout(() => void this.#finishDue(), Math.max(0, next - this.#now()));
    this.#timer.unref();
  }

  async #finishDue(): Promise<void> {
    const now = this.#now();
    const due = inOrder(this.#entries).filter(({ held, until }) => held && until <= now);
    const asked = await this.#finishEach(due);
    if (asked) return this.#schedule();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#schedule(), retryMs);
    this.#timer.unref();
  }

  /** Answers whether the engine could be asked about all of them. */
  async #finishEach(entries: readonly RemovedEntry[]): Promise<boolean> {
    for (const { id, error: kept } of entries) {
      if (kept !== undefined) continue;
      try {
        await this.finish(id);
      } catch (error) {
        const { code } = toWire(error, () => this.#report(error));
        if (code === 'undo.gone') continue;
        if (['engine.unreachable', 'vm.notRunning', 'guest.unreachable', 'cancelled'].includes(code))
          return false;
        await this.#inTurn(id, (entry) => this.#keep(entry, error)).catch(this.#report);
      }
    }
    return true;
  }

  async #add(entry: RemovedEntry): Promise<void> {
    await this.#options.journal.change((entries) => {
      if (entries.length >= mostEntries) throw new AppError('undo.full');
      return [...entries, entry];
    });
  }

  async #change(id: string, patch: Partial<Pick<RemovedEntry, 'held' | 'error'>>): Promise<void> {
    await this.#options.journal.change((entries) =>
      entries.map((one) => (one.id === id ? { ...one, ...patch } : one)),
    );
  }

  async #drop(id: string): Promise<void> {
    await this.#options.journal.change((entries) => entries.filter((one) => one.id !== id));
  }
}

/** Things that wait to be removed at most. */
export const mostEntries = 5000;

/** Containers first: they use the others. */
function inOrder(entries: readonly RemovedEntry[]): RemovedEntry[] {
  const rank = { container: 0, image: 1, volume: 2, network: 3 };
  return entries.toSorted((a, b) => rank[a.kind] - rank[b.kind] || a.at - b.at);
}

function thingOf({ id, group, kind, name, at, until, error }: RemovedEntry): RemovedThing {
  return { id, group, kind, name, at, until, ...(error === undefined ? {} : { error }) };
}
