/**
 * What `.dockerignore` leaves out of a build, by Docker's own rules: moby/patternmatcher's `ignorefile` for how the file is
 * read, its `patternmatcher` for which path matches (docs.docker.com/build/concepts/context, "Syntax"). The libraries for
 * this on npm stopped before folders took over what was decided for the folder around them. Paths have slashes. Pure.
 */
import { posix } from 'node:path';
import { AppError } from '../../contract/errors.ts';

interface Pattern {
  readonly text: string;
  /** `!`: takes back what an earlier pattern left out. */
  readonly exception: boolean;
  readonly matches: (path: string) => boolean;
}

/** What a folder's patterns said, for what is in it. */
export type Verdict = readonly boolean[];

/** The patterns of a file, in their order. */
export function readIgnoreFile(text: string): string[] {
  const patterns: string[] = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    // Only what begins with it is a comment: a space before it makes a pattern.
    if (line.startsWith('#')) continue;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const exception = trimmed.startsWith('!');
    let pattern = exception ? trimmed.slice(1).trim() : trimmed;
    if (pattern !== '') {
      pattern = cleanPath(pattern);
      if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
    }
    patterns.push(exception ? `!${pattern}` : pattern);
  }
  return patterns;
}

export class IgnoreRules {
  readonly #patterns: readonly Pattern[];
  readonly #deep: boolean;
  readonly #hasExceptions: boolean;

  /**
   * `wildExceptions`: exceptions with wildcards are looked for in folders that are left out, as BuildKit does; the classic
   * builder only looks where an exception names the folder. `file` is for the error. Throws `build.badIgnore`.
   */
  constructor(patterns: readonly string[], options: { wildExceptions: boolean; file: string }) {
    this.#patterns = patterns.flatMap((one) => toPattern(one, options.file));
    const exceptions = this.#patterns.filter(({ exception }) => exception);
    this.#hasExceptions = exceptions.length > 0;
    this.#deep =
      options.wildExceptions && exceptions.some(({ text }) => /[*[\]?^\\]/.test(withoutTrailingGlob(text)));
  }

  /** Whether this path is left out; `parent` is what was said of the folder around it. */
  judge(path: string, parent: Verdict = []): { readonly ignored: boolean; readonly verdict: Verdict } {
    let ignored = false;
    const verdict = this.#patterns.map((pattern, index) => {
      if (parent[index] !== true) {
        // It could change nothing: what is left out already, or what an exception has nothing to take back of.
        if (pattern.exception !== ignored) return false;
        if (!pattern.matches(path)) return false;
      }
      ignored = !pattern.exception;
      return true;
    });
    return { ignored, verdict };
  }

  /** Whether something in a folder that is left out may still be wanted. */
  mayHoldExceptions(folder: string): boolean {
    if (!this.#hasExceptions) return false;
    if (this.#deep) return true;
    return this.#patterns.some(
      ({ exception, text }) => exception && `${withoutTrailingGlob(text)}/`.startsWith(`${folder}/`),
    );
  }
}

function withoutTrailingGlob(text: string): string {
  return text.replace(/\/\*\*$/, '').replace(/\/\*$/, '');
}

function toPattern(line: string, file: string): Pattern[] {
  const trimmed = line.trim();
  if (trimmed === '') return [];
  const cleaned = cleanPath(trimmed);
  const exception = cleaned.startsWith('!');
  const text = exception ? cleaned.slice(1) : cleaned;
  if (text === '' || !isWellFormed(text)) {
    throw new AppError('build.badIgnore', { params: { path: file, pattern: line.slice(0, 200) } });
  }
  return [{ text, exception, matches: matcher(text, line, file) }];
}

/** Go's `filepath.Clean`: no trailing slash, `.` for nothing. */
function cleanPath(path: string): string {
  const clean = posix.normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** Go's `filepath.Match` refuses a class that doesn't end, or with nothing in it, and a backslash at the end. */
function isWellFormed(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') {
      at += 1;
      if (at >= text.length) return false;
    } else if (text[at] === '[') {
      const end = /^\[\^?(?:\\[^]|[^\]\\])+\]/.exec(text.slice(at))?.[0].length;
      if (end === undefined) return false;
      at += end - 1;
    }
  }
  return true;
}

/** `**` at the very beginning, with nothing else special after it, is a comparison of endings (moby/patternmatcher, `compile`). */
function matcher(text: string, line: string, file: string): (path: string) => boolean {
  const body = text.startsWith('**') ? text.slice(2) : text;
  const ending = body.endsWith('/**') || body.endsWith('**') ? body.slice(0, -2) : undefined;
  const plain = (part: string) => !/[*?[\]\\]/.test(part);
  if (text.startsWith('**') && plain(body)) {
    return (path) => path.endsWith(body) || (body.startsWith('/') && path === body.slice(1));
  }
  if (!text.startsWith('**') && ending !== undefined && plain(ending))
    return (path) => path.startsWith(ending);
  if (plain(text)) return (path) => path === text;
  try {
    const expression = new RegExp(`^${toExpression(text)}$`, 's');
    return (path) => expression.test(path);
  } catch (error) {
    throw new AppError('build.badIgnore', {
      params: { path: file, pattern: line.slice(0, 200) },
      cause: error,
    });
  }
}

function toExpression(text: string): string {
  let made = '';
  for (let at = 0; at < text.length; at += 1) {
    const one = text.charAt(at);
    if (one === '*' && text[at + 1] === '*') {
      at += 1;
      if (text[at + 1] === '/') at += 1;
      made += at + 1 === text.length ? '.*' : '(?:.*/)?';
    } else if (one === '*') made += '[^/]*';
    else if (one === '?') made += '[^/]';
    else if (one === '\\') {
      at += 1;
      made += escaped(text.charAt(at));
    } else if (one === '[') {
      const whole = /^\[\^?(?:\\[^]|[^\]\\])+\]/.exec(text.slice(at))?.[0] ?? one;
      // What would mean something in JavaScript's classes and nothing in Go's.
      made += whole.replace(
        /^(\[\^?)(.*)\]$/s,
        (_all, open: string, inside: string) => `${open}${inside.replaceAll('[', '\\[')}]`,
      );
      at += whole.length - 1;
    } else made += escaped(one);
  }
  return made;
}

function escaped(one: string): string {
  return /[.+()|{}$^*?[\]\\/]/.test(one) ? `\\${one}` : one;
}
