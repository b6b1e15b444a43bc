/** The lines of a log that a filter leaves, in a buffer of their own that holds the same lines once more by reference. */
import { useEffect, useMemo, useState } from 'react';
import type { LogSearch } from '../../../main/contract/logs-model.ts';
import { LogBuffer, type KeptLine } from './log-buffer.ts';
import type { Matcher } from './search.ts';

export type Streams = LogSearch['streams'];

/** Milliseconds of each frame that filtering may take. */
const sliceMs = 8;

/** What it leaves of a log, kept up as lines come; each line is looked at once. */
export class FilteredLog {
  readonly buffer = new LogBuffer();
  readonly #source: LogBuffer;
  readonly #leaves: (line: KeptLine) => boolean;
  #seen: number;

  constructor(source: LogBuffer, leaves: (line: KeptLine) => boolean) {
    this.#source = source;
    this.#leaves = leaves;
    this.#seen = source.first;
  }

  /** Looks at lines that weren't yet, for that many milliseconds; true once all are looked at. */
  look(ms: number, now: () => number = () => performance.now()): boolean {
    const until = now() + ms;
    const { first, end } = this.#source;
    this.#seen = Math.max(this.#seen, first);
    let left: KeptLine[] = [];
    for (; this.#seen < end; this.#seen += 1) {
      if (this.#seen % 512 === 0 && now() > until) break;
      const line = this.#source.at(this.#seen);
      if (line !== undefined && this.#leaves(line)) left.push(line);
    }
    this.buffer.add(left);
    left = [];
    return this.#seen >= end;
  }
}

export interface Filtered {
  readonly buffer: LogBuffer;
  readonly version: number;
}

/** The log itself where nothing is filtered. */
export function useFiltered(log: Filtered, only: Matcher | undefined, streams: Streams): Filtered {
  const { buffer, version } = log;
  const filtered = useMemo(
    () =>
      only === undefined && streams === 'both'
        ? undefined
        : new FilteredLog(
            buffer,
            (line) =>
              (streams === 'both' || line.stream === streams) && (only === undefined || only.isIn(line)),
          ),
    [buffer, only, streams],
  );
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (filtered === undefined) return;
    let frame = 0;
    const look = () => {
      const complete = filtered.look(sliceMs);
      setRound((before) => before + 1);
      frame = complete ? 0 : requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [filtered, version]);
  return filtered === undefined ? log : { buffer: filtered.buffer, version: round };
}
