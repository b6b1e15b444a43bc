/** A folder as the rows of a list: what is there, and of a container what its image had there. */
import type { FileChange, FileChanges } from '../../../main/contract/container-changes.ts';
import type { FileEntry, FileKind } from '../../../main/contract/files-model.ts';
import { folderOf, join, nameOf } from '../../../main/contract/inner-path.ts';
import { inertText } from '../../format.ts';

export interface FileRow {
  readonly name: string;
  /** Undefined for what was deleted. */
  readonly entry: FileEntry | undefined;
  /** How it differs from what the image has. */
  readonly mark: FileChange['kind'] | undefined;
}

/** The folder's rows in the core's order; what was deleted comes last. */
export function rowsOf(
  folder: string,
  items: readonly FileEntry[],
  changes: FileChanges | undefined,
): readonly FileRow[] {
  const marks = new Map<string, FileChange['kind']>();
  for (const { kind, path } of changes?.items ?? [])
    if (folderOf(path) === folder) marks.set(nameOf(path), kind);
  const there = new Set(items.map(({ name }) => name));
  return [
    ...items.map((entry): FileRow => {
      const mark = marks.get(entry.name);
      return { name: entry.name, entry, mark: mark === 'deleted' ? undefined : mark };
    }),
    ...[...marks].flatMap(([name, kind]): FileRow[] =>
      kind === 'deleted' && !there.has(name) ? [{ name, entry: undefined, mark: kind }] : [],
    ),
  ];
}

/** A name as it is shown: bytes that are no text are marks, too. */
export function shownName(name: string): string {
  return inertText(name)
    .replaceAll('\n', '\u240a')
    .replaceAll('\t', '\u2409')
    .replaceAll(/[\ud800-\udfff]/gu, '\ufffd');
}

/** What it is in the end: a link is what it leads to. */
export function kindInTheEnd(entry: FileEntry): FileKind | undefined {
  return entry.kind === 'link' ? entry.leadsTo : entry.kind;
}

const bits = ['r', 'w', 'x'] as const;

/** As `ls -l` writes it: `rwxr-xr-x`, with s and t for the bits above. */
export function modeText(mode: number): string {
  const letters: string[] = Array.from({ length: 9 }, (_, at) =>
    (mode >> (8 - at)) & 1 ? (bits[at % 3] ?? '-') : '-',
  );
  const special = [
    [0o4000, 2, 's', 'S'],
    [0o2000, 5, 's', 'S'],
    [0o1000, 8, 't', 'T'],
  ] as const;
  for (const [bit, at, both, only] of special)
    if ((mode & bit) !== 0) letters[at] = letters[at] === 'x' ? both : only;
  return letters.join('');
}

/** A path as the steps that lead there, the root first. */
export function stepsTo(path: string): readonly { readonly name: string; readonly path: string }[] {
  const steps = [{ name: '/', path: '/' }];
  for (const name of path.split('/').filter((one) => one !== ''))
    steps.push({ name, path: join(steps.at(-1)?.path ?? '/', name) });
  return steps;
}

/** What the user has typed can't be the name of a file. */
export function isBadName(name: string): boolean {
  return name === '.' || name === '..' || name.includes('/') || new TextEncoder().encode(name).length > 255;
}
