/**
 * Reads JSON (RFC 8259) and keeps where everything stands, so that what is wrong with a value can be shown at its place.
 * JavaScript's own parser tells no place for some errors, and each engine words them in its own way.
 */

/** A place in a text, both counted from 1; the column in UTF-16 units, as editors count the cursor. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value and the offset of its first character. */
export interface JsonNode {
  readonly start: number;
  readonly value: unknown;
  /** Of an object: its members, each as often as it is there. */
  readonly members?: readonly JsonMember[];
  /** Of an array. */
  readonly elements?: readonly JsonNode[];
}

export interface JsonMember {
  readonly key: string;
  /** Offset of the key's quotation mark. */
  readonly start: number;
  readonly node: JsonNode;
}

/** Where text stops being JSON. `found` is undefined where it ends too early. */
export interface JsonFault {
  readonly offset: number;
  readonly found?: string;
}

export type JsonResult =
  { readonly kind: 'read'; readonly node: JsonNode } | { readonly kind: 'fault'; readonly fault: JsonFault };

const maxDepth = 64;
const literals: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads the whole text as one value. Never throws. */
export function readJson(text: string): JsonResult {
  try {
    const reader = new Reader(text);
    return { kind: 'read', node: reader.whole() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const found = text.slice(error.offset).match(/^(?:[\w$.+-]{1,20}|.)/su)?.[0];
    return { kind: 'fault', fault: { offset: error.offset, ...(found === undefined ? {} : { found }) } };
  }
}

/** The place of an offset. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The offset of a place, as near as the text has it. */
export function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (const ending of text.matchAll(/\r\n|\r|\n/g)) {
    line -= 1;
    if (line <= 0) return Math.min(start + column - 1, ending.index);
    start = ending.index + ending[0].length;
  }
  return Math.min(start + column - 1, text.length);
}

class Fault extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('not JSON');
    this.offset = offset;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    // Editors on Windows may put a byte order mark in front.
    if (text.startsWith('\uFEFF')) this.#at = 1;
  }

  whole(): JsonNode {
    const node = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) throw new Fault(this.#at);
    return node;
  }

  #value(depth: number): JsonNode {
    this.#blank();
    const start = this.#at;
    if (depth > maxDepth) throw new Fault(start);
    const first = this.#text[start];
    if (first === '{') return this.#object(start, depth);
    if (first === '[') return this.#array(start, depth);
    if (first === '"') return { start, value: this.#string() };
    for (const [word, value] of literals) {
      if (this.#takeWord(word)) return { start, value };
    }
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
    return { start, value: Number(number) };
  }

  #object(start: number, depth: number): JsonNode {
    this.#at += 1;
    const members: JsonMember[] = [];
    if (!this.#take('}')) {
      do {
        this.#blank();
        const at = this.#at;
        const key = this.#string();
        this.#need(':');
        members.push({ key, start: at, node: this.#value(depth + 1) });
      } while (this.#take(','));
      this.#need('}');
    }
    return { start, members, value: Object.fromEntries(members.map(({ key, node }) => [key, node.value])) };
  }

  #array(start: number, depth: number): JsonNode {
    this.#at += 1;
    const elements: JsonNode[] = [];
    if (!this.#take(']')) {
      do elements.push(this.#value(depth + 1));
      while (this.#take(','));
      this.#need(']');
    }
    return { start, elements, value: elements.map(({ value }) => value) };
  }

  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') throw new Fault(start);
    // Up to the first character that a text can't hold: a plain line end, a backslash that means nothing.
    // oxlint-disable-next-line no-control-regex -- control characters are what JSON leaves out
    const inner = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/y;
    inner.lastIndex = start + 1;
    const length = inner.exec(this.#text)?.[0].length ?? 0;
    this.#at = start + 1 + length;
    if (this.#text[this.#at] !== '"') throw new Fault(this.#at);
    this.#at += 1;
    return String(JSON.parse(this.#text.slice(start, this.#at)));
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Fault(this.#at);
    this.#at += found.length;
    return found;
  }

  #takeWord(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at) || /\w/.test(this.#text[this.#at + word.length] ?? ''))
      return false;
    this.#at += word.length;
    return true;
  }

  #take(sign: string): boolean {
    this.#blank();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new Fault(this.#at);
  }

  #blank(): void {
    const blank = /[ \t\r\n]*/y;
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }
}
