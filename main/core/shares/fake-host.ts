/**
 * For the fake driver: shares that say they are ready, and serve nothing. As with the fake registry's images, the end of
 * a folder's name asks for another state: `-failing`, `-unwatched`, and for synced ones `-copying` and `-conflict`.
 */
import { stat } from 'node:fs/promises';
import type { SyncConflict, SyncProgress } from '../../contract/model.ts';
import { Topic } from '../lib/topic.ts';
import type { ServedShare, ServedState, ShareHost } from './host.ts';

export function fakeShareHost(): ShareHost {
  const states = new Topic<readonly ServedState[]>([]);
  return {
    states,
    async serve(shares) {
      states.set(await Promise.all(shares.map(stateOf)));
    },
    mounted: () => undefined,
  };
}

async function stateOf(share: ServedShare): Promise<ServedState> {
  const { id, path, provider, paused } = share;
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) return { id, state: 'failed', error: { code: 'share.folderGone', params: { path } } };
  if (path.endsWith('-failing')) {
    const params = { path, reason: 'its name asks the fake driver for a failure' };
    return { id, state: 'failed', error: { code: 'share.failed', params } };
  }
  const state: ServedState = path.endsWith('-unwatched')
    ? { id, state: 'ready', warning: { code: 'share.watchLimit', params: { path } } }
    : { id, state: 'ready' };
  if (provider !== 'sync') return state;
  const sync = progressOf(path);
  return paused ? { id, state: 'paused', sync: { ...sync, phase: 'paused' } } : { ...state, sync };
}

function progressOf(path: string): SyncProgress {
  const copying = path.endsWith('-copying');
  const conflicts: SyncConflict[] = path.endsWith('-conflict')
    ? [
        { path: 'notes/today.md', copy: 'notes/today (from the VM).md' },
        { path: 'src/main.go', copy: 'src/main (from the VM).go' },
      ]
    : [];
  return {
    phase: copying ? 'copying' : 'watching',
    filesDone: copying ? 1234 : 0,
    filesTotal: copying ? 3400 : 0,
    bytesDone: copying ? 41_000_000 : 0,
    bytesTotal: copying ? 120_000_000 : 0,
    conflicts,
  };
}
