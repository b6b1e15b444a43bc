/** Finding text in a log: plain or by a regular expression, in the lines as one reads them. */
import { withoutColours } from './ansi.ts';
import type { KeptLine, LogBuffer } from './log-buffer.ts';

export interface SearchWish {
  readonly text: string;
  readonly regex: boolean;
}

/** Characters of a line that are searched: a regular expression could take for ever on more. */
const searched = 4000;

export interface Matcher {
  /** Places of the matches in a text, as pairs of beginning and end; at most 100. */
  readonly ranges: (text: string) => readonly (readonly [number, number])[];
  readonly isIn: (line: KeptLine) => boolean;
}

export type Compiled =
  | { readonly kind: 'none' }
  | { readonly kind: 'matcher'; readonly matcher: Matcher }
  /** Not a regular expression; the browser's reason. */
  | { readonly kind: 'invalid'; readonly reason: string };

const mostRanges = 100;

/** Case doesn't matter. */
export function compile({ text, regex }: SearchWish): Compiled {
  if (text === '') return { kind: 'none' };
  let expression: RegExp;
  try {
    expression = new RegExp(regex ? text : text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu');
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
  const ranges = (line: string) => {
    const found: [number, number][] = [];
    for (const match of line.slice(0, searched).matchAll(expression)) {
      if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
      if (found.length === mostRanges) break;
    }
    return found;
  };
  const isIn = (line: KeptLine) => {
    expression.lastIndex = 0;
    return expression.test(withoutColours(line.text).slice(0, searched));
  };
  return { kind: 'matcher', matcher: { ranges, isIn } };
}

/** The numbers of the lines that match, kept up as lines come and go; each line is looked at once. */
export class Findings {
  readonly #matcher: Matcher;
  readonly #buffer: LogBuffer;
  #numbers: number[] = [];
  #seen = 0;

  constructor(matcher: Matcher, buffer: LogBuffer) {
    this.#matcher = matcher;
    this.#buffer = buffer;
    this.#seen = buffer.first;
  }

  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** Looks at lines that weren't yet, for that many milliseconds; true once all are looked at. */
  look(ms: number, now: () => number = () => performance.now()): boolean {
    const until = now() + ms;
    const { first, end } = this.#buffer;
    if ((this.#numbers[0] ?? first) < first) this.#numbers = this.#numbers.filter((one) => one >= first);
    this.#seen = Math.max(this.#seen, first);
    for (; this.#seen < end; this.#seen += 1) {
      if (this.#seen % 512 === 0 && now() > until) return false;
      const line = this.#buffer.at(this.#seen);
      if (line !== undefined && this.#matcher.isIn(line)) this.#numbers.push(this.#seen);
    }
    return true;
  }
}
