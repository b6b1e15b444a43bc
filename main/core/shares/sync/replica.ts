/** Both sides of one connection with what they agreed on, and one round of bringing them in step. */
import { randomBytes } from 'node:crypto';
import type { SyncConflict } from '../../../contract/model.ts';
import type { Log } from '../../lib/log.ts';
import type { Agent } from './agent.ts';
import { applyActions } from './apply.ts';
import { printArchive, readArchive, writeArchive, type Archive } from './archive.ts';
import type { Dirty } from './dirty.ts';
import { Exchange } from './exchange.ts';
import { scanGuest } from './guest-scan.ts';
import { flushChanges, hashFiles, hello, setMarker, syncGuest, type GuestStatus } from './guest.ts';
import { flushHostFolder, hashHostFile, hostErrorKind } from './host-files.ts';
import { NoFolderError, openRoot, type HostFolder } from './host-folder.ts';
import { scanHost } from './host-scan.ts';
import { chunkBytes } from './frames.ts';
import { portions } from './lanes.ts';
import type { LeftOut } from './listing.ts';
import { conflictPath, nameProblem } from './names.ts';
import type { PathProblem, Plan } from './plan.ts';
import type { ProgressMeter } from './progress.ts';
import { reconcile, type ReconcileOptions } from './reconcile.ts';
import { sweep } from './sweep.ts';
import { countLeaves, emptyArchive, setArchived, type DirNode, type Side } from './tree.ts';

export interface ReplicaOptions {
  /** Absolute, without links in it. */
  readonly root: string;
  /** As the archive names it. */
  readonly rootName: string;
  readonly guestRoot: string;
  readonly patienceMs: number;
  readonly readOnly: boolean;
  readonly hidden: readonly string[];
  readonly leftOut: LeftOut;
  readonly fold: ((name: string) => string) | undefined;
  readonly stateFile: string;
  /** 16 hex digits, the same in each run. */
  readonly id: string;
  readonly dirty: Readonly<Record<Side, Dirty>>;
  readonly progress: ProgressMeter;
  readonly onConflict: (conflict: SyncConflict) => void;
  readonly log: Log;
  readonly clock: () => Date;
}

/** The host's folder is not there, or is an empty one in its place. */
export class FolderGoneError extends Error {
  constructor() {
    super('the shared folder is not there');
    this.name = 'FolderGoneError';
  }
}

/** How a round ended. */
export interface Round {
  /** Both sides agree, as far as is known. */
  readonly inStep: boolean;
  readonly full: ReadonlySet<Side>;
  readonly problems: readonly PathProblem[];
  /** Milliseconds after which another round makes sense although nothing was told; undefined for none. */
  readonly againMs: number | undefined;
}

/** So many removals at once wait until their side is quiet: a folder that is being taken away whole is no wish. */
const manyRemovals = 100;
const quietMs = 1_000;
/** Time between two looks at a guest that can't watch all its folders. */
const unwatchedMs = 5_000;
/** Time until what failed is tried again. */
const problemsMs = 10_000;
/** Removals are held back no longer than that, for a side may never be quiet. */
const heldMs = 10_000;
/** Least time between two writes of the archive during a copy. */
const saveEveryMs = 2_000;

export class Replica {
  readonly #agent: Agent;
  readonly #options: ReplicaOptions;
  readonly #archive: Archive;
  #host: DirNode = { kind: 'dir', ino: 0n, mode: undefined, children: new Map() };
  readonly #guest: DirNode = { kind: 'dir', ino: 0n, mode: undefined, children: new Map() };
  #watched = true;
  #number: number;
  #exchange: Exchange | undefined;
  readonly #heldSince: Record<Side, number | undefined> = { host: undefined, guest: undefined };
  #unsaved = false;
  #savedAt = 0;
  #saveMs = 0;
  #saving: Promise<void> | undefined;

  private constructor(agent: Agent, options: ReplicaOptions, archive: Archive) {
    this.#agent = agent;
    this.#options = options;
    this.#archive = archive;
    // Names of an earlier run that died must not be met again.
    this.#number = 1 + Math.floor(Math.random() * 1_000_000_000);
    options.dirty.host.addAll();
    options.dirty.guest.addAll();
  }

  /** Says hello and finds out what was agreed on before. Throws what the agent and the archive's file throw. */
  static async open(agent: Agent, options: ReplicaOptions): Promise<Replica> {
    const { status, marker } = await hello(agent, options.guestRoot, options.id, options.patienceMs);
    must(status, "the folder in the VM can't be opened");
    const { rootName: root, guestRoot } = options;
    const found = await readArchive(options.stateFile);
    const fits = found?.head.root === root && found.head.guestRoot === guestRoot;
    if (found !== undefined && fits && found.head.marker === marker)
      return new Replica(agent, options, found);
    const why = found === undefined ? 'nothing was agreed on yet' : 'the folder in the VM is another one';
    options.log.write('info', 'sync', `${root}: compared from the beginning, ${why}`);
    const head = { root, guestRoot, rootIno: '0', marker: randomBytes(16).toString('hex') };
    const archive = { head, tree: emptyArchive() };
    await writeArchive(options.stateFile, printArchive(archive));
    must(await setMarker(agent, head.marker), "the folder in the VM can't be marked");
    return new Replica(agent, options, archive);
  }

