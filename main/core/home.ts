/** Where Moorage keeps everything: one folder, and every path in it that the program uses. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, posix, win32 } from 'node:path';
import { AppError } from '../contract/errors.ts';
import { systemCode, systemReason, writeError } from './lib/system-error.ts';

/** Every path below the home. Sockets are names of pipes on Windows. */
export interface HomePaths {
  readonly home: string;
  /** Where docker talks to the engine. */
  readonly engineSocket: string;
  /** The same as a value for DOCKER_HOST. */
  readonly dockerHost: string;
  /** Where windows and command lines talk to the core. */
  readonly controlSocket: string;
  /** Names the process that holds this home. */
  readonly lock: string;
  readonly settings: string;
  /** The user's part of the engine's configuration. */
  readonly daemonConfig: string;
  /** The user's rules about ports. */
  readonly portRules: string;
  /** The registries that the user has listed, and secrets where the system has no key store; see `registries/`. */
  readonly registries: string;
  readonly registrySecrets: string;
  readonly sealedSecrets: string;
  /** What was built. */
  readonly builds: string;
  /** Searches in logs that the user has named. */
  readonly logSearches: string;
  /** The folders that the user shares. */
  readonly shares: string;
  /** What was removed and can still be had back. */
  readonly removed: string;
  /** What was done in windows. */
  readonly history: string;
  /** What is kept of each share: owners that containers have set, what a synced one had last. */
  readonly sharesDir: string;
  /** Where the core talks to the process that serves shares. */
  readonly shareSocket: string;
  readonly keysDir: string;
  readonly vmDir: string;
  readonly qmpSocket: string;
  readonly consoleSocket: string;
  readonly logsDir: string;
  readonly appLog: string;
  readonly vmLog: string;
  readonly engineLog: string;
  /** What the process that serves shares says. */
  readonly shareLog: string;
  /** Where the desktop window stood and how large it was. */
  readonly windowState: string;
  /** The port of the window for browsers, and digests of who was let in. */
  readonly windowMemory: string;
  /** What Chromium keeps for the desktop window. */
  readonly chromiumDir: string;
  /** All folders, the home first; what `prepareHome` makes. */
  readonly folders: readonly string[];
}

/** What the home's place depends on. */
export interface HomeSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** Bytes that a socket's path may have: systems allow 104 or 108, and some count a closing zero. */
const maxSocketPathBytes = 99;

/** All paths for these surroundings. Throws `home.pathTooLong`, `home.notAbsolute`. */
export function homePaths(surroundings: HomeSurroundings): HomePaths {
  const windows = surroundings.platform === 'win32';
  const path = windows ? win32 : posix;
  const home = homeFolder(surroundings, path);
  const at = (...parts: string[]) => path.join(home, ...parts);
  const socket = windows ? pipeNames(home) : (...parts: string[]) => at(...parts);

  const runDir = at('run');
  const [vmDir, keysDir, logsDir, sharesDir] = [at('vm'), at('keys'), at('logs'), at('shares')];
  const engineSocket = socket('docker.sock');
  const sockets = {
    engineSocket,
    controlSocket: socket('run', 'core.sock'),
    qmpSocket: socket('vm', 'qmp'),
    consoleSocket: socket('vm', 'con'),
    shareSocket: socket('run', 'fs.sock'),
  };
  const length = Math.max(...Object.values(sockets).map((name) => Buffer.byteLength(name)));
  if (!windows && length > maxSocketPathBytes) {
    throw new AppError('home.pathTooLong', { params: { path: home, length, limit: maxSocketPathBytes } });
  }
  return {
    home,
    ...sockets,
    dockerHost: windows ? `npipe://${engineSocket.replaceAll('\\', '/')}` : `unix://${engineSocket}`,
    lock: path.join(runDir, 'lock'),
    settings: at('settings.json'),
    daemonConfig: at('daemon.json'),
    portRules: at('ports.json'),
    logSearches: at('log-searches.json'),
    registries: at('registries.json'),
    registrySecrets: at('registry-secrets.json'),
    sealedSecrets: at('registry-secrets.sealed.json'),
    builds: at('builds.json'),
    shares: at('shares.json'),
    removed: at('removed.json'),
    history: at('history.json'),
    sharesDir,
    keysDir,
    vmDir,
    logsDir,
    appLog: path.join(logsDir, 'app.log'),
    vmLog: path.join(logsDir, 'vm.log'),
    engineLog: path.join(logsDir, 'engine.log'),
    shareLog: path.join(logsDir, 'shares.log'),
    windowState: at('window.json'),
    windowMemory: path.join(runDir, 'window.json'),
    chromiumDir: at('chromium'),
    folders: [home, runDir, vmDir, keysDir, logsDir, sharesDir],
  };
}

function homeFolder({ platform, env, homedir }: HomeSurroundings, path: typeof posix): string {
  const own = env['MOORAGE_HOME'] ?? '';
  if (own !== '') {
    // A relative path would mean another home in each folder, and in each background process.
    if (!path.isAbsolute(own)) throw new AppError('home.notAbsolute', { params: { path: own } });
    return path.resolve(own);
  }
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir, 'AppData', 'Local'), 'Moorage');
  }
  if (platform === 'darwin') return path.join(homedir, 'Library', 'Application Support', 'Moorage');
  // The XDG base directory specification has relative values ignored.
  const data = env['XDG_DATA_HOME'] ?? '';
  return path.join(path.isAbsolute(data) ? data : path.join(homedir, '.local', 'share'), 'moorage');
}

/** Pipes live in one flat space for all users; a hash of the home keeps apart what belongs to different homes. */
function pipeNames(home: string): (...parts: string[]) => string {
  const hash = createHash('sha256').update(home.toLowerCase()).digest('hex').slice(0, 16);
  return (...parts) => `\\\\.\\pipe\\moorage-${hash}-${(parts.at(-1) ?? '').replace(/\.sock$/, '')}`;
}

/**
 * Makes the folders, for their owner only, and checks that they can be relied on. Throws `home.unsafe` when one is
 * another user's, `home.notWritable` and `home.diskFull`.
 */
export async function prepareHome(paths: HomePaths): Promise<void> {
  for (const folder of paths.folders) await prepareFolder(folder);
  await proveWritable(paths.home);
}

async function prepareFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
    // A folder may be a link to another disk; then both the link and what it leads to must be ours.
    const [link, folder] = [await lstat(path), await stat(path)];
    if (!isOurs(link.uid) || !isOurs(folder.uid)) throw new AppError('home.unsafe', { params: { path } });
    if (process.platform !== 'win32' && (folder.mode & 0o077) !== 0) await chmod(path, 0o700);
  } catch (error) {
    throw folderError(error, path);
  }
}

/**
 * Node's own recursive `mkdir` never returns where the system answers ENOENT below a folder that is there, as /proc
 * does; this one tries each folder once more, and no more.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const parent = dirname(path);
    if (systemCode(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (systemCode(error) !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await mkdir(path, { mode: 0o700 });
  }
}

/** Windows has no user ids in its file status; there the profile folder's access list does this. */
function isOurs(uid: number): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Asking for permission isn't enough: root is always told yes, and Windows only looks at the read-only flag. */
async function proveWritable(home: string): Promise<void> {
  const probe = `${home}/.probe-${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(probe, 'x', { flag: 'wx', mode: 0o600 });
    await rm(probe);
  } catch (error) {
    throw folderError(error, home);
  }
}

function folderError(error: unknown, path: string): AppError {
  const known = writeError(error, path);
  if (known instanceof AppError) return known;
  return new AppError('home.notWritable', { params: { path, reason: systemReason(error) }, cause: error });
}
