/**
 * Where a compose program may be on this computer. Pure: what is there is for the caller to see. A docker program counts
 * with its compose plugin only, so each place is tried by asking for compose's version.
 */
import { posix, win32 } from 'node:path';

export interface ProgramSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** A command line that compose's own arguments follow. */
export type ComposeProgram = readonly [program: string, ...args: string[]];

/** Folders where Docker's programs are put by Docker Desktop, Homebrew, MacPorts, Rancher Desktop and systems. */
function usualFolders({ platform, env, homedir }: ProgramSurroundings): string[] {
  if (platform === 'win32') {
    const programs = env['ProgramFiles'] ?? 'C:\\Program Files';
    return [
      win32.join(programs, 'Docker', 'Docker', 'resources', 'bin'),
      win32.join(programs, 'Docker'),
      win32.join(homedir, '.rd', 'bin'),
    ];
  }
  const own = [posix.join(homedir, '.docker', 'bin'), posix.join(homedir, '.rd', 'bin')];
  if (platform === 'darwin') {
    return [
      '/usr/local/bin',
      '/opt/homebrew/bin',
      '/opt/local/bin',
      '/Applications/Docker.app/Contents/Resources/bin',
      ...own,
    ];
  }
  return ['/usr/bin', '/usr/local/bin', '/snap/bin', ...own];
}

/**
 * The command lines to try, the best first: `docker compose` of PATH's folders and then of the usual ones, and after
 * those the program `docker-compose` that some systems have alone. Relative folders of PATH are left out, since what they
 * mean depends on where one is; on Windows only programs count, as scripts would need a shell.
 */
export function composePrograms(around: ProgramSurroundings): ComposeProgram[] {
  const windows = around.platform === 'win32';
  const path = windows ? win32 : posix;
  const name = Object.keys(around.env).find((key) => (windows ? key.toUpperCase() : key) === 'PATH');
  const listed = (name === undefined ? '' : (around.env[name] ?? ''))
    .split(windows ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder));
  const folders = [...new Set([...listed, ...usualFolders(around)].map((folder) => path.resolve(folder)))];
  const file = (folder: string, program: string) => path.join(folder, windows ? `${program}.exe` : program);
  return [
    ...folders.map((folder): ComposeProgram => [file(folder, 'docker'), 'compose']),
    ...folders.map((folder): ComposeProgram => [file(folder, 'docker-compose')]),
  ];
}

/** What would lead compose to another engine or to other files than those that it is told. */
const misleading = [
  'DOCKER_CONTEXT',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
  'COMPOSE_PATH_SEPARATOR',
];

/** The program's environment: ours, with our engine, and with plain lines in place of a moving picture. */
export function composeEnv(
  env: Readonly<Record<string, string | undefined>>,
  dockerHost: string,
): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !misleading.includes(name.toUpperCase()));
  return {
    ...Object.fromEntries(kept),
    DOCKER_HOST: dockerHost,
    COMPOSE_PROGRESS: 'plain',
    COMPOSE_ANSI: 'never',
    COMPOSE_MENU: 'false',
  };
}
