/**
 * Folders of the host as devices of a VM: a virtiofsd for each, which QEMU speaks to over a socket (vhost-user). Each
 * runs in a mount namespace of its own, in which what the guest must never see is covered, so the wall stands whatever
 * the guest does. Everything that containers make belongs to the user on the host. Linux only.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { delay, withDeadline } from '../../lib/retry.ts';
import { systemCode } from '../../lib/system-error.ts';
import type { ShareDevice } from '../driver.ts';
import { runProgram } from './run-program.ts';

/** A virtiofsd in a folder with all that it needs. */
export interface Virtiofsd {
  readonly dir: string;
  /** The start of its command line, with paths in that folder. */
  readonly command: readonly string[];
}

/** What QEMU needs to know of each; the sockets are in its working folder. */
export interface ServedFolders {
  readonly folders: readonly { readonly id: string; readonly socket: string }[];
  /** Ends those that no QEMU has connected to: a connected one ends with its QEMU. */
  end(): void;
}

/** Milliseconds that one has to open its socket. */
const openMs = 10_000;

/** Milliseconds that an earlier one may need to end, and between two tries meanwhile. */
const lockedMs = 2000;
const againMs = 100;

/**
 * Runs in the new namespace: `sh -c … sh TOOLS COUNT HIDDEN… -- COMMAND…`, in the VM's folder. That folder and the tools
 * are themselves among what is covered; they stay reachable from the working folder.
 */
const script = `
set -e
tools=$1 count=$2
shift 2
mount --bind "$tools" ./virtiofsd
while [ "$count" -gt 0 ]; do
  if [ -d "$1" ]; then mount -t tmpfs -o ro,nosuid,nodev,noexec,mode=0,size=4k none "$1"; fi
  shift
  count=$((count - 1))
done
exec "$@"
`;

/** Why folders can't be given to VMs here; undefined if they can. */
export async function noFolders(virtiofsd: Virtiofsd | undefined): Promise<AppError | undefined> {
  if (virtiofsd === undefined) return unavailable('there is no virtiofsd for this system');
  try {
    await runProgram([...namespace(), 'true'], AbortSignal.timeout(openMs));
    return undefined;
  } catch (error) {
    return unavailable(
      `this system allows no mount namespaces (${error instanceof Error ? error.message : ''})`,
    );
  }
}

/** Starts one for each folder. Throws `share.providerUnavailable` when one doesn't come up. */
export async function startFolders(
  virtiofsd: Virtiofsd | undefined,
  shares: readonly ShareDevice[],
  vmDir: string,
  signal: AbortSignal,
): Promise<ServedFolders> {
  const children: ChildProcess[] = [];
  const end = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  if (virtiofsd === undefined) {
    if (shares.length > 0) throw unavailable('there is no virtiofsd');
    return { folders: [], end };
  }
  try {
    const folders = [];
    for (const share of shares) {
      const socket = `fs-${share.id}`;
      const begin = async () => {
        await rm(join(vmDir, socket), { force: true });
        const child = await startOne(virtiofsd, share, vmDir, socket);
        children.push(child);
        return child;
      };
      folders.push({ id: share.id, socket, begin, child: await begin() });
    }
    for (const { socket, begin, child } of folders) await opened(join(vmDir, socket), child, begin, signal);
    return { folders: folders.map(({ id, socket }) => ({ id, socket })), end };
  } catch (error) {
    end();
    throw error;
  }
}

/** The program and its arguments as a pure function of what it serves. */
export function virtiofsdArgs(command: readonly string[], share: ShareDevice, socket: string): string[] {
  return [
    ...command,
    ...['--socket-path', socket, '--shared-dir', share.path],
    // The namespace is ours already; its own would hide from it what we have put there.
    ...['--sandbox', 'none', '--rlimit-nofile', '0', '--cache', 'auto'],
    // Whoever a container's process is, on the host it is this user.
    ...['--translate-uid', 'squash-guest:0:0:4294967295', '--translate-gid', 'squash-guest:0:0:4294967295'],
  ];
}

/** A mount namespace; who isn't root needs a user namespace for it, in which they are. */
function namespace(): readonly string[] {
  const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return ['unshare', ...asUser, '--mount', '--propagation', 'private', '--'];
}

async function startOne(
  virtiofsd: Virtiofsd,
  share: ShareDevice,
  vmDir: string,
  socket: string,
): Promise<ChildProcess> {
  await mkdir(join(vmDir, 'virtiofsd'), { recursive: true, mode: 0o700 });
  // In the namespace its folder is covered, and reached by another path.
  const inside = virtiofsd.command.map((word) =>
    word.startsWith(virtiofsd.dir) ? `./virtiofsd${word.slice(virtiofsd.dir.length)}` : word,
  );
  const command = virtiofsdArgs(inside, share, socket);
  const [program = '', ...args] = [
    ...namespace(),
    ...['sh', '-c', script, 'sh', virtiofsd.dir, String(share.hidden.length), ...share.hidden],
    ...command,
  ];
  const output = await open(join(vmDir, 'virtiofsd.log'), 'a', 0o600);
  try {
    // A session of its own, as QEMU has: it ends when QEMU does.
    const child = spawn(program, args, {
      cwd: vmDir,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    child.on('error', () => undefined); // found by its socket not being there
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

/**
 * Waits for the socket. The one of a VM that has just been killed holds its lock, a file beside the socket, for a moment
 * longer: one that ends meanwhile is begun again.
 */
async function opened(
  path: string,
  first: ChildProcess,
  begin: () => Promise<ChildProcess>,
  signal: AbortSignal,
): Promise<void> {
  const late = () => unavailable(`virtiofsd doesn't open ${basename(path)}`);
  await withDeadline(signal, openMs, late, async (limit) => {
    const until = performance.now() + lockedMs;
    for (let child = first; !(await isThere(path));) {
      if (child.exitCode === null && child.signalCode === null) await delay(10, limit);
      else if (performance.now() > until)
        throw unavailable('virtiofsd has ended; vm/virtiofsd.log may tell why');
      else {
        await delay(againMs, limit);
        child = await begin();
      }
    }
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function unavailable(reason: string): AppError {
  return new AppError('share.providerUnavailable', { params: { provider: 'virtiofs', reason } });
}
