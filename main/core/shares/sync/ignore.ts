/**
 * Patterns of what a synced share leaves out, with the syntax and the meaning that they have in a `.gitignore` at the
 * share's root (https://git-scm.com/docs/gitignore). They are matched against bytes, case counts.
 */
import { splitPath } from './tree.ts';

/** Says whether a path is left out by itself; whoever asks does not go into folders that are. */
export type Ignore = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Matched against the whole path, else against the name. */
  readonly anchored: boolean;
  readonly pattern: RegExp;
}

/** Compiles patterns, one a line. What can't match anything, as an open bracket, matches nothing, as in git. */
export function compileIgnore(lines: readonly string[]): Ignore {
  const rules = lines.flatMap((line) => {
    const rule = parse(Buffer.from(line, 'utf8').toString('latin1'));
    return rule === undefined ? [] : [rule];
  });
  if (rules.length === 0) return () => false;
  return (path, isFolder) => {
    const { name } = splitPath(path);
    // The last rule that matches decides.
    const rule = rules.findLast(
      (one) => (isFolder || !one.foldersOnly) && one.pattern.test(one.anchored ? path : name),
    );
    return rule !== undefined && !rule.negated;
  };
}

function parse(line: string): Rule | undefined {
  let text = withoutTrailingSpaces(line.replace(/\r$/, ''));
  if (text.startsWith('#')) return undefined;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  const source = text === '' ? undefined : translate(text);
  if (source === undefined) return undefined;
  return { negated, foldersOnly, anchored, pattern: new RegExp(`^${source}$`, 's') };
}

/** Spaces at the end don't count, unless a backslash is before them. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** A glob as a regular expression without anchors; undefined if it can't match anything. */
function translate(glob: string): string | undefined {
  let out = '';
  for (let at = 0; at < glob.length;) {
    const rest = glob.slice(at);
    const atStart = at === 0 || glob[at - 1] === '/';
    const folders = /^\*\*\/+/.exec(rest);
    if (atStart && folders !== null) {
      out += '(?:[^/]+/)*';
      at += folders[0].length;
    } else if (atStart && rest === '**') {
      out += '.+';
      at += 2;
    } else if (rest.startsWith('*')) {
      out += '[^/]*';
      at += /^\*+/.exec(rest)?.[0].length ?? 1;
    } else if (rest.startsWith('?')) {
      out += '[^/]';
      at += 1;
    } else if (rest.startsWith('[')) {
      const set = bracket(rest);
      if (set === undefined) return undefined;
      out += set.source;
      at += set.length;
    } else if (rest.startsWith('\\')) {
      if (rest.length === 1) return undefined;
      out += quote(rest.charAt(1));
      at += 2;
    } else {
      out += quote(rest.charAt(0));
      at += 1;
    }
  }
  return out;
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** One of a set of characters, which is never a slash: `[abc]`, `[a-z]`, `[!a]`, `[^a]`, `[[:digit:]]`. */
function bracket(text: string): { readonly source: string; readonly length: number } | undefined {
  let at = 1;
  const negated = text[at] === '!' || text[at] === '^';
  if (negated) at += 1;
  let set = '';
  for (let first = true; first || text[at] !== ']'; first = false) {
    const named = /^\[:([a-z]+):\]/.exec(text.slice(at));
    if (named !== null) {
      const characters = classes[named[1] ?? ''];
      if (characters === undefined) return undefined;
      set += characters;
      at += named[0].length;
      continue;
    }
    const from = literal(text, at);
    if (from === undefined) return undefined;
    at = from.next;
    if (text[at] !== '-' || text[at + 1] === ']') {
      set += quote(from.character);
      continue;
    }
    const to = literal(text, at + 1);
    if (to === undefined) return undefined;
    at = to.next;
    // A range that runs backwards has nothing in it.
    if (from.character <= to.character) set += `${quote(from.character)}-${quote(to.character)}`;
  }
  const none = negated ? '[^/]' : '(?!)';
  const source = set === '' ? none : `(?!/)[${negated ? '^' : ''}${set}]`;
  return { source, length: at + 1 };
}

function literal(
  text: string,
  at: number,
): { readonly character: string; readonly next: number } | undefined {
  const escaped = text[at] === '\\' ? 1 : 0;
  const character = text[at + escaped];
  return character === undefined ? undefined : { character, next: at + escaped + 1 };
}

function quote(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
