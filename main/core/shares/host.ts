/** What serves shares: a process of its own that outlives the core, or, for the fake driver, something that only says so. */
import type { WireError } from '../../contract/errors.ts';
import type { ShareProvider, ShareState, SyncProgress } from '../../contract/model.ts';
import type { ReadableTopic } from '../lib/topic.ts';

/** One folder to serve. */
export interface ServedShare {
  readonly id: string;
  readonly path: string;
  readonly guestPath: string;
  readonly readOnly: boolean;
  readonly provider: ShareProvider;
  /** For a synced one. */
  readonly ignore: readonly string[];
  readonly paused: boolean;
  /** Folders in the VM that belong to the volume a synced share is on. */
  readonly volume?: string;
}

/** How it stands. */
export interface ServedState {
  readonly id: string;
  readonly state: ShareState;
  readonly error?: WireError;
  readonly warning?: WireError;
  readonly sync?: SyncProgress;
}

export interface ShareHost {
  readonly states: ReadableTopic<readonly ServedState[]>;
  /** Serves these and no others. Resolves when each of them is ready, failed, or will be only later. */
  serve(shares: readonly ServedShare[], signal: AbortSignal): Promise<void>;
  /** Tells which folders of the VM running containers have mounted: only there changes need to be noticed. */
  mounted(guestPaths: readonly string[]): void;
}
