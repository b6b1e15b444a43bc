/** What the guest's program answers, taken apart. The guest is not trusted: everything is checked and bounded. */
import {
  mostShownBytes,
  type FileEntry,
  type FileKind,
  type FileText,
  type FolderList,
} from '../../contract/files-model.ts';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { listLimits } from './guest-script.ts';
import { textOf } from './path-bytes.ts';

/** Types of files by the bits of their mode (stat(2), inode(7)). */
const kinds: ReadonlyMap<number, FileKind> = new Map([
  [0o10, 'file'],
  [0o04, 'folder'],
  [0o12, 'link'],
  [0o01, 'pipe'],
  [0o14, 'socket'],
]);
/** Longest name or target, in characters: Linux has no longer ones (PATH_MAX, limits.h). */
const longestPath = 4096;
/** Fields of an entry. */
const width = 8;
/** How much of a file is looked at to tell whether it is text. */
const sniffed = 8192;

/** errno(3), as Linux numbers them on all of our architectures. */
const codes: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [2, 'entry.missing'],
  [3, 'entry.missing'],
  [16, 'entry.busy'],
  [17, 'entry.exists'],
  [18, 'entry.busy'],
  [20, 'entry.notFolder'],
  [21, 'entry.notFile'],
  [28, 'entry.full'],
  [30, 'entry.readOnly'],
]);
const reasons: ReadonlyMap<number, string> = new Map([
  [1, 'EPERM'],
  [5, 'EIO'],
  [13, 'EACCES'],
  [22, 'EINVAL'],
  [24, 'EMFILE'],
  [36, 'ENAMETOOLONG'],
  [39, 'ENOTEMPTY'],
  [40, 'ELOOP'],
]);

/** The fields after `ok`, of what `verb` has answered. Throws the error that is told instead. */
export function fieldsOf(answer: Buffer, verb?: 'rename'): Buffer {
  const end = answer.indexOf(0);
  const word = end < 0 ? '' : answer.subarray(0, end).toString('latin1');
  if (word === 'ok') return answer.subarray(end + 1);
  if (word !== 'error') throw unclear();
  const [errno = '', path = ''] = split(answer.subarray(end + 1), 2);
  // Overlays don't rename a folder of a layer below (Linux, Documentation/filesystems/overlayfs.rst, "Renaming directories").
  if (verb === 'rename' && errno === '18') throw new AppError('entry.ofImage', { params: { path } });
  throw refusal(Number(errno), path);
}

/** The program has ended without a word that makes sense. */
export function unclear(reason = 'its answer was not understood', exitCode = 0): AppError {
  return new AppError('guest.command', { params: { command: 'luajit', exitCode, reason } });
}

/** `path` is what the program has told; empty where it was about the root. */
function refusal(errno: number, named: string): AppError {
  const path = named === '' ? '/' : named;
  const code = codes.get(errno);
  if (code !== undefined) return new AppError(code, { params: { path } });
  return new AppError('entry.refused', { params: { path, reason: reasons.get(errno) ?? `errno ${errno}` } });
}

/** At most so many fields, each ended with a NUL. */
function split(bytes: Buffer, most: number): string[] {
  const fields: string[] = [];
  for (let at = 0; fields.length < most && at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    fields.push(textOf(bytes.subarray(at, end)));
    at = end + 1;
  }
  return fields;
}

/** Reads the answer of `list`. */
export function readList(answer: Buffer): FolderList {
  const [users = '', groups = '', total = '', , ...rest] = split(
    fieldsOf(answer),
    4 + width * listLimits.entries,
  );
  const names = { users: namesOf(users), groups: namesOf(groups) };
  const items: FileEntry[] = [];
  for (let at = 0; at + width <= rest.length; at += width) {
    const entry = entryOf(rest.slice(at, at + width), names);
    if (entry !== undefined) items.push(entry);
  }
  items.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  return { items, total: Math.max(items.length, whole(total)) };
}

/** Folders come first, and what leads to one. */
function rank({ kind, leadsTo }: FileEntry): number {
  return kind === 'folder' || leadsTo === 'folder' ? 0 : 1;
}

interface Names {
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

function entryOf(fields: readonly string[], { users, groups }: Names): FileEntry | undefined {
  const [name = '', mode = '', uid = '', gid = '', size = '', time = '', target = '', leads = ''] = fields;
  if (name === '' || name.length > longestPath || name.includes('/')) return undefined;
  const kind = kindOf(whole(mode));
  return {
    name,
    kind,
    bytes: whole(size),
    mode: whole(mode) & 0o7777,
    owner: users.get(uid) ?? String(whole(uid)),
    group: groups.get(gid) ?? String(whole(gid)),
    modifiedAt: (/^-?\d{1,12}$/.test(time) ? Number(time) : 0) * 1000,
    ...(kind === 'link' ? { target: target.slice(0, longestPath) } : {}),
    ...(kind === 'link' && leads !== '' ? { leadsTo: kindOf(whole(leads)) } : {}),
  };
}

function kindOf(mode: number): FileKind {
  return kinds.get(mode >> 12) ?? 'device';
}

function whole(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Names by their numbers in /etc/passwd or /etc/group (passwd(5), group(5)): `NAME:…:NUMBER:…`. */
function namesOf(file: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of file.split('\n')) {
    const [, name, number] = /^([^:]{1,64}):[^:]*:(\d{1,10})(?::|$)/.exec(line) ?? [];
    if (name !== undefined && number !== undefined && !names.has(number)) names.set(number, name);
  }
  return names;
}

/** Reads the answer of `read`. */
export function readText(answer: Buffer): FileText {
  const fields = fieldsOf(answer);
  const end = fields.indexOf(0);
  const bytes = whole(fields.subarray(0, Math.max(0, end)).toString('latin1'));
  const all = fields.subarray(end + 1);
  const shown = all.subarray(0, mostShownBytes);
  const cut = all.length > shown.length;
  const text = isText(shown) ? { text: shown.toString() } : {};
  return { ...text, bytes: Math.max(bytes, shown.length), cut };
}

/** Nothing that is text holds a NUL, and what isn't UTF-8 is little. */
function isText(bytes: Buffer): boolean {
  const head = bytes.subarray(0, sniffed);
  if (head.includes(0)) return false;
  const strange = head.toString().split('\ufffd').length - 1;
  return strange * 10 <= head.length;
}
