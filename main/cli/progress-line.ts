/** Progress for a person: one line that is redrawn on a terminal, and now and then a line elsewhere. */
import type { Output } from './cli.ts';

/** Elsewhere than on a terminal, milliseconds between two lines about the same step. */
const sparseMs = 10_000;
/** On a terminal, milliseconds between two drawings of the same step. */
const redrawMs = 80;

export class ProgressLine {
  readonly #output: Output;
  readonly #now: () => number;
  #label = '';
  #drawn = '';
  #lastAt = 0;

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  /** Shows a step, with how many of how many bytes are done, if that is known. */
  show(label: string, bytes?: { readonly done: number; readonly total: number }): void {
    const now = this.#now();
    const text = bytes === undefined ? `${label} …` : `${label} … ${megabytes(bytes.done, bytes.total)}`;
    const finished = bytes !== undefined && bytes.done === bytes.total;
    const due = now - this.#lastAt >= (this.#isTerminal ? redrawMs : sparseMs);
    if (label === this.#label && ((!due && !finished) || text === this.#drawn)) return;
    if (this.#isTerminal) {
      if (label !== this.#label && this.#label !== '') this.#output.write('\n');
      this.#output.write(`\r\u001b[K${cut(text, (this.#output.columns ?? 80) - 1)}`);
    } else {
      this.#output.write(`${text}\n`);
    }
    this.#label = label;
    this.#drawn = text;
    this.#lastAt = now;
  }

  /** Ends the line, so that something else can be written. */
  end(): void {
    if (this.#label !== '' && this.#isTerminal) this.#output.write('\n');
    this.#label = '';
    this.#drawn = '';
  }

  get #isTerminal(): boolean {
    return this.#output.isTTY === true;
  }
}

function megabytes(done: number, total: number): string {
  const figure = (bytes: number) => (bytes / 1e6).toFixed(1);
  return `${figure(done)} / ${figure(total)} MB`;
}

/** Cuts to a terminal's width; Chinese characters are two columns wide. */
function cut(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += /[\u2e80-\uffe6]/u.test(character) ? 2 : 1;
    if (width > columns) return kept;
    kept += character;
  }
  return kept;
}
