/** Where events come from: a watch for each folder (Linux), or one for each followed folder and all below (elsewhere). */
import { watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';
import { systemCode } from '../../lib/system-error.ts';
import type { Folder } from './folder.ts';

/** As Node's own. */
export type Watch = (
  path: Buffer | string,
  options: { encoding: 'latin1'; persistent: false; recursive?: boolean },
  listener: (event: string, name: string | null) => void,
) => Pick<FSWatcher, 'close' | 'on'>;

export interface SourceListener {
  /** Something happened to a name in a folder; undefined: to who knows what in it. */
  readonly changed: (folder: Folder, name: string | undefined) => void;
  /** A watch broke, so events may be lost. */
  readonly broke: () => void;
  /** A folder cannot be watched, since the system allows no more of it. */
  readonly limited: (folder: Folder) => void;
}

export interface EventSource {
  /** True if events go on coming for a folder that was renamed, without doing anything for it. */
  readonly followsRenames: boolean;
  /** Has a folder watched that is at this path now, if it is not watched already; `Folder.unwatch` ends it. */
  watch(folder: Folder, path: Buffer): void;
}

export const nodeWatch: Watch = (path, options, listener) => watch(path, options, listener);

/** For systems where a watch is for one folder and what is directly in it. */
export function folderEvents(watchPath: Watch, listener: SourceListener): EventSource {
  return {
    followsRenames: true,
    watch: (folder, path) => {
      // What happens to the folder itself is told under the last part of its path.
      const itself = basename(path.toString('latin1'));
      open(watchPath, folder, path, false, listener, (name) => {
        const { parent } = folder;
        if (name === itself && parent !== undefined && parent.entry === undefined)
          listener.changed(parent, folder.name);
        listener.changed(folder, name);
      });
    },
  };
}

/** For systems where a watch is for a folder and all below. */
export function treeEvents(watchPath: Watch, listener: SourceListener): EventSource {
  return {
    followsRenames: false,
    watch: (folder, path) => {
      if (folder.parent?.entry !== undefined) return;
      open(watchPath, folder, path.toString(), true, listener, (path) => {
        for (const spot of spotsOf(folder, path)) listener.changed(spot.folder, spot.name);
      });
    },
  };
}

function* spotsOf(
  start: Folder,
  path: string | undefined,
): Iterable<{ folder: Folder; name: string | undefined }> {
  if (start.parent !== undefined) yield { folder: start.parent, name: start.name };
  const names = (path ?? '').split(/[\\/]/).filter((name) => name !== '');
  let folder = start;
  for (const [index, name] of names.entries()) {
    const entry = folder.entries.get(name);
    // The system may spell a name in another way than it is kept, so what is not known is looked for in the folder.
    if (entry === undefined) return yield { folder, name: undefined };
    if (index === names.length - 1) yield { folder, name };
    if (entry.folder === undefined) {
      if (index < names.length - 1) yield { folder, name };
      return;
    }
    folder = entry.folder;
  }
  // Something in a folder that the system tells of as a whole.
  yield { folder, name: undefined };
}

const limitCodes = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM']);

function open(
  watchPath: Watch,
  folder: Folder,
  path: Buffer | string,
  recursive: boolean,
  listener: SourceListener,
  call: (name: string | undefined) => void,
): void {
  if (folder.unwatch !== undefined) return;
  try {
    const options = { encoding: 'latin1', persistent: false } as const;
    const watcher = watchPath(path, recursive ? { ...options, recursive } : options, (_event, name) => {
      if (!folder.gone) call(name ?? undefined);
    });
    folder.unwatch = () => watcher.close();
    watcher.on('error', (error) => {
      folder.unwatch?.();
      folder.unwatch = undefined;
      if (limitCodes.has(systemCode(error) ?? '')) listener.limited(folder);
      listener.broke();
    });
  } catch (error) {
    // Anything else means that it is gone or may not be read, which a look at it tells better.
    if (limitCodes.has(systemCode(error) ?? '')) listener.limited(folder);
  }
}
