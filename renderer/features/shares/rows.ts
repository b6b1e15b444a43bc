/** The rows of the list of shares, and what each says. Pure. */
import type { Share, ShareList, ShareProvider, SyncProgress } from '../../../main/contract/model.ts';
import type { Tone } from '../machine/machine.ts';

export type ShareEntry =
  | { readonly kind: 'share'; readonly share: Share }
  /** The home folder, which the setting has switched off: where it is the window isn't told then. */
  | { readonly kind: 'homeOff' }
  /** Nothing is shared beside the home folder. */
  | { readonly kind: 'none' };

/** The home folder first, then the user's by their paths. */
export function shareEntries({ shares }: Pick<ShareList, 'shares'>, homeShared: boolean): ShareEntry[] {
  const home = shares.filter(({ source }) => source === 'home');
  const own = shares
    .filter(({ source }) => source === 'user')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((share) => ({ kind: 'share', share }) as const);
  return [
    ...home.map((share) => ({ kind: 'share', share }) as const),
    ...(home.length === 0 && !homeShared ? [{ kind: 'homeOff' } as const] : []),
    ...(own.length === 0 ? [{ kind: 'none' } as const] : own),
  ];
}

/** A path in two: what may be cut off where room is short, and the folder's own name. */
export function splitPath(path: string): readonly [parent: string, name: string] {
  const at = Math.max(path.lastIndexOf('/', path.length - 2), path.lastIndexOf('\\', path.length - 2));
  return [path.slice(0, at + 1), path.slice(at + 1)];
}

/** What serves it, or would: which one that is gets decided when the machine starts. */
export function shownProvider({ state, wanted, provider }: Share): 'auto' | ShareProvider {
  return state === 'off' ? wanted : (provider ?? wanted);
}

/** What is done for a synced share now. */
export interface SyncWork extends SyncProgress {
  readonly phase: 'comparing' | 'copying';
}

/** What a synced share is busy with; undefined while it only watches. */
export function syncWork({ state, sync }: Share): SyncWork | undefined {
  if (state !== 'ready' || sync === undefined) return undefined;
  const { phase } = sync;
  return phase === 'comparing' || phase === 'copying' ? { ...sync, phase } : undefined;
}

export function shareTone(share: Share): Tone {
  switch (share.state) {
    case 'ready':
      if (syncWork(share) !== undefined) return 'busy';
      return share.warning === undefined ? 'good' : 'warn';
    case 'opening':
      return 'busy';
    case 'restartNeeded':
      return 'warn';
    case 'failed':
      return 'bad';
    case 'off':
    case 'paused':
      return 'off';
  }
}

/** How far a sync is, from 0 to 1: by bytes, or by files where those have none; undefined while it is not known. */
export function syncPart(sync: SyncProgress): number | undefined {
  const [done, total] =
    sync.bytesTotal > 0 ? [sync.bytesDone, sync.bytesTotal] : [sync.filesDone, sync.filesTotal];
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** Whether its speed can be measured: that writes into it. */
export function isMeasurable({ state, readOnly }: Share): boolean {
  return state === 'ready' && !readOnly;
}