  /**
   * Looks at what may have changed on both sides and does what follows. With `fresh` it looks at all of the host and at
   * all that the guest knows of. Throws `FolderGoneError`, system errors, or what broke the connection.
   */
  async round(fresh: boolean, signal: AbortSignal): Promise<Round> {
    const root = this.#openRoot();
    try {
      if (fresh) {
        this.#options.dirty.host.addAll();
        await flushChanges(this.#agent);
      }
      await this.#scan(root, signal);
      return await this.#bringInStep(root, signal);
    } finally {
      this.#exchange = undefined;
      root.close();
    }
  }

  #openRoot(): HostFolder {
    const { root, hidden } = this.#options;
    try {
      return openRoot(root, { platform: process.platform, hidden });
    } catch (error) {
      if (error instanceof NoFolderError || hostErrorKind(error) === 'changed') throw new FolderGoneError();
      throw error;
    }
  }

  async #scan(root: HostFolder, signal: AbortSignal): Promise<void> {
    const { dirty, leftOut, id } = this.#options;
    const { ino } = root.stat;
    if (this.#host.ino !== ino) {
      this.#host = { kind: 'dir', ino, mode: undefined, children: new Map() };
      dirty.host.addAll();
    }
    if (!this.#watched) dirty.guest.addAll();
    const [host, guest] = [dirty.host.take(), dirty.guest.take()];
    const onOwnName = (folder: HostFolder, name: string) => sweep(folder, name, id);
    const scans = await Promise.allSettled([
      scanHost(root, this.#host, { leftOut, dirty: host, platform: process.platform, onOwnName, signal }),
      scanGuest(this.#agent, this.#guest, { leftOut, dirty: guest }),
    ]);
    const [hostScan, guestScan] = scans;
    if (hostScan.status === 'rejected') dirty.host.addAll();
    if (guestScan.status === 'rejected') dirty.guest.addAll();
    if (guestScan.status === 'rejected') throw guestScan.reason;
    if (hostScan.status === 'rejected') {
      throw hostErrorKind(hostScan.reason) === 'changed' ? new FolderGoneError() : hostScan.reason;
    }
    if (guest === 'all') this.#watched = guestScan.value;
    else this.#watched &&= guestScan.value;
    this.#checkHostFolder(ino);
  }

  /** An empty folder where another one was, as that of a disk that isn't mounted, is no folder without files. */
  #checkHostFolder(ino: bigint): void {
    const { head, tree } = this.#archive;
    if (head.rootIno === ino.toString()) return;
    if (this.#host.children.size === 0 && tree.children.size > 0) throw new FolderGoneError();
    this.#archive.head = { ...head, rootIno: ino.toString() };
    this.#unsaved = true;
  }

  async #bringInStep(root: HostFolder, signal: AbortSignal): Promise<Round> {
    const exchange = this.#newExchange(root, signal);
    this.#exchange = exchange;
    const plan = await this.#decide(root, exchange, signal);
    for (const { path, entry } of plan.agreed) setArchived(this.#archive.tree, path, entry);
    if (plan.agreed.length > 0) this.#unsaved = true;
    const { actions, waitMs } = this.#withoutHasty(plan);
    if (actions.some((action) => action.do === 'remove' && action.on === 'host')) await this.#checkGuest();
    if (actions.length > 0) {
      this.#unsaved = true;
      try {
        await applyActions(exchange, actions);
      } finally {
        await this.#saveAfter(signal);
      }
    } else if (this.#unsaved) await this.#save();
    const { dirty } = this.#options;
    const open = plan.unread.length > 0 || exchange.skipped > 0;
    const done = actions.length <= exchange.problems.length && exchange.full.size === 0;
    const inStep = done && waitMs === undefined && !open && !dirty.host.any && !dirty.guest.any;
    return {
      inStep,
      full: exchange.full,
      problems: [...plan.problems, ...exchange.problems],
      againMs: this.#againMs(exchange, actions.length, open, waitMs),
    };
  }

  #againMs(exchange: Exchange, done: number, open: boolean, waitMs: number | undefined): number | undefined {
    if (waitMs !== undefined) return waitMs;
    if (open) return 200;
    if (exchange.problems.length > 0) return problemsMs;
    if (done > 0) return 0;
    return this.#watched ? undefined : unwatchedMs;
  }

  /** Compares, and reads those files whose content decides; what can't be read is left for another round. */
  async #decide(root: HostFolder, exchange: Exchange, signal: AbortSignal): Promise<Plan> {
    let plan = this.#compare();
    for (let times = 0; plan.unread.length > 0 && times < 3; times += 1) {
      await Promise.all([
        this.#readHost(root, exchange, plan, signal),
        this.#readGuest(exchange, plan, signal),
      ]);
      plan = this.#compare();
    }
    return plan;
  }

  #compare(): Plan {
    const { readOnly, fold, clock } = this.#options;
    const names = { platform: process.platform, foldsCase: fold !== undefined };
    const options: ReconcileOptions = {
      readOnly,
      fold,
      nameProblem: (name) => nameProblem(name, names),
      conflictPath: (path, taken) => conflictPath(path, clock(), taken),
    };
    return reconcile(this.#archive.tree, this.#host, this.#guest, options);
  }

  async #readHost(root: HostFolder, exchange: Exchange, plan: Plan, signal: AbortSignal): Promise<void> {
    for (const { side, path, node } of plan.unread) {
      if (side !== 'host' || node.digest !== undefined) continue;
      signal.throwIfAborted();
      try {
        await hashHostFile(root, path, node, signal);
      } catch (error) {
        signal.throwIfAborted();
        exchange.threw(path, error);
      }
    }
  }

