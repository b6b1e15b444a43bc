/**
 * Folders of the host below a share's root, such that no symbolic link inside of it is ever followed. On Linux each
 * folder is opened from the one above it, and everything in it is reached through `/proc/self/fd/N/`, so that it makes
 * no difference what is moved meanwhile. Elsewhere Node has no such way: every component is looked at right before, in
 * the same turn, which leaves an attacker in the guest nothing, since all that it does here goes through this process.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, type BigIntStats } from 'node:fs';
import { sep, toNamespacedPath } from 'node:path';
import { joinPath } from './tree.ts';

/** What was asked for is no folder any more, or one that must not be entered. */
export class NoFolderError extends Error {
  constructor() {
    super('there is no such folder any more');
    this.name = 'NoFolderError';
  }
}

/** An open folder. Names are of one character per byte. */
export interface HostFolder {
  /** Names it below the root. */
  readonly path: string;
  /** Where something in it is for the calls of `node:fs`. It counts in this turn only. */
  at(name: string): Buffer;
  /** The folder itself, for the same calls. */
  readonly self: Buffer;
  readonly stat: BigIntStats;
  /** Opens a folder in it. Throws `NoFolderError` or a system error. */
  enter(name: string): HostFolder;
  close(): void;
}

export interface HostRootOptions {
  readonly platform: NodeJS.Platform;
  /** Absolute paths of folders that are never entered. */
  readonly hidden: readonly string[];
}

/** Opens a share's root, an absolute path without links in it. Throws system errors. */
export function openRoot(root: string, options: HostRootOptions): HostFolder {
  const hidden = options.hidden.flatMap((path) => {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? [] : [`${stat.dev}:${stat.ino}`];
  });
  return options.platform === 'linux'
    ? new OpenedFolder(Buffer.from(root), '', new Set(hidden))
    : new NamedFolder(Buffer.from(toNamespacedPath(root)), [], '', new Set(hidden));
}

/** Calls `use` with a folder at a path below an open root, and closes what was opened on the way. */
export function inFolder<T>(root: HostFolder, path: string, use: (folder: HostFolder) => T): T {
  let at = root;
  try {
    for (const name of path === '' ? [] : path.split('/')) {
      const next = at.enter(name);
      if (at !== root) at.close();
      at = next;
    }
    return use(at);
  } finally {
    if (at !== root) at.close();
  }
}

function checked(stat: BigIntStats, hidden: ReadonlySet<string>): BigIntStats {
  if (!stat.isDirectory() || hidden.has(`${stat.dev}:${stat.ino}`)) throw new NoFolderError();
  return stat;
}

class OpenedFolder implements HostFolder {
  readonly path: string;
  readonly self: Buffer;
  readonly stat: BigIntStats;
  readonly #fd: number;
  readonly #prefix: Buffer;
  readonly #hidden: ReadonlySet<string>;

  constructor(at: Buffer, path: string, hidden: ReadonlySet<string>) {
    const links = path === '' ? 0 : constants.O_NOFOLLOW;
    this.#fd = openSync(at, constants.O_RDONLY | constants.O_DIRECTORY | links);
    try {
      this.stat = checked(fstatSync(this.#fd, { bigint: true }), hidden);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    this.path = path;
    this.#hidden = hidden;
    this.self = Buffer.from(`/proc/self/fd/${this.#fd}`);
    this.#prefix = Buffer.from(`/proc/self/fd/${this.#fd}/`);
  }

  at(name: string): Buffer {
    return Buffer.concat([this.#prefix, Buffer.from(name, 'latin1')]);
  }

  enter(name: string): HostFolder {
    return new OpenedFolder(this.at(name), joinPath(this.path, name), this.#hidden);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

class NamedFolder implements HostFolder {
  readonly path: string;
  readonly self: Buffer;
  readonly #above: readonly Buffer[];
  readonly #hidden: ReadonlySet<string>;

  constructor(self: Buffer, above: readonly Buffer[], path: string, hidden: ReadonlySet<string>) {
    this.self = self;
    this.#above = above;
    this.path = path;
    this.#hidden = hidden;
    this.#check();
  }

  get stat(): BigIntStats {
    return this.#check();
  }

  at(name: string): Buffer {
    this.#check();
    return Buffer.concat([this.self, Buffer.from(sep), Buffer.from(name, 'latin1')]);
  }

  enter(name: string): HostFolder {
    return new NamedFolder(
      this.at(name),
      [...this.#above, this.self],
      joinPath(this.path, name),
      this.#hidden,
    );
  }

  close(): void {
    // Nothing is held open.
  }

  /** Each folder on the way, from the root down, is one still. */
  #check(): BigIntStats {
    for (const one of this.#above) checked(lstatSync(one, { bigint: true }), this.#hidden);
    return checked(lstatSync(this.self, { bigint: true }), this.#hidden);
  }
}
