/** Which folders running containers have mounted: only there the host's changes have to be noticed. */
import type Docker from 'dockerode';
import { isCancel } from '../../contract/errors.ts';
import type { ContainerEvent } from '../engine/event-lines.ts';
import type { Log } from '../lib/log.ts';

export interface MountWatchOptions {
  readonly docker: Docker;
  /** Hears of all sources of bind mounts, as paths of the VM. */
  readonly onMounted: (paths: readonly string[]) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Longest path and most paths that are believed of the engine. */
const [longestPath, mostPaths] = [4096, 10_000];

export class MountWatch {
  readonly #options: MountWatchOptions;
  #looking = false;
  #again = false;

  constructor(options: MountWatchOptions) {
    this.#options = options;
  }

  handle({ action }: ContainerEvent): void {
    if (action === 'start' || action === 'die') this.look();
  }

  /** Asks the engine, once more if something has happened meanwhile. */
  look(): void {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    this.#lookAll()
      .catch((error: unknown) => {
        if (!isCancel(error) && !this.#options.signal.aborted) this.#options.log.failure('shares', error);
      })
      .finally(() => {
        this.#looking = false;
      });
  }

  async #lookAll(): Promise<void> {
    const { docker, onMounted, signal } = this.#options;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      const containers = await docker.listContainers({ abortSignal: signal });
      const sources = containers.flatMap(({ Mounts }) =>
        Mounts.flatMap(({ Type, Source }) =>
          Type === 'bind' && typeof Source === 'string' && Source.length <= longestPath ? [Source] : [],
        ),
      );
      onMounted([...new Set(sources)].slice(0, mostPaths));
    }
  }
}
