/** Changes one member of somebody else's JSON file and leaves every other byte as it is. */
import { membersOf, skipBlank, type Member } from './json-walk.ts';

/** The top level of a JSON object: its members, and where its braces are. */
interface Outline {
  readonly members: readonly Member[];
  readonly open: number;
  readonly close: number;
}

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
  const open = skipBlank(text, text.startsWith('\uFEFF') ? 1 : 0);
  const members = membersOf(text, open);
  return { members, open, close: skipBlank(text, members.at(-1)?.end ?? open + 1) };
}
