/** Where folders of the host are in the VM, and which of a container's mounts concern them. Pure. */
import { posix, win32 } from 'node:path';

/** A folder of the host and where it is in the VM. */
export interface SharedFolder {
  readonly path: string;
  readonly guestPath: string;
}

/**
 * Where a folder of the host is in the VM: under the same path, on Windows `C:\Work\x` as `/c/Work/x` (as other
 * engines for Windows have it). Undefined for a path that has no place there, as a network path of Windows.
 */
export function guestPathOf(path: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return posix.isAbsolute(path) ? trimmed(posix.normalize(path)) : undefined;
  const found = /^([A-Za-z]):[\\/](.*)$/.exec(win32.normalize(path));
  if (found?.[1] === undefined) return undefined;
  return trimmed(`/${found[1].toLowerCase()}/${(found[2] ?? '').replaceAll('\\', '/')}`);
}

/** The folder itself, or one that it is in. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The same for folders of the host: to Windows, both slashes and upper and lower case are the same. */
export function isWithinOnHost(path: string, folder: string, platform: NodeJS.Platform): boolean {
  if (platform !== 'win32') return isWithin(path, folder);
  const plain = (one: string) => trimmed(win32.normalize(one).replaceAll('\\', '/').toLowerCase());
  return isWithin(plain(path), plain(folder));
}

/** Folders of the VM that containers may ask for by their own right, as they may of any engine. */
const guestOwned = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/proc',
  '/sys',
  '/dev',
  '/lib/modules',
  '/usr/lib/modules',
  '/var/lib/docker',
];

/** Folders of the VM that a share must not cover: the VM lives by them. Folders below `/run` and `/tmp` are free. */
const taken = [
  '/bin',
  '/boot',
  '/data',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
];
const takenThemselves = ['/', '/run', '/tmp'];

/** The VM's own folder that a share at this path of the VM would cover or be in the way of; undefined if none. */
export function takenBy(guestPath: string): string | undefined {
  return (
    taken.find((folder) => isWithin(guestPath, folder) || isWithin(folder, guestPath)) ??
    takenThemselves.find((folder) => folder === guestPath) ??
    ['/run/moorage', '/run/docker'].find((folder) => isWithin(guestPath, folder))
  );
}

/** What becomes of a source that a container wants to have mounted. */
export type BindSource =
  | { readonly kind: 'pass' }
  /** It is somewhere else in the VM. */
  | { readonly kind: 'rewrite'; readonly source: string }
  /** It is a folder of the host that isn't in the VM. */
  | { readonly kind: 'refuse'; readonly path: string };

/**
 * Decides on the source of a bind mount as the docker client sends it: an absolute path, of Windows too. Names of
 * volumes pass. Paths are compared as they are written: what a link in a share leads to is for the share's own wall, and for links outside of all see `judgeReal`.
 */
export function judgeSource(
  source: string,
  shares: readonly SharedFolder[],
  platform: NodeJS.Platform,
): BindSource {
  const pass = { kind: 'pass' } as const;
  if (platform === 'win32' && /^[A-Za-z]:[\\/]/.test(source)) {
    const path = guestPathOf(source, platform);
    const inGuest = path === undefined ? undefined : placeInShare(path, shares, platform);
    return inGuest === undefined ? { kind: 'refuse', path: source } : { kind: 'rewrite', source: inGuest };
  }
  if (platform === 'win32' && source.startsWith('\\\\')) return { kind: 'refuse', path: source };
  if (!posix.isAbsolute(source)) return pass;
  const path = trimmed(posix.normalize(source));
  // Docker Desktop's clients write a doubled slash for the VM's own socket.
  if (guestOwned.some((folder) => isWithin(path, folder))) return pass;
  const inGuest = placeInShare(path, shares, platform);
  if (inGuest === undefined) return { kind: 'refuse', path: source };
  return inGuest === path ? pass : { kind: 'rewrite', source: inGuest };
}

/**
 * A path of the VM as the share that it is in has it; undefined if it is in none. Windows doesn't tell upper case from
 * lower in paths, but the VM does, so there the share's own spelling counts.
 */
function placeInShare(
  guestPath: string,
  shares: readonly SharedFolder[],
  platform: NodeJS.Platform,
): string | undefined {
  const same = (path: string) => (platform === 'win32' ? path.toLowerCase() : path);
  const found = shares
    .filter((share) => isWithin(same(guestPath), same(share.guestPath)))
    .toSorted((a, b) => b.guestPath.length - a.guestPath.length)[0];
  if (found === undefined) return undefined;
  if (platform !== 'win32') return guestPath;
  const inside = guestPath.split('/').slice(found.guestPath.split('/').length);
  return [found.guestPath, ...inside].join('/');
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}