  async #readGuest(exchange: Exchange, plan: Plan, signal: AbortSignal): Promise<void> {
    const files = plan.unread.filter(({ side, node }) => side === 'guest' && node.digest === undefined);
    const limits = { items: 256, bytes: 64 * chunkBytes };
    for (const portion of portions(files, ({ node, path }) => node.size + 64 * path.length, limits)) {
      signal.throwIfAborted();
      const results = await hashFiles(this.#agent, portion);
      for (const [index, { path, node }] of portion.entries()) {
        const result = results[index];
        if (result?.kind === 'done') {
          node.digest = result.digest;
          node.racy = result.racy;
        } else if (result !== undefined) exchange.refused('guest', path, result);
      }
    }
  }

  #newExchange(root: HostFolder, signal: AbortSignal): Exchange {
    const { id, progress, onConflict, dirty } = this.#options;
    return new Exchange({
      agent: this.#agent,
      root,
      host: this.#host,
      guest: this.#guest,
      archive: this.#archive.tree,
      id,
      nextNumber: () => (this.#number = (this.#number + 1) % 3_000_000_000),
      signal,
      progress,
      lookAgain: (side, folder) => dirty[side].mark(folder),
      onConflict,
      checkpoint: () => this.#checkpoint(),
    });
  }

  /** Holds removals back for as long as many come from a side that isn't quiet. */
  #withoutHasty(plan: Plan): { readonly actions: Plan['actions']; readonly waitMs: number | undefined } {
    let waitMs: number | undefined;
    let { actions } = plan;
    for (const from of ['host', 'guest'] as const) {
      const isRemoval = (action: Plan['actions'][number]) => action.do === 'remove' && action.on !== from;
      const count = actions.filter(isRemoval).length;
      const isMany = count >= manyRemovals || (count >= 5 && count * 2 >= countLeaves(this.#archive.tree));
      if (!isMany) {
        this.#heldSince[from] = undefined;
        continue;
      }
      const now = performance.now();
      this.#heldSince[from] ??= now;
      const wait = Math.min(this.#options.dirty[from].changedAt + quietMs, this.#heldSince[from] + heldMs);
      if (wait <= now) continue;
      actions = actions.filter((action) => !isRemoval(action));
      waitMs = Math.max(waitMs ?? 0, wait - now);
    }
    return { actions, waitMs };
  }

  /** The guest's folder is the one that was agreed on. The agent itself ends if it was replaced. */
  async #checkGuest(): Promise<void> {
    const { marker } = await syncGuest(this.#agent);
    if (marker !== this.#archive.head.marker) throw new Error('the folder in the VM was replaced');
  }

  async #checkpoint(): Promise<void> {
    const pause = Math.max(saveEveryMs, 10 * this.#saveMs);
    if (performance.now() - this.#savedAt < pause) return;
    await this.#save();
  }

  /** After a failure the archive is saved if that is possible; the failure itself is what counts. */
  async #saveAfter(signal: AbortSignal): Promise<void> {
    if (this.#agent.over.aborted) return;
    try {
      await this.#save();
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#options.log.failure('sync', error);
    }
  }

  /** The archive says only what is on both disks: it is put down first, then they are flushed, then it is written. */
  #save(): Promise<void> {
    this.#saving ??= this.#saveNow().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #saveNow(): Promise<void> {
    const from = performance.now();
    const exchange = this.#exchange;
    const printed = printArchive(this.#archive);
    this.#unsaved = false;
    try {
      if (exchange !== undefined) await flushFolders(exchange);
      must((await syncGuest(this.#agent)).status, "the VM's disk can't be flushed");
      await writeArchive(this.#options.stateFile, printed);
    } catch (error) {
      this.#unsaved = true;
      throw error;
    } finally {
      this.#savedAt = performance.now();
      this.#saveMs = this.#savedAt - from;
    }
  }
}

async function flushFolders(exchange: Exchange): Promise<void> {
  const folders = [...exchange.touched];
  exchange.touched = new Set();
  for (const folder of folders) {
    try {
      await flushHostFolder(exchange.root, folder);
    } catch (error) {
      // A folder that is gone has nothing to flush.
      if (hostErrorKind(error) !== 'changed') throw error;
    }
  }
}

function must(status: GuestStatus, what: string): void {
  if (status.kind === 'done') return;
  throw new Error(status.kind === 'failed' ? `${what} (error ${status.errno})` : `${what} (${status.kind})`);
}
