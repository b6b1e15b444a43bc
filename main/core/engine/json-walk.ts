/**
 * Finds where the values of a JSON text are, without making anything of them: so that some can be looked at or
 * replaced while every other byte, doubled keys and long numbers among them, stays as it is. Apart from `valueEnd`
 * everything here wants text that is known to be JSON.
 */

/** A value: from its first character to, without, the one after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object; `start` is that of its key. */
export interface Member extends Span {
  readonly key: string;
  readonly valueStart: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Where the first character at or after `at` is that isn't blank. */
export function skipBlank(text: string, at: number): number {
  let next = at;
  while (next < text.length && isBlank(text.charCodeAt(next))) next += 1;
  return next;
}

/** Members of the object that opens at `open`, in their order, each as often as it is there. */
export function membersOf(text: string, open: number): Member[] {
  const members: Member[] = [];
  let at = skipBlank(text, open + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = stringEnd(text, at);
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const end = valueEnd(text, valueStart);
    members.push({ key: String(JSON.parse(text.slice(at, keyEnd))), start: at, valueStart, end });
    at = afterComma(text, end);
  }
  return members;
}

/** Elements of the array that opens at `open`. */
export function elementsOf(text: string, open: number): Span[] {
  const elements: Span[] = [];
  let at = skipBlank(text, open + 1);
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at);
    elements.push({ start: at, end });
    at = afterComma(text, end);
  }
  return elements;
}

/** End of the value that starts at `from`. In text that isn't JSON it is some place, not before `from`. */
export function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
    } else if (character === '{' || character === '[') {
      depth += 1;
      at += 1;
      continue;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      at += 1;
    } else if (depth === 0) {
      return scalarEnd(text, at);
    } else {
      at += 1;
      continue;
    }
    if (depth <= 0) break;
  }
  return Math.min(at, text.length);
}

function afterComma(text: string, end: number): number {
  const at = skipBlank(text, end);
  return text.charCodeAt(at) === COMMA ? skipBlank(text, at + 1) : at;
}

function stringEnd(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

function scalarEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && !isBlank(text.charCodeAt(at)) && !',:{}[]"'.includes(text.charAt(at))) at += 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
