/** Names: which of them are ours, which the host can't have, which are the same to it, and how a copy of a conflict is called. */
import { splitPath } from './tree.ts';

/** How every name of ours begins. No scan reports such a name, on neither side. */
export const ownPrefix = '.moorage-sync-';

const temporary = /^\.moorage-sync-([0-9a-f]{16})-[0-9]{1,10}$/;

/** The name of a file that is being written. `id` is 16 hex digits that name the share on this host. */
export function temporaryName(id: string, number: number): string {
  return `${ownPrefix}${id}-${number}`;
}

/** The id in a temporary file's name; undefined if it is no such name. */
export function temporaryId(name: string): string | undefined {
  return temporary.exec(name)?.[1];
}

/**
 * What Windows takes for a device, whatever follows a dot. Its digits are those of Latin-1, with the raised ones, which
 * have two bytes. See https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)(?:\d|\xc2[\xb9\xb2\xb3])) *(?:\.|$)/i;

/** What is known of the host's file names. */
export interface HostNames {
  readonly platform: NodeJS.Platform;
  /** Names that differ only in case mean the same file. */
  readonly foldsCase: boolean;
}

/** Why the host can't have a file of this name; undefined if it can. */
export function nameProblem(name: string, host: Pick<HostNames, 'platform'>): string | undefined {
  if (host.platform === 'linux') return undefined;
  if (!isUtf8(name)) return 'this computer has only names that are valid text';
  if (host.platform !== 'win32') return undefined;
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  if (/[\x00-\x1f<>:"|?*\\]/.test(name)) {
    return 'Windows has no such characters in names';
  }
  if (/[. ]$/.test(name)) return 'names on Windows end neither in a dot nor in a space';
  if (windowsDevice.test(name)) return 'Windows keeps this name for a device';
  return undefined;
}

/** What two names have in common that the host takes for one. */
export function foldName(name: string): string {
  return isUtf8(name) ? asText(name).normalize('NFD').toLowerCase().toUpperCase() : name;
}

/** A name as a person reads it, of however strange bytes. */
export function asText(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

function isUtf8(name: string): boolean {
  const bytes = Buffer.from(name, 'latin1');
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

const maxNameBytes = 255;

/**
 * How the guest's version of a file is called after a conflict: `a.txt` becomes `a.conflict-20250131-235959.txt`, with
 * the time in UTC. `taken` says whether a name is used already, on either side.
 */
export function conflictPath(path: string, now: Date, taken: (name: string) => boolean): string {
  const { folder, name } = splitPath(path);
  const dot = name.lastIndexOf('.');
  // A long "extension" is none, and a name that begins with its only dot has none.
  const cut = dot > 0 && name.length - dot <= 16 ? dot : name.length;
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  for (let number = 1; ; number += 1) {
    const tail = `.conflict-${time}${number === 1 ? '' : `-${number}`}${name.slice(cut)}`;
    const copy = `${cutText(name.slice(0, cut), maxNameBytes - tail.length)}${tail}`;
    if (!taken(copy)) return folder === '' ? copy : `${folder}/${copy}`;
  }
}

/** No more than so many bytes, and no half character at the end of what was valid text. */
function cutText(name: string, bytes: number): string {
  if (name.length <= bytes) return name;
  let end = bytes;
  if (isUtf8(name)) while (end > 0 && (name.charCodeAt(end) & 0xc0) === 0x80) end -= 1;
  return name.slice(0, end);
}
