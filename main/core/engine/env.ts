/** What a shell has to run so that `docker` finds the engine: the output of `moorage env`. */

export const shells = ['bash', 'zsh', 'fish', 'powershell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

const posixLine = (host: string) => `export DOCKER_HOST='${host.replaceAll("'", String.raw`'\''`)}'\n`;

/** Each shell's line, with its own quoting. */
const lines: Record<Shell, (host: string) => string> = {
  bash: posixLine,
  zsh: posixLine,
  fish: (host) => `set -gx DOCKER_HOST '${host.replace(/[\\']/g, String.raw`\$&`)}'\n`,
  // PowerShell takes typographic quotes for quotes too.
  powershell: (host) => `$Env:DOCKER_HOST = '${host.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'\n`,
  // Inside quotes only the percent sign is special, and only in batch files; names of pipes have none.
  cmd: (host) => `set "DOCKER_HOST=${host}"\r\n`,
};

/** How each shell runs what a command prints. */
const hints: Record<Shell, (command: string) => string> = {
  bash: (command) => `eval "$(${command})"`,
  zsh: (command) => `eval "$(${command})"`,
  fish: (command) => `${command} | source`,
  powershell: (command) => `& ${command} | Out-String | Invoke-Expression`,
  cmd: (command) => `@FOR /f "tokens=*" %i IN ('${command}') DO @%i`,
};

/** The line that sets DOCKER_HOST in this shell, with its line end. It wins over any docker context. */
export function shellEnv(shell: Shell, dockerHost: string): string {
  return lines[shell](dockerHost);
}

/** How to run that line without copying it, for a hint beside it. */
export function shellEnvHint(shell: Shell, command = 'moorage env'): string {
  return hints[shell](`${command} --shell ${shell}`);
}

/**
 * The shell that we were called from, as far as the environment tells. `SHELL` is also set by Git's bash on Windows.
 * Without it, on Windows, PowerShell gives itself away by the user's own folder in PSModulePath.
 */
export function detectShell(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Shell {
  const name =
    (env['SHELL'] ?? '')
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, '')
      .toLowerCase() ?? '';
  if (name === 'fish' || name === 'zsh' || name === 'bash') return name;
  if (name === 'pwsh') return 'powershell';
  if (platform !== 'win32' || name !== '') return 'bash'; // sh, dash, ksh: the same line does
  return /[\\/]documents[\\/](?:windows)?powershell/i.test(env['PSModulePath'] ?? '') ? 'powershell' : 'cmd';
}

/** A value of `--shell`, or undefined if there is no such shell. */
export function shellNamed(name: string): Shell | undefined {
  return shells.find((shell) => shell === name);
}
