/**
 * Lines of several logs in the order of their times. What two containers write at the same moment comes here at
 * different ones, so a line waits for one turn before it is handed on; a line that is later than that stays where it
 * comes.
 */
import type { NamedLogLine } from '../../contract/logs-model.ts';

/** The engine writes times of one length, in UTC, so that they can be compared as texts. Lines without a time keep their place. */
export function byTime(lines: readonly NamedLogLine[]): NamedLogLine[] {
  let last = '';
  const timed = lines.map((line) => {
    if (line.time !== '') last = line.time;
    return { line, time: last };
  });
  // Stable: lines of the same moment stay as they came.
  timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return timed.map(({ line }) => line);
}

export class LineMerge {
  #new: NamedLogLine[] = [];
  /** What has waited for one turn, in order. */
  #old: NamedLogLine[] = [];

  get length(): number {
    return this.#new.length + this.#old.length;
  }

  put(lines: readonly NamedLogLine[]): void {
    for (const line of lines) this.#new.push(line);
  }

  /** One turn: the lines that have waited, and those that are older. */
  turn(): NamedLogLine[] {
    const waited = this.#old;
    if (this.#new.length === 0) {
      this.#old = [];
      return waited;
    }
    const limit = waited.at(-1)?.time;
    const all = byTime([...waited, ...this.#new]);
    this.#new = [];
    if (limit === undefined) {
      this.#old = all;
      return [];
    }
    const from = all.findIndex(({ time }) => time > limit);
    this.#old = from < 0 ? [] : all.slice(from);
    return from < 0 ? all : all.slice(0, from);
  }
}
