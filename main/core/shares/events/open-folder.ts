/**
 * Opens folders so that nobody is led elsewhere. The guest can put a link in the place of any folder that it shares
 * with us, at any moment; names of what is outside must not reach it. So a folder is opened first, then compared with
 * the one that was seen in its parent, and everything in it is reached through the open folder.
 */
import { closeSync, constants, fstatSync, openSync, opendirSync, readdirSync, type Dir } from 'node:fs';
import { sep } from 'node:path';
import { systemCode } from '../../lib/system-error.ts';
import { entryOf, lookAt, sameThing, type Entry } from './entry.ts';

export interface OpenFolder {
  /** A path of it that leads there whatever becomes of its name (on Linux). */
  readonly path: Buffer;
  /** A path of something in it. */
  at(name: string): Buffer;
  /** The names in it, read in portions as they are asked for. */
  names(): Iterable<string>;
  close(): void;
}

/**
 * Why there is no folder: `elsewhere` if something else or nothing is there, `denied` if it may not be read, `busy` if
 * it may work later (no file descriptor free, a disk that fails).
 */
export type NoFolder = 'elsewhere' | 'denied' | 'busy';

/** Opens folders on a computer where open files have paths of their own, which is Linux, or has to trust paths. */
export class FolderOpener {
  readonly #byHandle: boolean;

  constructor(byHandle: boolean) {
    this.#byHandle = byHandle;
  }

  /** Opens the folder at a path if it is the one that is expected. */
  open(path: Buffer, expected: Entry): OpenFolder | NoFolder {
    if (!this.#byHandle) return this.#byPath(path, expected);
    const opened = openFd(path);
    if (typeof opened !== 'number') return opened;
    if (sameThing(entryOf(fstatSync(opened, { bigint: true })), expected)) return throughFd(opened);
    closeSync(opened);
    return 'elsewhere';
  }

  /** Opens the folder that something is in, from a trusted folder down, through no link. */
  openParent(start: Buffer, names: readonly string[]): OpenFolder | NoFolder {
    if (!this.#byHandle) {
      const whole = names.reduce(join, start);
      let at = start;
      for (const name of names) {
        at = join(at, name);
        const seen = lookAt(at);
        if (seen === 'unknown') return 'denied';
        if (seen?.type !== 'dir') return 'elsewhere';
      }
      return throughPath(whole);
    }
    // The root itself is the user's own choice.
    let opened = openFd(start, 0);
    for (const name of names) {
      if (typeof opened !== 'number') return opened;
      const next = openFd(join(fdPath(opened), name));
      closeSync(opened);
      opened = next;
    }
    return typeof opened === 'number' ? throughFd(opened) : opened;
  }

  #byPath(path: Buffer, expected: Entry): OpenFolder | NoFolder {
    const seen = lookAt(path);
    if (seen === 'unknown') return 'denied';
    return seen !== undefined && sameThing(seen, expected) ? throughPath(path) : 'elsewhere';
  }
}

/** The path of a name, or of a relative path, in a folder. */
export function join(folder: Buffer, name: string): Buffer {
  return Buffer.concat([
    folder,
    separator,
    Buffer.from(sep === '/' ? name : name.replaceAll('/', sep), 'latin1'),
  ]);
}

const separator = Buffer.from(sep);

function openFd(path: Buffer, extra: number = constants.O_NOFOLLOW): number | NoFolder {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | extra);
  } catch (error) {
    return whyNot(error);
  }
}

/** What an error of a call on a folder means for it. */
export function whyNot(error: unknown): NoFolder {
  const code = systemCode(error) ?? '';
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ESTALE'].includes(code)) return 'elsewhere';
  return ['EACCES', 'EPERM', 'ENAMETOOLONG'].includes(code) ? 'denied' : 'busy';
}

function fdPath(fd: number): Buffer {
  return Buffer.from(`/proc/self/fd/${fd}`);
}

function throughFd(fd: number): OpenFolder {
  return { ...throughPath(fdPath(fd)), close: () => closeSync(fd) };
}

function throughPath(path: Buffer): OpenFolder {
  return { path, at: (name) => join(path, name), names: () => namesIn(path), close: () => undefined };
}

/** May name one twice. Throws what the system says, e.g. if it is gone. */
function* namesIn(path: Buffer): Iterable<string> {
  const encoding = 'latin1';
  const dir: Dir = opendirSync(path, { encoding, bufferSize: 256 });
  try {
    for (let found = dir.readSync(); found !== null; found = dir.readSync()) yield found.name;
  } catch (error) {
    if (systemCode(error)?.startsWith('ERR_') !== true) throw error;
    // On file systems that do not tell types along with names, Node looks each one up and trips over bytes.
    yield* readdirSync(path, { encoding });
  } finally {
    dir.closeSync();
  }
}
