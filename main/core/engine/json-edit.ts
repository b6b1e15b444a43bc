/** Changes one member of somebody else's JSON file and leaves every other byte as it is. */

interface Member {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The top level of a JSON object: its members, and where its braces are. */
interface Outline {
  readonly members: readonly Member[];
  readonly open: number;
  readonly close: number;
}

const blank = /[\s\uFEFF]*/;
const string = /"(?:[^"\\]|\\.)*"/;
const scalar = /[^\s,{}[\]"]+/;

/** The value of a top-level member whose value is a string; undefined if there is none. Throws if it isn't JSON. */
export function getString(text: string, key: string): string | undefined {
  const value = parseObject(text)[key];
  return typeof value === 'string' ? value : undefined;
}

/**
 * The text with one top-level member set to a string, or removed. Order, spaces and every other value stay as they were.
 * A new member comes last, laid out like the one before it. Throws a SyntaxError if the text isn't a JSON object.
 */
export function setString(text: string, key: string, value: string | undefined): string {
  parseObject(text); // from here on the text is known to be well-formed
  const { members, open, close } = outline(text);
  const index = members.findLastIndex((member) => member.key === key);
  const present = members[index];
  if (value === undefined) {
    // A key that stands there twice is gone only when both are.
    return present ? setString(remove(text, members, index, open, close), key, undefined) : text;
  }
  const written = JSON.stringify(value);
  if (present) return text.slice(0, present.valueStart) + written + text.slice(present.end);
  const last = members.at(-1);
  if (!last) return `${text.slice(0, open + 1)}\n\t${JSON.stringify(key)}: ${written}\n${text.slice(close)}`;
  const before = members.at(-2)?.end ?? open;
  // What stands between two members is a comma and the line break and indentation; before the first, no comma.
  const gap = text.slice(before, last.start).replace(/^[\s\S]*?[,{]/, '');
  const colon = text.slice(last.valueStart - 2, last.valueStart) === ': ' ? ': ' : ':';
  const added = `,${gap}${JSON.stringify(key)}${colon}${written}`;
  return text.slice(0, last.end) + added + text.slice(last.end);
}

function remove(
  text: string,
  members: readonly Member[],
  index: number,
  open: number,
  close: number,
): string {
  const [before, own, after] = [members[index - 1], members[index], members[index + 1]];
  if (before && own) return text.slice(0, before.end) + text.slice(own.end);
  if (own && after) return text.slice(0, own.start) + text.slice(after.start);
  return text.slice(0, open + 1) + text.slice(close);
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('not a JSON object');
  }
  return { ...value };
}

function outline(text: string): Outline {
  const open = skip(text, blank, 0);
  const members: Member[] = [];
  let at = skip(text, blank, open + 1);
  while (text[at] === '"') {
    const start = at;
    const keyEnd = skip(text, string, at);
    const key = String(JSON.parse(text.slice(start, keyEnd)));
    const colon = skip(text, blank, keyEnd);
    const valueStart = skip(text, blank, colon + 1);
    const end = valueEnd(text, valueStart);
    members.push({ key, start, valueStart, end });
    at = skip(text, blank, end);
    if (text[at] === ',') at = skip(text, blank, at + 1);
  }
  return { members, open, close: at };
}

/** End of the value that starts at `from`, in text that is known to be JSON. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text[at];
    if (character === '"') {
      at = skip(text, string, at);
    } else if (character === '{' || character === '[') {
      depth += 1;
      at += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      at += 1;
    } else {
      const end = skip(text, scalar, at);
      at = end === at ? at + 1 : end; // a comma or a blank
    }
  } while (depth > 0 && at < text.length);
  return at;
}

/** Where a sticky pattern's match at `at` ends; `at` itself if it doesn't match there. */
function skip(text: string, pattern: RegExp, at: number): number {
  const own = new RegExp(pattern, 'y');
  own.lastIndex = at;
  return own.test(text) ? own.lastIndex : at;
}
