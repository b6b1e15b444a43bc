/** Reads the guest's folder into a tree, whole or only where something changed. */
import type { Agent } from './agent.ts';
import { BodyWriter, frameType, ProtocolError, type BodyReader } from './frames.ts';
import { readStatus, type GuestStatus } from './guest.ts';
import { EntryBudget, fillFolder, type LeftOut, type ListedEntry } from './listing.ts';
import { branchAt, kept, setNode, splitPath, type DirNode } from './tree.ts';

/** The guest's folder itself can't be read. */
export class GuestFolderError extends Error {
  readonly errno: number;

  constructor(errno: number) {
    super(`the folder in the VM can't be read (error ${errno})`);
    this.name = 'GuestFolderError';
    this.errno = errno;
  }
}

export interface ScanOptions {
  readonly leftOut: LeftOut;
  /** Folders in which something changed, or all. */
  readonly dirty: readonly string[] | 'all';
}

/** Requests that are under way, and folders in each: the agent lists while we read what it said before. */
const requestsAtOnce = 4;
const foldersInOne = 64;

/**
 * Brings `root` up to date. Returns false if not every folder can be watched: then the scan must be repeated from time
 * to time. Throws `ProtocolError`, `GuestFolderError`, or what broke the connection.
 */
export async function scanGuest(agent: Agent, root: DirNode, options: ScanOptions): Promise<boolean> {
  const scan = new GuestScan(agent, root, options);
  await scan.run();
  return scan.watched;
}

class GuestScan {
  watched = true;
  readonly #agent: Agent;
  readonly #root: DirNode;
  readonly #options: ScanOptions;
  readonly #deep: boolean;
  readonly #queue: string[];
  readonly #budget = new EntryBudget();

  constructor(agent: Agent, root: DirNode, options: ScanOptions) {
    this.#agent = agent;
    this.#root = root;
    this.#options = options;
    this.#deep = options.dirty === 'all';
    // A changed folder that the tree doesn't have is left out, or new in one that has changed as well.
    this.#queue =
      options.dirty === 'all' ? [''] : options.dirty.filter((path) => branchAt(root, path) !== undefined);
  }

  async run(): Promise<void> {
    const running = new Set<Promise<void>>();
    while (this.#queue.length > 0 || running.size > 0) {
      while (this.#queue.length > 0 && running.size < requestsAtOnce) {
        const one: Promise<void> = this.#list(this.#queue.splice(0, foldersInOne)).finally(() =>
          running.delete(one),
        );
        running.add(one);
      }
      await Promise.race(running);
    }
  }

  async #list(paths: readonly string[]): Promise<void> {
    const body = new BodyWriter().u16(paths.length);
    for (const path of paths) body.string(path);
    let index = 0;
    let entries: ListedEntry[] = [];
    await this.#agent.requestParts(frameType.list, body.finish(), (answer) => {
      if (answer.u16() !== index) throw new ProtocolError('a list of another folder');
      const status = readStatus(answer);
      const flags = answer.u8();
      for (let count = answer.u32(); count > 0; count -= 1) {
        this.#budget.spend();
        entries.push(readEntry(answer));
      }
      if ((flags & 2) !== 0) this.watched = false;
      if ((flags & 1) === 0) return false;
      this.#take(paths[index] ?? '', status, entries);
      entries = [];
      index += 1;
      return index === paths.length;
    });
  }

  #take(path: string, status: GuestStatus, entries: readonly ListedEntry[]): void {
    const folder = branchAt(this.#root, path);
    // Its own folder was listed meanwhile, and it isn't there any more.
    if (folder === undefined) return;
    if (status.kind !== 'done') {
      const errno = status.kind === 'failed' ? status.errno : 0;
      if (path === '') throw new GuestFolderError(errno);
      setNode(this.#root, path, status.kind === 'changed' ? undefined : kept);
      // What took its place is seen when its own folder is listed again.
      if (status.kind === 'changed' && !this.#deep) this.#queue.push(splitPath(path).folder);
      return;
    }
    if (new Set(entries.map((entry) => entry.name)).size !== entries.length) {
      throw new ProtocolError('a name that is twice in a folder');
    }
    const { leftOut } = this.#options;
    const into = fillFolder(folder, path, entries, { leftOut, deep: this.#deep, budget: this.#budget });
    for (const one of into) this.#queue.push(one);
  }
}

function readEntry(answer: BodyReader): ListedEntry {
  const kind = answer.u8();
  const name = answer.string();
  const mode = answer.u16() & 0o777;
  if (!isName(name)) throw new ProtocolError('a name that no file can have');
  switch (kind) {
    case 1:
      return { kind: 'file', name, mode, ...answer.look() };
    case 2:
      return { kind: 'dir', name, mode, ino: answer.u64() };
    case 3: {
      const target = answer.string();
      if (target === '' || target.length > 4095 || target.includes('\0')) {
        throw new ProtocolError('a link that cannot be');
      }
      return { kind: 'link', name, target };
    }
    case 4:
      return { kind: 'other', name };
    default:
      throw new ProtocolError('an entry of no known kind');
  }
}

/** One that stays in its folder, whatever is done with it. */
function isName(name: string): boolean {
  return name !== '' && name.length <= 255 && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}
