/**
 * What both sides last agreed on, in a file of the host: the first line says of which folders, each other line is one
 * entry `[depth, kind, name, …]`, folders before what is in them. An archive that is too old only means that more is
 * compared by content; one that is lost means that nothing is taken for removed.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileAtomic } from '../../lib/atomic.ts';
import { systemCode } from '../../lib/system-error.ts';
import { emptyArchive, type ArchivedDir, type ArchivedNode, type Stamp } from './tree.ts';

/** What an archive is about. */
export interface ArchiveHead {
  readonly root: string;
  readonly guestRoot: string;
  /** Inode of the host's folder: an empty one with another number is no folder whose files were all removed. */
  readonly rootIno: string;
  /** 32 hex digits that are also beside the guest's folder. */
  readonly marker: string;
}

export interface Archive {
  head: ArchiveHead;
  readonly tree: ArchivedDir;
}

const format = 1;

const headSchema = v.object({
  format: v.literal(format),
  root: v.string(),
  guestRoot: v.string(),
  rootIno: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  marker: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

const depth = v.pipe(v.number(), v.integer(), v.minValue(0));
const mode = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)));
const whole = v.pipe(v.string(), v.regex(/^-?\d{1,20}$/));
const stamp = v.tuple([whole, whole, mode, v.picklist([0, 1])]);
const entrySchema = v.union([
  v.tuple([
    depth,
    v.literal('f'),
    v.string(),
    v.pipe(v.number(), v.integer(), v.minValue(0)),
    v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    stamp,
    stamp,
  ]),
  v.tuple([depth, v.literal('d'), v.string(), mode, mode]),
  v.tuple([depth, v.literal('l'), v.string(), v.string()]),
]);

/** Reads an archive; undefined if there is none, or one that can't be understood. Throws other system errors. */
export async function readArchive(path: string): Promise<Archive | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'latin1');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || v.isValiError(error)) return undefined;
    throw error;
  }
}

/** Replaces the file. Throws `home.diskFull`, `home.notWritable`; then the old one stays. */
export async function writeArchive(path: string, printed: string): Promise<void> {
  await writeFileAtomic(path, Buffer.from(printed, 'latin1'));
}

/** An archive as it is now, for `writeArchive` once all that it says is on both disks. */
export function printArchive({ head, tree }: Archive): string {
  // Roots are text, all else is bytes: JSON's own escapes make the head bytes too.
  const first = JSON.stringify({ format, ...head }).replaceAll(
    /[^\x20-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const lines = [first];
  printChildren(tree, 0, lines);
  return `${lines.join('\n')}\n`;
}

function printChildren(folder: ArchivedDir, at: number, lines: string[]): void {
  for (const [name, node] of folder.children) {
    const called = JSON.stringify(name);
    if (node.kind === 'file') {
      const { size, digest, host, guest } = node;
      lines.push(`[${at},"f",${called},${size},"${digest}",${printStamp(host)},${printStamp(guest)}]`);
    } else if (node.kind === 'link') {
      lines.push(`[${at},"l",${called},${JSON.stringify(node.target)}]`);
    } else {
      lines.push(`[${at},"d",${called},${node.hostMode ?? null},${node.guestMode ?? null}]`);
      printChildren(node, at + 1, lines);
    }
  }
}

function printStamp({ mtime, ino, mode, racy }: Stamp): string {
  return `["${mtime}","${ino}",${mode ?? null},${racy ? 1 : 0}]`;
}

function parse(text: string): Archive {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const { root, guestRoot, rootIno, marker } = v.parse(headSchema, JSON.parse(first));
  const tree = emptyArchive();
  const open: ArchivedDir[] = [tree];
  for (const line of lines) {
    const entry = v.parse(entrySchema, JSON.parse(line));
    const parent = open[entry[0]];
    if (parent === undefined) throw new SyntaxError('an entry deeper than its folder');
    const node = parseEntry(entry);
    parent.children.set(entry[2], node);
    open.length = entry[0] + 1;
    if (node.kind === 'dir') open.push(node);
  }
  return { head: { root, guestRoot, rootIno, marker }, tree };
}

function parseEntry(entry: v.InferOutput<typeof entrySchema>): ArchivedNode {
  switch (entry[1]) {
    case 'f':
      return {
        kind: 'file',
        size: entry[3],
        digest: entry[4],
        host: parseStamp(entry[5]),
        guest: parseStamp(entry[6]),
      };
    case 'l':
      return { kind: 'link', target: entry[3] };
    case 'd':
      return {
        kind: 'dir',
        hostMode: entry[3] ?? undefined,
        guestMode: entry[4] ?? undefined,
        children: new Map(),
      };
  }
}

function parseStamp([mtime, ino, mode, racy]: v.InferOutput<typeof stamp>): Stamp {
  return { mtime: BigInt(mtime), ino: BigInt(ino), mode: mode ?? undefined, racy: racy === 1 };
}
