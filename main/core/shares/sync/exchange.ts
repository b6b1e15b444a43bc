/** What is under way between both sides: the trees as they are by now, what was agreed on, and what went otherwise. */
import type { SyncConflict } from '../../../contract/model.ts';
import { systemReason } from '../../lib/system-error.ts';
import type { Agent } from './agent.ts';
import type { GuestStatus } from './guest.ts';
import { hostErrorKind, type HostDirLook } from './host-files.ts';
import type { HostFolder } from './host-folder.ts';
import { asText, temporaryName } from './names.ts';
import type { PathProblem } from './plan.ts';
import type { ProgressMeter } from './progress.ts';
import {
  archivedAt,
  branchAt,
  setArchived,
  setNode,
  splitPath,
  stampOf,
  type ArchivedDir,
  type ArchivedNode,
  type DirNode,
  type FileNode,
  type Side,
  type TreeNode,
} from './tree.ts';

export interface ExchangeOptions {
  readonly agent: Agent;
  readonly root: HostFolder;
  readonly host: DirNode;
  readonly guest: DirNode;
  readonly archive: ArchivedDir;
  /** Part of the names of files that are being written. */
  readonly id: string;
  readonly nextNumber: () => number;
  readonly signal: AbortSignal;
  readonly progress: ProgressMeter;
  /** This folder of a side must be looked at again. */
  readonly lookAgain: (side: Side, folder: string) => void;
  readonly onConflict: (conflict: SyncConflict) => void;
  /** Something was agreed on; the archive may be saved if it is time. */
  readonly checkpoint: () => Promise<void>;
}

export class Exchange {
  readonly agent: Agent;
  readonly root: HostFolder;
  readonly signal: AbortSignal;
  readonly progress: ProgressMeter;
  readonly checkpoint: () => Promise<void>;
  /** Sides that have no room left. */
  readonly full = new Set<Side>();
  readonly problems: PathProblem[] = [];
  /** Files of ours that are being written on the host now. */
  readonly writing = new Set<string>();
  /** Folders of the host whose entries are not on the disk yet. */
  touched = new Set<string>();
  /** Actions that were not done because something changed meanwhile. */
  skipped = 0;
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.agent = options.agent;
    this.root = options.root;
    this.signal = options.signal;
    this.progress = options.progress;
    this.checkpoint = options.checkpoint;
  }

  tree(side: Side): DirNode {
    return side === 'host' ? this.#options.host : this.#options.guest;
  }

  /** A number for a file that is sent in chunks. */
  nextNumber(): number {
    return this.#options.nextNumber();
  }

  /** A name for a file that is being written on the host. */
  temporary(): string {
    return temporaryName(this.#options.id, this.nextNumber());
  }

  /** Notes why an action on that side was not done. */
  refused(side: Side, path: string, status: Exclude<GuestStatus, { kind: 'done' }>): void {
    switch (status.kind) {
      case 'changed':
        return this.changed(path);
      case 'full':
        return void this.full.add(side);
      case 'failed':
        return void this.problems.push({
          path,
          reason: `${asText(path)} in the VM: error ${status.errno} of the system`,
        });
    }
  }

  /** The same for what the host's calls throw. */
  threw(path: string, error: unknown): void {
    switch (hostErrorKind(error)) {
      case 'changed':
        return this.changed(path);
      case 'full':
        return void this.full.add('host');
      case 'failed':
        return void this.problems.push({ path, reason: `${asText(path)}: ${systemReason(error)}` });
    }
  }

  /** It is not as it was seen: both sides are looked at again. */
  changed(path: string): void {
    this.skipped += 1;
    this.lookAgain('host', splitPath(path).folder);
    this.lookAgain('guest', splitPath(path).folder);
  }

  lookAgain(side: Side, folder: string): void {
    let at = folder;
    while (at !== '' && branchAt(this.tree(side), at) === undefined) {
      at = splitPath(at).folder;
    }
    this.#options.lookAgain(side, at);
  }

  /** Both sides have this content now. */
  file(path: string, host: FileNode, guest: FileNode, digest: string): void {
    host.digest = digest;
    guest.digest = digest;
    this.#set('host', path, host);
    this.#set('guest', path, guest);
    const [hostStamp, guestStamp] = [stampOf(host), stampOf(guest)];
    this.#agree(path, { kind: 'file', size: host.size, digest, host: hostStamp, guest: guestStamp });
  }

  /** Permission bits or the time of a file were set on one side, its content is what it was. */
  meta(path: string, host: FileNode, guest: FileNode): void {
    const before = archivedAt(this.#options.archive, path);
    const digest = host.digest ?? guest.digest ?? (before?.kind === 'file' ? before.digest : undefined);
    if (digest === undefined) return this.changed(path);
    this.file(path, host, guest, digest);
  }

  link(path: string, target: string): void {
    this.#set('host', path, { kind: 'link', target });
    this.#set('guest', path, { kind: 'link', target });
    this.#agree(path, { kind: 'link', target });
  }

  /** A folder was made, or got the other side's permission bits. */
  dir(on: Side, path: string, look: HostDirLook): void {
    const there = branchAt(this.tree(on), path);
    if (there === undefined) {
      this.#set(on, path, { kind: 'dir', ino: look.ino, mode: look.mode, children: new Map() });
      // Only what was listed is watched.
      this.lookAgain(on, path);
    } else there.mode = look.mode;
    const before = archivedAt(this.#options.archive, path);
    const children = before?.kind === 'dir' ? before.children : new Map<string, ArchivedNode>();
    const mode = (side: Side) => branchAt(this.tree(side), path)?.mode;
    this.#agree(path, { kind: 'dir', hostMode: mode('host'), guestMode: mode('guest'), children });
  }

  removed(on: Side, path: string): void {
    this.#set(on, path, undefined);
    this.#agree(path, undefined);
  }

  /** The guest's version has another name now; the next comparison copies both. */
  aside(path: string, copy: string): void {
    this.#set('guest', path, undefined);
    this.lookAgain('guest', splitPath(path).folder);
    this.#options.onConflict({ path: asText(path), copy: asText(copy) });
  }

  #set(side: Side, path: string, node: TreeNode | undefined): void {
    if (side === 'host') this.touched.add(splitPath(path).folder);
    if (!setNode(this.tree(side), path, node)) this.lookAgain(side, splitPath(path).folder);
  }

  #agree(path: string, entry: ArchivedNode | undefined): void {
    setArchived(this.#options.archive, path, entry);
  }
}
