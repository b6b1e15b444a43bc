/**
 * All that is about shares, in one place: which folders there shall be, who serves each, how they stand, and which
 * were refused. What serves them is apart (`host.ts`), so that it can outlive this.
 */
import { realpath, stat } from 'node:fs/promises';
import { AppError, fromWire, toWire, type WireError } from '../../contract/errors.ts';
import type {
  Settings,
  Share,
  ShareList,
  ShareProvider,
  ShareRefusal,
  ShareSpeed,
} from '../../contract/model.ts';
import { shareCommand } from '../../contract/share-command.ts';
import type { GuestLink } from '../guest/link.ts';
import type { Log } from '../lib/log.ts';
import { orAbort } from '../lib/retry.ts';
import type { Scope } from '../lib/scope.ts';
import { systemReason } from '../lib/system-error.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import type { RunningVm, ShareDevice } from '../vm/driver.ts';
import { chooseProvider } from './choose.ts';
import type { ServedShare, ShareHost } from './host.ts';
import { guestPathOf, isWithin, isWithinOnHost, judgeSource, takenBy, type BindSource } from './paths.ts';
import { judgeReal } from './real-source.ts';
import { measureSpeed } from './speed.ts';
import { shareId, type ShareStore, type ShareWish } from './store.ts';

export interface ShareServiceOptions {
  readonly store: ShareStore;
  readonly settings: ReadableTopic<Settings>;
  /** The user's home folder. */
  readonly homeFolder: string;
  /** Folders that no share may reach: our own files. */
  readonly hidden: readonly string[];
  readonly platform: NodeJS.Platform;
  /** Makes what serves shares for a VM that runs; it goes with the scope, and what it serves may go on. */
  readonly openHost: (vm: RunningVm, scope: Scope, signal: AbortSignal) => Promise<ShareHost>;
  /** Why virtiofs can't be used here; undefined if it can. */
  readonly noVirtiofs: () => Promise<AppError | undefined>;
  readonly log: Log;
}

/** A share as it is wanted, and what was decided about it. */
interface Planned {
  readonly share: Omit<Share, 'state'>;
  readonly served: ServedShare | undefined;
  readonly later: boolean;
  readonly error?: WireError;
}

interface Session {
  readonly host: ShareHost;
  readonly link: GuestLink;
  readonly devices: readonly ShareDevice[];
  readonly pace: number;
  readonly signal: AbortSignal;
}

/** Refused folders that are remembered. */
const mostRefusals = 20;

export class ShareService {
  readonly list = new Topic<ShareList>({ shares: [], refused: [] });
  readonly #options: ShareServiceOptions;
  /** As it was found last; before the first look nothing speaks against it. */
  #noVirtiofs: AppError | undefined;
  #session: Session | undefined;
  #refused: readonly ShareRefusal[] = [];
  #serving: Promise<void> = Promise.resolve();

