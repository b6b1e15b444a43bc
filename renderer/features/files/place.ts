/** What the parts of the file browser know of where they are. */
import type { DockerAction } from '../../../main/contract/docker-command.ts';
import type { FilePlace, NamedPlace } from '../../../main/contract/files-model.ts';

export interface Browsed {
  readonly place: FilePlace;
  readonly named: NamedPlace;
  /** A program can be run there: not in a container that is stopped. */
  readonly live: boolean;
}

/** The command of an action where there is one: docker does nothing but copy in a container that is stopped. */
export function commandIn({ live }: Browsed, action: DockerAction): { readonly command?: DockerAction } {
  return live ? { command: action } : {};
}
