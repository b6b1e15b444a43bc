/** The command that builds what a form says; which builder docker takes is said by its environment. */
import type { BuildWish } from './build-model.ts';
import { dockerCommand } from './docker-command.ts';

/** One line for a POSIX shell. */
export function buildCommand(wish: BuildWish): string {
  const command = dockerCommand({ kind: 'build', wish });
  return wish.builder === 'classic' ? `DOCKER_BUILDKIT=0 ${command}` : command;
}