  constructor(options: ShareServiceOptions) {
    this.#options = options;
    options.store.topic.subscribe(() => this.#changed());
    options.settings.subscribe(() => this.#changed());
    this.#tell();
  }

  /** What a VM that is about to start has to be given: devices, and what its own scripts need to know. */
  async prepare(): Promise<{
    readonly devices: readonly ShareDevice[];
    readonly settings: Readonly<Record<string, string>>;
  }> {
    this.#noVirtiofs = await this.#options.noVirtiofs();
    const served = this.#plan(true, []).flatMap((one) => one.served ?? []);
    const devices: ShareDevice[] = served
      .filter(({ provider }) => provider === 'virtiofs')
      .map(({ id, path }) => ({ id, path, hidden: this.#options.hidden }));
    // Parents first, so that a share inside of another one is mounted over it. Synced ones need the engine's volume.
    const lines = served
      .filter(({ provider }) => provider !== 'sync')
      .map((one) => `${one.id} ${one.provider} ${one.readOnly ? 'ro' : 'rw'} ${one.guestPath}`);
    return {
      devices,
      settings: Object.fromEntries(lines.map((line, index) => [`share.${index}`, line])),
    };
  }

  /** Serves the shares of a VM that runs, until the scope closes. Resolves when each is ready or has failed. */
  async open(link: GuestLink, vm: RunningVm, scope: Scope, signal: AbortSignal): Promise<void> {
    let host: ShareHost;
    try {
      host = await this.#options.openHost(vm, scope, signal);
    } catch (error) {
      signal.throwIfAborted();
      // Without shares the engine is still of use.
      this.#options.log.failure('shares', error);
      return;
    }
    this.#session = {
      host,
      link,
      devices: vm.shareDevices ?? [],
      pace: vm.facts.pace,
      signal: scope.signal,
    };
    scope.defer(() => {
      this.#session = undefined;
      this.#tell();
    });
    scope.defer(host.states.subscribe(() => this.#tell()));
    await this.#serve(signal);
  }

  /** Tells which folders of the VM running containers have mounted. */
  mounted(guestPaths: readonly string[]): void {
    this.#session?.host.mounted(guestPaths);
  }

  /** What becomes of a folder that a container wants to have mounted; a refusal is remembered for the window. */
  judge(source: string): BindSource {
    const { platform } = this.#options;
    const { shares } = this.list.value;
    const there = shares.filter(isInVm);
    const found = judgeReal(source, (path) => judgeSource(path, there, platform));
    if (found.kind === 'refuse' && this.#coverOf(found.path) === undefined) {
      const others = this.#refused.filter(({ path }) => path !== found.path);
      this.#refused = [{ path: found.path, at: Date.now() }, ...others].slice(0, mostRefusals);
      this.#tell();
    }
    return found;
  }

  /** The error for a folder that was refused: it isn't shared, or its share isn't in the VM now. */
  notShared(path: string): AppError {
    const cover = this.#coverOf(path);
    if (cover?.error !== undefined) return fromWire(cover.error);
    if (cover !== undefined) return new AppError('share.restartNeeded');
    const command = shareCommand({ kind: 'share.add', path });
    return new AppError('share.notShared', { params: { path, command } });
  }

  /** See the contract's `share.add`. */
  async add(
    wish: { path: string; readOnly?: boolean; provider?: ShareProvider; ignore?: readonly string[] },
    signal: AbortSignal,
  ): Promise<Share> {
    const path = await this.#checkedPath(wish.path);
    const readOnly = wish.readOnly ?? false;
    const provider = wish.provider ?? 'auto';
    const guestPath = guestPathOf(path, this.#options.platform) ?? path;
    // A share inside of another one has to be good for something.
    const cover = this.list.value.shares.find(
      (share) =>
        share.path === path ||
        (isWithin(guestPath, share.guestPath) && provider === 'auto' && share.readOnly === readOnly),
    );
    if (cover !== undefined) throw new AppError('share.exists', { params: { path, share: cover.path } });
    const { noVirtiofs } = this.#options;
    if (this.#session === undefined) this.#noVirtiofs = await noVirtiofs();
    chooseProvider(provider, readOnly, { noVirtiofs: this.#noVirtiofs, starting: true, hasDevice: false });
    const added: ShareWish = { path, readOnly, provider, ignore: [...(wish.ignore ?? [])], paused: false };
    await this.#options.store.change((wishes) => [...wishes, added]);
    this.#dismissWithin(guestPath);
    await orAbort(this.#serving, signal);
    return this.#find(shareId(path));
  }

  /** See the contract's `share.remove`. */
  async remove(idOrPath: string, signal: AbortSignal): Promise<void> {
    const share = this.#find(idOrPath);
    if (share.source === 'home') throw new AppError('share.home');
    await this.#options.store.change((wishes) => wishes.filter(({ path }) => path !== share.path));
    await orAbort(this.#serving, signal);
  }

  /** Holds a synced share, or goes on with it. */
  async pause(id: string, paused: boolean): Promise<void> {
    const share = this.#find(id);
    if (share.wanted !== 'sync') throw new AppError('share.notSynced', { params: { path: share.path } });
    await this.#options.store.change((wishes) =>
      wishes.map((wish) => (wish.path === share.path ? { ...wish, paused } : wish)),
    );
  }

  /** Forgets that a folder was refused. */
  dismiss(path: string): void {
    this.#refused = this.#refused.filter((one) => one.path !== path);
    this.#tell();
  }

  /** Forgets what was refused in a folder that is shared now. */
  #dismissWithin(guestPath: string): void {
    this.#refused = this.#refused.filter(
      ({ path }) => !isWithin(guestPathOf(path, this.#options.platform) ?? path, guestPath),
    );
  }

  /** See the contract's `share.test`. */
  async test(id: string, signal: AbortSignal): Promise<ShareSpeed> {
    const share = this.#find(id);
    const session = this.#session;
    if (session === undefined || share.state !== 'ready' || share.readOnly)
      throw new AppError('share.notReady', { params: { path: share.path } });
    return measureSpeed(session.link, share.guestPath, session.pace, signal);
  }

  /** A share that would have this folder, if it were in the VM. */
  #coverOf(path: string): Share | undefined {
    const guestPath = guestPathOf(path, this.#options.platform) ?? path;
    return this.list.value.shares.find((share) => !isInVm(share) && isWithin(guestPath, share.guestPath));
  }

  #find(idOrPath: string): Share {
    const found = this.list.value.shares.find(({ id, path }) => id === idOrPath || path === idOrPath);
    if (found === undefined) throw new AppError('share.notFound', { params: { id: idOrPath } });
    return found;
  }

  /** The folder's real path. Throws `share.pathMissing`, `share.notAllowed`, `share.ownFiles`. */
  async #checkedPath(given: string): Promise<string> {
    const { platform, hidden } = this.#options;
    let path: string;
    try {
      path = await realpath(given);
      if (!(await stat(path)).isDirectory())
        throw new AppError('share.pathMissing', { params: { path: given, reason: 'not a folder' } });
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('share.pathMissing', { params: { path: given, reason: systemReason(error) } });
    }
    if (hidden.some((folder) => isWithinOnHost(path, folder, platform)))
      throw new AppError('share.ownFiles', { params: { path } });
    const guestPath = guestPathOf(path, platform);
    const taken = guestPath === undefined ? '-' : takenBy(guestPath);
    if (taken !== undefined || /[\n\r]/.test(path))
      throw new AppError('share.notAllowed', { params: { path, taken: taken ?? '-' } });
    return path;
  }

  #wishes(): readonly (ShareWish & { readonly source: Share['source'] })[] {
    const { store, settings, homeFolder } = this.#options;
    const own = store.topic.value.map((wish) => ({ ...wish, source: 'user' as const }));
    const home = {
      path: homeFolder,
      readOnly: false,
      provider: 'auto' as const,
      ignore: [],
      paused: false,
      source: 'home' as const,
    };
    const wanted = settings.value['shares.home'] && own.every(({ path }) => path !== homeFolder);
    const all = wanted ? [home, ...own] : own;
    return all.toSorted((a, b) => a.path.split(/[\\/]/).length - b.path.split(/[\\/]/).length);
  }

  #plan(starting: boolean, devices: readonly ShareDevice[]): Planned[] {
    return this.#wishes().map((wish) => {
      const { path, readOnly, source, provider: wanted, ignore, paused } = wish;
      const id = shareId(path);
      const guestPath = guestPathOf(path, this.#options.platform);
      const share = { id, path, guestPath: guestPath ?? path, readOnly, source, wanted };
      const taken = guestPath === undefined ? path : takenBy(guestPath);
      if (taken !== undefined) {
        const error = new AppError('share.notAllowed', { params: { path, taken } });
        return { share, served: undefined, later: false, error: this.#wire(error) };
      }
      try {
        const chosen = chooseProvider(wanted, readOnly, {
          noVirtiofs: this.#noVirtiofs,
          starting,
          hasDevice: devices.some((device) => device.id === id),
        });
        const { provider, later } = chosen;
        const volume = provider === 'sync' ? { volume: `moorage-sync-${id}` } : {};
        const served = { ...share, provider, ignore, paused, ...volume };
        return {
          share: { ...share, provider, ...(provider === 'sync' ? { ignore, ...volume } : {}) },
          served: later ? undefined : served,
          later,
        };
      } catch (error) {
        return { share, served: undefined, later: false, error: this.#wire(error) };
      }
    });
  }

  /** Has what is wanted served, after what is being done already. */
  #changed(): void {
    this.#tell();
    this.#serving = this.#serving
      .then(() => this.#serve(this.#session?.signal))
      .catch((error: unknown) => {
        if (this.#session !== undefined) this.#options.log.failure('shares', error);
      });
  }

  async #serve(signal: AbortSignal | undefined): Promise<void> {
    const session = this.#session;
    if (session !== undefined) {
      const served = this.#plan(false, session.devices).flatMap((one) => one.served ?? []);
      await session.host.serve(served, signal ?? session.signal);
    }
    this.#tell();
  }

  #tell(): void {
    const session = this.#session;
    const states = new Map(session?.host.states.value.map((state) => [state.id, state]));
    const shares = this.#plan(false, session?.devices ?? []).map(({ share, later, error }): Share => {
      if (error !== undefined) return { ...share, state: 'failed', error };
      if (session === undefined) return { ...share, state: 'off' };
      if (later) return { ...share, state: 'restartNeeded' };
      const state = states.get(share.id);
      return state === undefined ? { ...share, state: 'opening' } : { ...share, ...state };
    });
    this.list.set({ shares, refused: this.#refused });
  }

  #wire(error: unknown): WireError {
    return toWire(error, (id, cause) => this.#options.log.failure('shares', cause, id));
  }
}

/** Whether a container that asks for the share gets it; else the engine would make an empty folder in its place. */
function isInVm({ state }: Share): boolean {
  return state !== 'failed' && state !== 'restartNeeded';
}
