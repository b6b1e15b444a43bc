/** The `docker` commands that open terminals in containers, as arguments. */
import { operands, option } from './words.ts';

interface ExecCommand {
  readonly name: string;
  readonly command: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
}

export const terminalCommands = {
  'container.exec': ({ name, command, user, workdir }: ExecCommand) => [
    'exec',
    '--interactive',
    '--tty',
    ...option('--user', user),
    ...option('--workdir', workdir),
    ...operands([name]),
    ...command,
  ],
  'container.attach': ({ name }: { readonly name: string }) => ['attach', ...operands([name])],
};
