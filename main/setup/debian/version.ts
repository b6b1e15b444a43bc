/**
 * Debian's version numbers and the relations between packages that use them.
 * Facts: deb-version(7) for the order, Debian Policy 7.1 for the syntax of relations.
 */

/** Returns a negative number if `a` is the older version, a positive one if it is the newer, 0 if they are equal. */
export function compareVersions(a: string, b: string): number {
  const left = splitVersion(a);
  const right = splitVersion(b);
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

/** The upstream part of a version: `1:10.0.13+ds-0+deb13u1` gives `10.0.13+ds`. */
export function upstreamVersion(version: string): string {
  return splitVersion(version).upstream;
}

function splitVersion(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: hyphen < 0 ? rest : rest.slice(0, hyphen),
    // No revision counts as the revision 0.
    revision: hyphen < 0 ? '0' : rest.slice(hyphen + 1),
  };
}

/** Compares by turns a stretch of non-digits and a stretch of digits, until one differs. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = rank(a, i) - rank(b, j);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const left = digitsAt(a, i);
    const right = digitsAt(b, j);
    i += left.length;
    j += right.length;
    const difference = compareNumbers(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/** A tilde comes before the end, the end before letters, letters before everything else. A digit ends a stretch. */
function rank(text: string, index: number): number {
  if (index >= text.length || isDigit(text, index)) return 0;
  const character = text.charAt(index);
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

function digitsAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(start, end);
}

/** Compares digits as numbers of any length: dates and hashes in versions pass 2 to the power of 53. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

export type Operator = '<<' | '<=' | '=' | '>=' | '>>';

/** Whether an operator holds for how a version compares with the one in the bound. */
const holds: Readonly<Record<Operator, (order: number) => boolean>> = {
  '<<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>>': (order) => order > 0,
};

function isOperator(text: string): text is Operator {
  return Object.hasOwn(holds, text);
}

/** One alternative of a relation: a package name and perhaps a bound on its version. */
export interface Relation {
  readonly name: string;
  readonly bound: { readonly operator: Operator; readonly version: string } | undefined;
}

/**
 * Parses a Depends field: a list, all of which must hold, of alternatives, one of which must. What can't be parsed
 * stands there as a package of that name, which nothing meets.
 */
export function parseDepends(field: string): Relation[][] {
  return field
    .split(',')
    .filter((group) => group.trim() !== '')
    .map((group) =>
      group.split('|').map((text) => parseRelation(text) ?? { name: text.trim(), bound: undefined }),
    );
}

/** Parses `name`, `name:any` or `name (>= 1.2)`; undefined for what can't hold within one architecture. */
export function parseRelation(text: string): Relation | undefined {
  const match =
    /^\s*([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?\s*$/.exec(
      text,
    );
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  // `:any` and `:native` are met by the one architecture that an index is of; a named other one is not.
  if (match[2] !== undefined && match[2] !== 'any' && match[2] !== 'native') return undefined;
  const [, , , operator, version] = match;
  if (operator === undefined || version === undefined) return { name, bound: undefined };
  return isOperator(operator) ? { name, bound: { operator, version } } : undefined;
}

/** Whether a version meets a relation's bound. */
export function satisfies(version: string, bound: Relation['bound']): boolean {
  return bound === undefined || holds[bound.operator](compareVersions(version, bound.version));
}

/** A relation as it is written in a Depends field. */
export function formatRelation({ name, bound }: Relation): string {
  return bound === undefined ? name : `${name} (${bound.operator} ${bound.version})`;
}
