/**
 * Serves one share over connections to the process in the guest that holds its mount. Its state (which file has which
 * number, what is open) outlives a connection: the guest sends again what was not answered. A request that was answered
 * and whose answer was lost is answered again from memory, not done again.
 */
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { AppError } from '../../../contract/errors.ts';
import type { Log } from '../../lib/log.ts';
import { isIn } from '../events/followed.ts';
import { watchHost, type HostWatch } from '../events/host-watch.ts';
import { ownershipOn } from '../fuse/attributes.ts';
import { Framing } from '../fuse/framing.ts';
import { Handles } from '../fuse/handles.ts';
import { Owners } from '../fuse/owners.ts';
import { Phantoms } from '../fuse/phantoms.ts';
import { headerBytes, longestRequest } from '../fuse/protocol.ts';
import { FuseServer } from '../fuse/server.ts';
import { Serving } from '../fuse/serving.ts';
import { ShareFiles } from '../fuse/share-files.ts';
import { identityOf } from '../fuse/wall.ts';
import type { FileIdentity } from '../fuse/node-tree.ts';
import { EventSource, type Agent } from './event-source.ts';

export interface ShareServerOptions {
  /** The folder of the host. */
  readonly root: string;
  readonly readOnly: boolean;
  /** Folders that aren't shown. */
  readonly hidden: readonly string[];
  /** Where owners are remembered. */
  readonly ownersFile: string;
  readonly platform: NodeJS.Platform;
  /** Something to tell about the folder's changes; undefined when it is well again. */
  readonly onProblem: (error: AppError | undefined) => void;
  readonly log: Log;
}

/** Whether the guest's mount takes us: not when another server has served it, whose state is lost. */
export type Welcome = 'new' | 'again' | 'refused';

/** Answers that are kept for a guest that asks again. */
const mostKept = 512;
/** Longest answer that is kept: reads are simply done again. */
const longestKept = 4096;
/** Milliseconds between two looks at where the hidden folders are. */
const hiddenEvery = 1000;

export class ShareServer {
  readonly #options: ShareServerOptions;
  readonly #name = randomBytes(16);
  readonly #server: FuseServer;
  readonly #files: ShareFiles;
  readonly #handles = new Handles();
  readonly #owners: Owners;
  readonly #events: EventSource;
  readonly #watch: HostWatch;
  readonly #kept = new Map<bigint, Buffer>();
  #stream: Duplex | undefined;
  #followed: readonly string[] = [];
  #hidden: readonly FileIdentity[] = [];
  #hiddenSeen = 0;

  /** Throws what opening the folder throws. */
  constructor(options: ShareServerOptions) {
    const { root, readOnly, platform, log } = options;
    this.#options = options;
    this.#owners = new Owners(options.ownersFile, (error) => log.failure('shares', error));
    this.#files = new ShareFiles({
      root,
      platform,
      owners: this.#owners,
      ownership: ownershipOn(platform),
      hidden: () => this.#hiddenNow(),
    });
    const send = (message: Buffer) => this.#send(message);
    const serving = new Serving({
      files: this.#files,
      handles: this.#handles,
      readOnly,
      platform,
      watched: (path) => this.#isFollowed(path),
      changed: (path) => this.#watch.note(path),
      renamed: (from, path) => this.#watch.noteRename(from, path),
      send,
    });
    const phantoms = new Phantoms(serving);
    this.#server = new FuseServer({
      serving,
      phantoms,
      send,
      report: (error) => log.failure('shares', error),
    });
    this.#events = new EventSource(phantoms, log);
    this.#watch = watchHost({
      root,
      hidden: options.hidden,
      onChanges: (changes) => this.#events.raise(changes),
      onProblem: (error) => {
        if (error?.code === 'share.folderGone') serving.forgetAll();
        options.onProblem(error);
      },
    });
  }

  /**
   * Serves over a fresh connection until it ends; resolves once the guest has said whether it takes us, and `ended`
   * when the connection is over.
   */
  async serve(stream: Duplex): Promise<{ readonly welcome: Welcome; readonly ended: Promise<void> }> {
    const ended = new Promise<void>((resolve) => stream.once('close', resolve));
    stream.on('error', (error) => this.#options.log.write('debug', 'shares', String(error)));
    stream.write(this.#name);
    const first = await new Promise<Buffer>((resolve, reject) => {
      stream.once('data', (chunk: Buffer) => {
        stream.pause();
        resolve(chunk);
      });
      void ended.then(() => reject(new Error('the connection ended')));
    });
    const said = String.fromCharCode(first[0] ?? 0);
    if (said !== 'N' && said !== 'R') {
      stream.destroy();
      return { welcome: 'refused', ended };
    }
    this.#stream = stream;
    // A new mount counts its requests from the beginning: what was answered to the old one is no answer to them.
    if (said === 'N') this.#kept.clear();
    const framing = new Framing(headerBytes, longestRequest, (frame) => this.#take(frame));
    const push = (chunk: Buffer) => {
      try {
        framing.push(chunk);
      } catch (error) {
        // A guest that doesn't speak the protocol is not listened to any more.
        this.#options.log.failure('shares', error);
        stream.destroy();
      }
    };
    push(first.subarray(1));
    stream.on('data', push);
    stream.resume();
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined;
    });
    return { welcome: said === 'N' ? 'new' : 'again', ended };
  }

  /** What makes file events in the guest; undefined while there is nothing. */
  setAgent(agent: Agent | undefined): void {
    this.#events.setAgent(agent);
  }

  /** Folders below the share, as paths, that containers have mounted: changes there are noticed. */
  async follow(folders: readonly string[], signal: AbortSignal): Promise<void> {
    if (JSON.stringify(folders) === JSON.stringify(this.#followed)) return;
    this.#watch.follow(folders);
    // What the kernel was told while nobody looked must not be believed for long.
    this.#followed = [];
    await this.#watch.ready(signal);
    this.#followed = folders;
  }

  close(): void {
    this.#stream?.destroy();
    this.#watch.close();
    this.#events.close();
    this.#handles.closeAll();
    this.#files.close();
    this.#owners.close();
  }

  #take(frame: Buffer): void {
    const kept = this.#kept.get(frame.readBigUInt64LE(8));
    if (kept === undefined) this.#server.handle(frame);
    else this.#stream?.write(kept);
  }

  #send(message: Buffer): void {
    const unique = message.readBigUInt64LE(8);
    if (unique !== 0n && message.length <= longestKept) {
      this.#kept.set(unique, message);
      if (this.#kept.size > mostKept) {
        const [oldest] = this.#kept.keys();
        if (oldest !== undefined) this.#kept.delete(oldest);
      }
    }
    this.#stream?.write(message);
  }

  #isFollowed(path: string): boolean {
    return this.#followed.some((folder) => isIn(path, folder));
  }

  #hiddenNow(): readonly FileIdentity[] {
    const now = Date.now();
    if (now - this.#hiddenSeen > hiddenEvery) {
      this.#hiddenSeen = now;
      this.#hidden = this.#options.hidden.flatMap((path) => identityOf(path) ?? []);
    }
    return this.#hidden;
  }
}
