/** `moorage env`: what a shell has to run so that docker finds the engine. Works whether the VM runs or not. */
import { detectShell, shellEnv, shellEnvHint, shells } from '../../core/engine/env.ts';
import { oneOf, parseWords } from '../args.ts';
import { note, printJson, type Cli } from '../cli.ts';

export function run(cli: Cli): Promise<number> {
  const { values } = parseWords(cli, 'env', { shell: { type: 'string' }, json: { type: 'boolean' } });
  const shell =
    values.shell === undefined
      ? detectShell(cli.env, process.platform)
      : oneOf(cli, 'env', values.shell, shells);
  const { dockerHost } = cli.paths();
  if (values.json === true) printJson(cli, { dockerHost });
  else cli.stdout.write(shellEnv(shell, dockerHost));
  // For a person who looks at it; a shell that runs it doesn't see this.
  if (cli.stdout.isTTY && values.json !== true) note(cli, `# ${shellEnvHint(shell)}`);
  return Promise.resolve(0);
}
