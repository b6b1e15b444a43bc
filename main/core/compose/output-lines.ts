/** What a program writes, as lines that can be shown; the last ones stay, to say why it failed. */
import { StringDecoder } from 'node:string_decoder';
import { cleanText } from '../engine/untrusted.ts';

/** Characters of a line that is still without its end; more are a line of their own. */
const longest = 2000;
const keptLines = 4;

/** Colours and movements of a terminal (ECMA-48, CSI sequences). */
// oxlint-disable-next-line no-control-regex -- that is what they begin with
const movements = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

export class OutputLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';
  #last: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(chunk: Buffer): void {
    const lines = `${this.#rest}${this.#decoder.write(chunk)}`.split(/\r?\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    if (this.#rest.length > longest) this.end();
  }

  /** Tells what is left without an end. */
  end(): void {
    this.#tell(this.#rest);
    this.#rest = '';
  }

  /** The last lines in one. */
  get last(): string {
    return this.#last.join(' · ');
  }

  #tell(raw: string): void {
    const line = cleanText(raw.replaceAll(movements, ''));
    if (line === '') return;
    this.#last = [...this.#last, line].slice(-keptLines);
    this.#onLine(line);
  }
}
