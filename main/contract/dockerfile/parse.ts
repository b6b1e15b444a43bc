/**
 * A Dockerfile as its instructions (docs.docker.com/reference/dockerfile): parser directives, lines that go on in the next
 * one, comments between them, here-documents, flags, the JSON form. Pure; what can't be read becomes a part of the answer.
 */

export interface Heredoc {
  readonly name: string;
  /** Whether variables in it are left alone. */
  readonly quoted: boolean;
  readonly text: string;
}

export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  /** What follows keyword and flags, with continued lines joined. */
  readonly rest: string;
  /** `--name=value`; a flag without a value has an empty one. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /** The words of the JSON form; undefined where it isn't one. */
  readonly json: readonly string[] | undefined;
  readonly heredocs: readonly Heredoc[];
  /** First and last line, from 1 on. */
  readonly line: number;
  readonly endLine: number;
  /** What `ONBUILD` is to do later. */
  readonly later?: Instruction;
}

export interface Dockerfile {
  /** `syntax`, `escape`, `check`, by their names in small letters. */
  readonly directives: ReadonlyMap<string, string>;
  readonly instructions: readonly Instruction[];
  /** Lines where a here-document begins that never ends, with its name. */
  readonly unended: readonly { readonly line: number; readonly name: string }[];
}

const withHeredocs = new Set(['RUN', 'COPY', 'ADD']);
const directive = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/;
const known = new Set(['syntax', 'escape', 'check']);

/** Never throws. */
export function parseDockerfile(text: string): Dockerfile {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const directives = readDirectives(lines);
  const escape = directives.get('escape') === '`' ? '`' : '\\';
  const instructions: Instruction[] = [];
  const unended: { line: number; name: string }[] = [];
  for (let at = 0; at < lines.length;) {
    const begin = at;
    const first = lines[at] ?? '';
    if (isBlank(first) || isComment(first)) {
      at += 1;
      continue;
    }
    const { joined, next } = joinLines(lines, at, escape);
    at = next;
    const parts = takeApart(joined, begin + 1);
    const heredocs: Heredoc[] = [];
    for (const open of heredocsOf(parts)) {
      const end = endOf(lines, at, open);
      if (end === undefined) unended.push({ line: begin + 1, name: open.name });
      const body = lines.slice(at, end ?? lines.length);
      heredocs.push({ name: open.name, quoted: open.quoted, text: body.join('\n') });
      at = end === undefined ? lines.length : end + 1;
    }
    instructions.push(finished(parts, heredocs, Math.max(begin + 1, lastFull(lines, at))));
  }
  return { directives, instructions, unended };
}

type Parts = Omit<Instruction, 'heredocs' | 'endLine' | 'later'>;

function finished(parts: Parts, heredocs: readonly Heredoc[], endLine: number): Instruction {
  const one: Instruction = { ...parts, heredocs, endLine };
  if (parts.keyword !== 'ONBUILD' || parts.rest === '') return one;
  return { ...one, later: { ...takeApart(parts.rest, parts.line), heredocs, endLine } };
}

/** The number of the last line before `end` that isn't empty. */
function lastFull(lines: readonly string[], end: number): number {
  let at = Math.min(end, lines.length);
  while (at > 0 && isBlank(lines[at - 1] ?? '')) at -= 1;
  return at;
}

function readDirectives(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = directive.exec(line) ?? [];
    const key = name.toLowerCase();
    // The first line that is none ends them, and so does one that was there before.
    if (!known.has(key) || found.has(key)) break;
    found.set(key, value);
  }
  return found;
}

/** Comments and empty lines between continued lines are passed over (the latter is deprecated, and works). */
function joinLines(
  lines: readonly string[],
  from: number,
  escape: string,
): { readonly joined: string; readonly next: number } {
  const goesOn = escape === '\\' ? /\\[ \t]*$/ : /`[ \t]*$/;
  let joined = '';
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (at > from && (isComment(line) || isBlank(line))) continue;
    if (!goesOn.test(line)) {
      joined += at === from ? line.trimStart() : line;
      return { joined: joined.trim(), next: at + 1 };
    }
    joined += (at === from ? line.trimStart() : line).replace(goesOn, '');
  }
  return { joined: joined.trim(), next: at };
}

function takeApart(joined: string, line: number): Parts {
  const [, word = '', after = ''] = /^(\S+)\s*([^]*)$/.exec(joined) ?? [];
  const flags: { name: string; value: string }[] = [];
  let rest = after;
  for (;;) {
    const [whole = '', name = '', value = ''] =
      /^--([a-z][a-z-]*)(?:=("[^"]*"|\S*))?(?:\s+|$)/.exec(rest) ?? [];
    if (whole === '') break;
    flags.push({ name, value: value.replace(/^"([^"]*)"$/, '$1') });
    rest = rest.slice(whole.length);
  }
  return { keyword: word.toUpperCase(), rest, flags, json: jsonForm(rest), line };
}

function jsonForm(rest: string): string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(rest);
    return Array.isArray(value) && value.every((one): one is string => typeof one === 'string')
      ? value
      : undefined;
  } catch {
    return undefined; // it is the shell form then, as it is for docker
  }
}

interface Open {
  readonly name: string;
  readonly quoted: boolean;
  readonly dashed: boolean;
}

function heredocsOf({ keyword, rest }: Parts): Open[] {
  const inner = keyword === 'ONBUILD' ? takeApart(rest, 0) : { keyword, rest };
  if (!withHeredocs.has(inner.keyword)) return [];
  const found = inner.rest.matchAll(/(?:^|[\s\d])<<(-?)\s*(?:(["'])([A-Za-z_]\w*)\2|([A-Za-z_]\w*))/g);
  return [...found].map(([, dash = '', quote = '', quotedName, name]) => ({
    name: quotedName ?? name ?? '',
    quoted: quote !== '',
    dashed: dash !== '',
  }));
}

function endOf(lines: readonly string[], from: number, { name, dashed }: Open): number | undefined {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if ((dashed ? line.replace(/^\t+/, '') : line) === name) return at;
  }
  return undefined;
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}
