/**
 * What was done in windows, for all of them and across restarts. The file is written a moment after a change, and once
 * for many: what a crash loses of it is that moment.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import {
  historyEntry,
  mostHistory,
  type HistoryEntry,
  type HistoryNote,
} from '../../contract/history-model.ts';
import { withoutSecrets } from '../../contract/secret-words.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import type { Log } from '../lib/log.ts';
import { systemCode } from '../lib/system-error.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';

/** Milliseconds between a change and its writing. */
const pauseMs = 500;

export class History {
  readonly #path: string;
  readonly #log: Log;
  readonly #topic: Topic<readonly HistoryEntry[]>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, entries: readonly HistoryEntry[], log: Log) {
    this.#path = path;
    this.#log = log;
    this.#topic = new Topic<readonly HistoryEntry[]>(entries.map(ended));
  }

  /** Oldest first. */
  get topic(): ReadableTopic<readonly HistoryEntry[]> {
    return this.#topic;
  }

  /** Adds it, or changes the one of that id; secrets are left out. */
  add({ words, ...note }: HistoryNote): void {
    const entry = { ...note, words: withoutSecrets(words) };
    const entries = this.#topic.value;
    const known = entries.some(({ id }) => id === note.id);
    this.#set(known ? entries.map((one) => (one.id === note.id ? entry : one)) : [...entries, entry]);
  }

  /** Nobody will tell any more how these have ended. */
  forgetEnds(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    this.#set(this.#topic.value.map((one) => (ids.has(one.id) ? ended(one) : one)));
  }

  /** Those that run stay. Throws `home.notWritable`, `home.diskFull`. */
  async clear(): Promise<void> {
    this.#set(this.#topic.value.filter(({ outcome }) => outcome === 'running'));
    await this.#write();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) await this.#write();
    await this.#writing;
  }

  #set(entries: readonly HistoryEntry[]): void {
    this.#topic.set(entries.slice(-mostHistory));
    this.#timer ??= setTimeout(() => {
      this.#write().catch((error: unknown) => this.#log.failure('history', error));
    }, pauseMs);
    this.#timer.unref();
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const task = () => writeFileAtomic(this.#path, `${JSON.stringify({ history: this.#topic.value })}\n`);
    const mine = this.#writing.then(task);
    this.#writing = mine.catch(() => undefined); // told to the one who asked
    return mine;
  }
}

function ended(entry: HistoryEntry): HistoryEntry {
  return entry.outcome === 'running' ? { ...entry, outcome: 'unknown' } : entry;
}

/** Opens the file. One that can't be read is no reason not to start: its entries are left out, and it is replaced. */
export async function openHistory(path: string, log: Log): Promise<History> {
  return new History(path, await readEntries(path, log), log);
}

async function readEntries(path: string, log: Log): Promise<readonly HistoryEntry[]> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    const { history } = v.parse(v.object({ history: v.array(historyEntry) }), content);
    return history.slice(-mostHistory);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') log.failure('history', error);
    return [];
  }
}
