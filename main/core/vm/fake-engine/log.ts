/** What a container has written: its last lines, and those who listen. */

/** Which stream of the two; the values are those of Docker's framing. */
export type LogStream = 1 | 2;

export interface LogLine {
  readonly at: number;
  readonly stream: LogStream;
  /** With its line end, if it has one. */
  readonly text: string;
}

/** Most lines that are kept. */
export const maxLines = 1000;
/** A line that goes on for longer is cut there: nobody may fill the memory by writing no line end. */
const maxLine = 2 * 1024 * 1024;

/** Most characters of all the lines that are kept. */
const maxKept = 16 * 1024 * 1024;

export class Log {
  readonly #now: () => number;
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #raw = new Set<(stream: LogStream, data: string) => void>();
  readonly #open = new Map<LogStream, string>();
  readonly #lines: LogLine[] = [];
  #kept = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Takes what was written, in pieces of any size. */
  write(stream: LogStream, data: string, at: number = this.#now()): void {
    for (const listener of this.#raw) listener(stream, data);
    const all = (this.#open.get(stream) ?? '') + data;
    const end = all.length > maxLine ? all.length : all.lastIndexOf('\n') + 1;
    this.#open.set(stream, all.slice(end));
    for (const text of all.slice(0, end).match(/[^\n]*\n|[^\n]+$/g) ?? []) this.#add({ at, stream, text });
  }

  /** Ends a line that has no line end. */
  flush(): void {
    for (const [stream, text] of this.#open) if (text !== '') this.#add({ at: this.#now(), stream, text });
    this.#open.clear();
  }

  /** Calls for each line from now on, until the signal aborts. */
  follow(listener: (line: LogLine) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  /** As `follow`, with each piece as it was written: a prompt has no line end. */
  listen(listener: (stream: LogStream, data: string) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#raw.add(listener);
    signal.addEventListener('abort', () => this.#raw.delete(listener), { once: true });
  }

  #add(line: LogLine): void {
    this.#lines.push(line);
    this.#kept += line.text.length;
    while (this.#lines.length > maxLines || this.#kept > maxKept) {
      this.#kept -= this.#lines.shift()?.text.length ?? 0;
    }
    for (const listener of this.#listeners) listener(line);
  }
}
