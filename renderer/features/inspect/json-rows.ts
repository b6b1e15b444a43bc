/** A JSON document as the rows of a tree: what is unfolded, and where a text is found. Pure. */
import type { InspectStep } from '../../../main/contract/inspect-template.ts';

export interface JsonRow {
  /** Tells rows apart, and stays when the document is read anew. */
  readonly key: string;
  readonly path: readonly InspectStep[];
  readonly name: InspectStep;
  readonly value: unknown;
  /** Of the document's own fields: 0. */
  readonly depth: number;
  /** Things within it; undefined for one that can't be unfolded. */
  readonly size: number | undefined;
  readonly open: boolean;
  /** Place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** Most places where a text is found that are kept. */
const mostFound = 2000;

export function keyOfPath(path: readonly InspectStep[]): string {
  return JSON.stringify(path);
}

/** The rows that are seen when these are open. */
export function jsonRows(root: unknown, open: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = [];
  const add = (value: unknown, path: readonly InspectStep[]) => {
    const parts = partsOf(value);
    parts.forEach(([name, inner], index) => {
      const own = [...path, name];
      const key = keyOfPath(own);
      const size = sizeOf(inner);
      const isOpen = size !== undefined && size > 0 && open.has(key);
      rows.push({
        ...{ key, path: own, name, value: inner, depth: path.length, size, open: isOpen },
        ...{ place: index + 1, siblings: parts.length },
      });
      if (isOpen) add(inner, own);
    });
  };
  add(root, []);
  return rows;
}

/** Keys of what can be unfolded down to a depth; of the document's own fields: 0. */
export function keysToDepth(root: unknown, depth: number): Set<string> {
  const keys = new Set<string>();
  const add = (value: unknown, path: readonly InspectStep[]) => {
    for (const [name, inner] of partsOf(value)) {
      if (sizeOf(inner) === undefined) continue;
      const own = [...path, name];
      keys.add(keyOfPath(own));
      if (own.length <= depth) add(inner, own);
    }
  };
  add(root, []);
  return keys;
}

/** Where a text stands in a name or a value, in the document's order; letters of both cases are the same. */
export function findInJson(root: unknown, search: string): (readonly InspectStep[])[] {
  const sought = search.toLowerCase();
  const found: (readonly InspectStep[])[] = [];
  if (sought === '') return found;
  const look = (value: unknown, path: readonly InspectStep[]) => {
    for (const [name, inner] of partsOf(value)) {
      if (found.length >= mostFound) return;
      const own = [...path, name];
      const inName = typeof name === 'string' && name.toLowerCase().includes(sought);
      if (inName || leafText(inner).toLowerCase().includes(sought)) found.push(own);
      look(inner, own);
    }
  };
  look(root, []);
  return found;
}

/** Those open, and all that a row at this path is in. */
export function openedTo(open: ReadonlySet<string>, path: readonly InspectStep[]): ReadonlySet<string> {
  const within = path.slice(0, -1).map((_step, index) => keyOfPath(path.slice(0, index + 1)));
  return within.every((key) => open.has(key)) ? open : new Set([...open, ...within]);
}

/** A value that holds no others, as JSON writes it; empty for those that do. */
export function leafText(value: unknown): string {
  return sizeOf(value) === undefined ? JSON.stringify(value) : '';
}

/** What copying a value takes: a text as it is, all else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function partsOf(value: unknown): (readonly [InspectStep, unknown])[] {
  if (Array.isArray(value)) return value.map((inner: unknown, index) => [index, inner] as const);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null ? partsOf(value).length : undefined;
}

/** A part of a text, and whether it is what was sought. */
interface TextPart {
  readonly text: string;
  readonly found: boolean;
}

/** At most `length` characters of a text, from where the sought stands in it, with the sought marked. */
export function markedParts(text: string, search: string, length: number): TextPart[] {
  const sought = search.toLowerCase();
  const low = sought === '' ? '' : text.toLowerCase();
  const at = sought === '' ? -1 : low.indexOf(sought);
  // A few characters before it say where it stands.
  const begin = at > length - sought.length ? at - 20 : 0;
  const end = Math.min(text.length, begin + length);
  const parts: TextPart[] = begin > 0 ? [{ text: '…', found: false }] : [];
  let from = begin;
  // Where lower case has another length than the text, places would be wrong: then nothing is marked.
  if (at >= 0 && low.length === text.length) {
    for (let next = at; next >= 0 && next < end; next = low.indexOf(sought, from)) {
      if (next > from) parts.push({ text: text.slice(from, next), found: false });
      from = Math.min(end, next + sought.length);
      parts.push({ text: text.slice(next, from), found: true });
    }
  }
  if (from < end) parts.push({ text: text.slice(from, end), found: false });
  if (end < text.length) parts.push({ text: '…', found: false });
  return parts;
}
