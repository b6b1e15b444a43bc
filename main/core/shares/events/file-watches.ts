/** Watches for what is followed and not a folder: a single file that a container has mounted. */
import type { Entry } from './entry.ts';
import type { Watch } from './event-source.ts';
import type { Folder } from './folder.ts';

interface FileWatch {
  readonly entry: Entry;
  readonly close: () => void;
}

export class FileWatches {
  readonly #watch: Watch;
  readonly #changed: (key: string) => void;
  readonly #open = new Map<string, FileWatch>();

  /** `changed` is called with the key of a file that something happened to. */
  constructor(watch: Watch, changed: (key: string) => void) {
    this.#watch = watch;
    this.#changed = changed;
  }

  /** Watches the files among the followed, and no others. Links are not watched: the watch would be for their target. */
  sync(top: Folder, hostPath: (key: string) => Buffer): void {
    for (const [key, { entry, close }] of this.#open) {
      if (top.entries.get(key) === entry) continue;
      close();
      this.#open.delete(key);
    }
    for (const [key, entry] of top.entries) {
      if (entry.type !== 'file' || this.#open.has(key)) continue;
      const close = this.#opened(key, hostPath(key));
      if (close !== undefined) this.#open.set(key, { entry, close });
    }
  }

  close(): void {
    for (const { close } of this.#open.values()) close();
    this.#open.clear();
  }

  #opened(key: string, path: Buffer): (() => void) | undefined {
    try {
      const options = { encoding: 'latin1', persistent: false } as const;
      const watcher = this.#watch(path, options, () => this.#changed(key));
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch {
      return undefined; // It is looked at every second anyway.
    }
  }
}
