/**
 * Finds the folders that a request to the engine wants to have mounted, and says what becomes of the request. The
 * engine would take a folder of this computer for one of its own and make an empty one.
 *
 * The engine's JSON decoder takes keys in any case, and merges an object whose key is there twice; so every member
 * that could be meant is looked at. It is a guard against mistakes, not a wall: what a container may reach of this
 * computer is decided by what is shared.
 */
import type { BindSource } from '../shares/paths.ts';
import { elementsOf, membersOf, skipBlank, valueEnd, type Span } from './json-walk.ts';

/** Requests whose body names folders: the creation of a container, a volume, a service (also its update). */
export type BindsOf = 'container' | 'volume' | 'service';

/** What becomes of a body: it goes on as it is, not at all, or as another text. */
export type BodyVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse'; readonly path: string }
  | { readonly kind: 'rewrite'; readonly text: string };

/** A string in the text, and the part of it at its beginning that is a source. */
interface Source extends Span {
  readonly whole: string;
  readonly source: string;
}

type Path = readonly string[];

/** Stands in a path for every element of an array. */
const each = '[]';
/** Old clients put what belongs to `HostConfig` beside it. */
const hostConfigs: readonly Path[] = [[], ['hostconfig']];
const pass = { kind: 'pass' } as const;

/**
 * Decides on the body of a request. Every source is judged, so that each that is refused is known; the first of those
 * is named. A text that isn't JSON passes, for the engine refuses it. As the engine, this reads the first value and
 * nothing after it.
 */
export function judgeBody(of: BindsOf, text: string, judge: (source: string) => BindSource): BodyVerdict {
  const start = skipBlank(text, 0);
  if (text[start] !== '{' || !isJson(text.slice(start, valueEnd(text, start)))) return pass;
  let refused: string | undefined;
  const edits: (Span & { readonly written: string })[] = [];
  for (const { start: from, end, whole, source } of sourcesOf(of, text, start)) {
    const verdict = judge(source);
    if (verdict.kind === 'refuse') refused ??= verdict.path;
    if (verdict.kind !== 'rewrite') continue;
    edits.push({ start: from, end, written: JSON.stringify(verdict.source + whole.slice(source.length)) });
  }
  if (refused !== undefined) return { kind: 'refuse', path: refused };
  if (edits.length === 0) return pass;
  let rewritten = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    rewritten += text.slice(done, edit.start) + edit.written;
    done = edit.end;
  }
  return { kind: 'rewrite', text: rewritten + text.slice(done) };
}

/**
 * The source of `SOURCE:TARGET[:OPTIONS]`; undefined for the target alone, which asks for a volume without a name.
 * A drive's letter belongs to the source: no volume has a name of one letter.
 */
export function bindSource(bind: string): string | undefined {
  const drive = /^(?:\\\\\?\\)?[A-Za-z]:(?=[\\/])/.exec(bind);
  const colon = bind.indexOf(':', drive?.[0].length ?? 0);
  return colon < 0 ? undefined : bind.slice(0, colon);
}

function sourcesOf(of: BindsOf, text: string, root: number): Source[] {
  switch (of) {
    case 'container':
      return hostConfigs.flatMap((path) => [
        ...strings(text, root, [...path, 'binds', each]).flatMap(({ start, end, whole }) => {
          const source = bindSource(whole);
          return source === undefined ? [] : [{ start, end, whole, source }];
        }),
        ...ofMounts(text, root, [...path, 'mounts', each]),
      ]);
    case 'service':
      return ofMounts(text, root, ['tasktemplate', 'containerspec', 'mounts', each]);
    case 'volume':
      return find(text, root, ['driveropts']).flatMap(({ start }) => ofDriverOptions(text, start));
  }
}

/** Whatever a mount's type is: names of volumes and of images, the other sources, are no absolute paths. */
function ofMounts(text: string, root: number, path: Path): Source[] {
  return find(text, root, path).flatMap(({ start }) => [
    ...strings(text, start, ['source']),
    ...find(text, start, ['volumeoptions', 'driverconfig', 'options']).flatMap((options) =>
      ofDriverOptions(text, options.start),
    ),
  ]);
}

/** The volume driver `local` binds `device` if `o`, a list with commas, says so. Its names are all in lower case. */
function ofDriverOptions(text: string, start: number): Source[] {
  if (text[start] !== '{') return [];
  const options = membersOf(text, start).flatMap(({ key, valueStart, end }) =>
    text[valueStart] === '"' ? [{ key, ...stringAt(text, valueStart, end) }] : [],
  );
  const bound = options.some(({ key, whole }) => key === 'o' && /(?:^|,)\s*r?bind\s*(?:,|$)/.test(whole));
  return bound ? options.filter(({ key }) => key === 'device') : [];
}

function strings(text: string, root: number, path: Path): Source[] {
  return find(text, root, path).flatMap(({ start, end }) =>
    text[start] === '"' ? [stringAt(text, start, end)] : [],
  );
}

function stringAt(text: string, start: number, end: number): Source {
  const whole = String(JSON.parse(text.slice(start, end)));
  return { start, end, whole, source: whole };
}

/** Every value that a path of folded keys leads to. */
function find(text: string, start: number, [key, ...rest]: Path): Span[] {
  if (key === undefined) return [{ start, end: valueEnd(text, start) }];
  if (key === each) {
    if (text[start] !== '[') return [];
    return elementsOf(text, start).flatMap((element) => find(text, element.start, rest));
  }
  if (text[start] !== '{') return [];
  return membersOf(text, start)
    .filter((member) => folded(member.key) === key)
    .flatMap((member) => find(text, member.valueStart, rest));
}

/** As Go compares keys: two letters beside those of ASCII are the same as `k` and `s`. */
function folded(key: string): string {
  return key.toLowerCase().replaceAll('\u017F', 's');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
