/** What a terminal in a container can be, and the command that opens the same. */
import { debugCommand } from '../../../main/contract/debug-command.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';

export interface ExecWish {
  readonly kind: 'exec';
  /** Program and arguments; a shell that the image has when left out. */
  readonly command?: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
}

export type TerminalWish =
  | ExecWish
  /** The container's main process; with `start` the container is started for it. */
  | { readonly kind: 'attach'; readonly start?: true }
  /** The VM's own tools in the container's namespaces. */
  | { readonly kind: 'debug' };

/** What is known of a terminal as far as its command goes. */
interface Known {
  readonly wish: TerminalWish;
  readonly command?: readonly string[];
  readonly pid?: number;
}

/** The command that opens the same; undefined as long as it isn't known. */
export function wishCommand({ wish, command, pid }: Known, name: string): string | undefined {
  switch (wish.kind) {
    case 'attach':
      return dockerCommand({ kind: 'container.attach', name });
    case 'debug':
      return pid === undefined ? undefined : debugCommand({ pid });
    case 'exec': {
      const { kind: _kind, command: asked = ['sh'], ...who } = wish;
      return dockerCommand({ kind: 'container.exec', name, ...who, command: command ?? asked });
    }
  }
}

/** The program's name without its folder. */
export function programName(command: readonly string[] | undefined): string {
  const [path = 'sh'] = command ?? [];
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

/** Everything that can be joined: a paused program stands still and goes on with its container. */
export function isUp({ state }: Pick<ContainerSummary, 'state'>): boolean {
  return state === 'running' || state === 'paused';
}
