/** The logs of several containers as one stream, which containers join and leave. */
import type Docker from 'dockerode';
import type { ContainerSummary, LogLine } from '../../contract/engine-model.ts';
import { hasCode } from '../../contract/errors.ts';
import { mostFollowed, type LogScope, type NamedLogLine } from '../../contract/logs-model.ts';
import { containerLog } from '../engine/containers.ts';
import { engineError } from '../engine/docker.ts';
import type { Inventory } from '../engine/inventory.ts';
import type { Log } from '../lib/log.ts';
import { delay } from '../lib/retry.ts';
import { byTime, LineMerge } from './merge-lines.ts';

export interface FollowTools {
  readonly docker: Docker;
  readonly inventory: Pick<Inventory, 'containers'>;
  readonly log: Log;
}

/** Milliseconds between two pieces. */
const turnMs = 100;
/** Milliseconds that all together have to tell what there is. */
const firstMs = 3000;
/** Lines that wait here before the engine has to. */
const mostWaiting = 20_000;

/** Those that a scope means now, at most `mostFollowed`. */
export function inScope(containers: readonly ContainerSummary[], scope: LogScope): ContainerSummary[] {
  const meant = containers.filter((one) => {
    switch (scope.kind) {
      case 'all':
        return true;
      case 'project':
        return one.project === scope.project;
      case 'containers':
        return scope.ids.includes(one.id);
    }
  });
  const rank = ({ state }: ContainerSummary) => (writes(state) ? 0 : 1);
  return meant.toSorted((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt).slice(0, mostFollowed);
}

/** Merged lines, in pieces, until the signal aborts or the machine is gone. */
export async function* followLogs(
  tools: FollowTools,
  { scope, tail }: { readonly scope: LogScope; readonly tail: number },
  signal: AbortSignal,
): AsyncGenerator<NamedLogLine[], void> {
  const over = new AbortController();
  const own = AbortSignal.any([signal, over.signal]);
  const merge = new LineMerge();
  const readers = new Map<string, Reader>();
  let begun = false;
  const look = () => {
    const list = tools.inventory.containers.value;
    if (list.kind !== 'ready') return;
    const wanted = inScope(list.items, scope);
    for (const one of wanted) {
      const known = readers.get(one.id);
      if (known !== undefined) known.is(one);
      else {
        const reader = new Reader(tools, one, tail, merge, own);
        readers.set(one.id, reader);
        // Of those that join later.
        if (begun) void reader.first.then((lines) => merge.put(lines));
      }
    }
    // One that was removed, or that others have taken the place of.
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, reader] of readers) {
      if (ids.has(id)) continue;
      reader.end();
      readers.delete(id);
    }
  };
  const stop = tools.inventory.containers.subscribe(look);
  look();
  begun = true;
  try {
    yield byTime(await firstLines([...readers.values()], merge, signal));
    for (;;) {
      const lines = merge.turn();
      if (lines.length > 0) yield lines;
      await delay(turnMs, signal);
    }
  } finally {
    stop();
    over.abort();
  }
}

/** What there is of all; of those that are slow to tell, their lines come later, so that nobody has to wait for them. */
async function firstLines(
  readers: readonly Reader[],
  merge: LineMerge,
  signal: AbortSignal,
): Promise<NamedLogLine[]> {
  const lines: NamedLogLine[] = [];
  let waiting = true;
  const all = readers.map(async ({ first }) => {
    const own = await first;
    if (waiting) for (const line of own) lines.push(line);
    else merge.put(own);
  });
  await Promise.race([Promise.all(all), delay(firstMs, signal)]);
  waiting = false;
  return lines;
}

function writes(state: ContainerSummary['state']): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** Reads one container's log: what there is, then what comes, and again whenever it was started anew. */
class Reader {
  /** What there was; empty where it could not be read. Never rejects. */
  readonly first: Promise<NamedLogLine[]>;
  readonly #tools: FollowTools;
  readonly #merge: LineMerge;
  readonly #left = new AbortController();
  readonly #signal: AbortSignal;
  #container: ContainerSummary;
  /** The time of the last line that was read, so that none comes twice. */
  #last = '';
  #following = false;

  constructor(
    tools: FollowTools,
    container: ContainerSummary,
    tail: number,
    merge: LineMerge,
    signal: AbortSignal,
  ) {
    this.#tools = tools;
    this.#container = container;
    this.#merge = merge;
    this.#signal = AbortSignal.any([signal, this.#left.signal]);
    this.first = this.#readFirst(tail);
  }

  /** Tells how the container is now. */
  is(container: ContainerSummary): void {
    this.#container = container;
    void this.first.then(() => this.#follow());
  }

  end(): void {
    this.#left.abort();
  }

  async #readFirst(tail: number): Promise<NamedLogLine[]> {
    const lines: NamedLogLine[] = [];
    await this.#read({ follow: false, tail }, (piece) => void lines.push(...piece));
    void this.#follow();
    return lines;
  }

  async #follow(): Promise<void> {
    if (this.#following || this.#signal.aborted) return;
    this.#following = true;
    do {
      await this.#read({ follow: true, tail: 'all', since: this.#last }, async (piece) => {
        this.#merge.put(piece);
        while (this.#merge.length > mostWaiting && !this.#signal.aborted) await delay(turnMs, this.#signal);
      });
      // Not at once where the engine ends what it should go on with.
      await delay(10 * turnMs, this.#signal).catch(() => undefined); // its end is looked at below
    } while (writes(this.#container.state) && !this.#signal.aborted);
    this.#following = false;
  }

  async #read(
    how: { readonly follow: boolean; readonly tail: number | 'all'; readonly since?: string },
    take: (lines: NamedLogLine[]) => void | Promise<void>,
  ): Promise<void> {
    const { id } = this.#container;
    // The engine begins with the moment that it is told, which was read already.
    const read = this.#last;
    try {
      for await (const piece of containerLog(this.#tools.docker, { id, ...how }, this.#signal)) {
        const fresh = piece.filter(({ time }) => time === '' || time > read);
        this.#last = fresh.reduce((last, { time }) => (time > last ? time : last), this.#last);
        await take(fresh.map((line) => this.#named(line)));
      }
    } catch (error) {
      // A container may go at any time, and some have logs that can't be read: the others go on.
      if (this.#signal.aborted || hasCode(error, 'container.gone')) return;
      this.#tools.log.write('warn', 'engine', `the log of ${id.slice(0, 12)}: ${engineError(error).message}`);
      this.end();
    }
  }

  #named(line: LogLine): NamedLogLine {
    return { ...line, container: this.#container.name };
  }
}
