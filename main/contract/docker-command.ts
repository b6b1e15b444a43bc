/**
 * The `docker` command that does what an action of the window does, ready to be pasted into a POSIX shell. Pure, and
 * here, because both the window and the tests that compare it with the real program want it. Values are quoted where
 * they need it: none of them can become a second command. `commands/` has one function for each action.
 */
import { buildCommands } from './commands/builds.ts';
import { composeCommands } from './commands/compose.ts';
import { containerCommands } from './commands/containers.ts';
import { engineCommands } from './commands/engine.ts';
import { fileCommands } from './commands/files.ts';
import { imageCommands } from './commands/images.ts';
import { lookingCommands } from './commands/looking.ts';
import { networkCommands } from './commands/networks.ts';
import { registryCommands } from './commands/registries.ts';
import { volumeCommands } from './commands/volumes.ts';

const commands = {
  ...containerCommands,
  ...composeCommands,
  ...imageCommands,
  ...volumeCommands,
  ...networkCommands,
  ...engineCommands,
  ...registryCommands,
  ...fileCommands,
  ...lookingCommands,
  ...buildCommands,
};

type Commands = typeof commands;

/** What the function of an action takes. */
type Input<K extends keyof Commands> = Parameters<Commands[K]> extends [infer I] ? I : unknown;

/** Something that the window does, and what the command needs to know of it. */
export type DockerAction = { [K in keyof Commands]: { readonly kind: K } & Input<K> }[keyof Commands];

/** The command as one line. */
export function dockerCommand(action: DockerAction): string {
  return ['docker', ...dockerArgs(action)].map(quote).join(' ');
}

/** The same as arguments of the `docker` program. */
export function dockerArgs(action: DockerAction): string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind goes to the function whose input it carries
  const toArgs = commands[action.kind] as (input: DockerAction) => string[];
  return toArgs(action);
}

/** Quotes for a POSIX shell (XCU 2.2.2): nothing has a meaning between single quotes. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
