/**
 * The peer: what a person gets who installs Debian and Docker's engine on it in a VM of their own. Debian's minimal
 * system with systemd, its network and name services, the engine in our version, and an SSH server; Debian's own
 * kernel package and initial file system. Made once by mmdebstrap, which needs root, and kept in the cache.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { errorCode, temporaryName, writeAtomic } from '../../main/setup/cache.ts';
import { debianMirror } from '../../main/setup/debian/release.ts';
import { resourcePath } from '../../main/setup/resources.ts';
import { runTool } from '../../main/setup/run-tool.ts';
import { capture } from './capture.ts';
import { firstAnswer, forwardWaiting } from './ping.ts';
import { freePort, startVm, usualShape, watch, type Shape } from './vm.ts';

/** The peer's files, all absolute paths. */
export interface PeerImage {
  readonly kernel: string;
  readonly initrd: string;
  /** ext4, raw. Its engine was started once and shut down in order, as ours was before it is measured. */
  readonly root: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** The peer's own command line for the kernel. */
export const peerAppend = 'root=/dev/vda rw console=ttyS0 quiet';

/** The port on which its engine listens besides its socket. */
export const peerEnginePort = 2375;

const engineSuite = 'forky';
const enginePackages = ['docker.io', 'docker-cli', 'containerd', 'runc', 'tini', 'tini-static'];

/** Everything that decides what the image has in it; its hash names the image. */
const recipe = {
  format: 1,
  suite: 'trixie',
  // dbus: systemd recommends it, and without it the power button isn't heard.
  packages: `systemd-sysv udev dbus systemd-resolved kmod iproute2 iptables ca-certificates linux-image-amd64
    initramfs-tools zstd docker.io openssh-server`.split(/\s+/),
  diskBytes: 4 * 1024 ** 3,
  files: {
    'etc/hostname': 'peer\n',
    'etc/hosts': '127.0.0.1 localhost\n127.0.1.1 peer\n',
    'etc/fstab': '/dev/vda / ext4 errors=remount-ro 0 1\n',
    'etc/systemd/network/80-wired.network': '[Match]\nType=ether\n\n[Network]\nDHCP=yes\n',
    // Through systemd's socket and not by dockerd's -H tcp://, which would delay the engine's start: it waits a
    // second, or fifteen, before it binds a TCP port without TLS.
    'etc/systemd/system/docker.socket.d/tcp.conf': `[Socket]\nListenStream=0.0.0.0:${peerEnginePort}\n`,
  },
  enable: ['systemd-networkd', 'systemd-resolved', 'ssh', 'docker.socket', 'docker.service'],
} as const;

const preferences = [
  `Package: *\nPin: release n=${engineSuite}\nPin-Priority: 100\n`,
  `Package: ${enginePackages.join(' ')}\nPin: release n=${engineSuite}\nPin-Priority: 990\n`,
].join('\n');

export interface PeerOptions {
  readonly cache: string;
  /** Start of QEMU's command line, for the image's first start. */
  readonly qemu: readonly string[];
  readonly say: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The peer's image from the cache, made now if it isn't there: a few minutes. Throws an error that says why where it
 * can't be made.
 */
export async function ensurePeerImage(options: PeerOptions): Promise<PeerImage> {
  const { cache, say, signal } = options;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the peer can be made on Linux on x86-64 only');
  }
  const id = createHash('sha256').update(JSON.stringify({ recipe, preferences })).digest('hex').slice(0, 16);
  const dir = join(cache, 'bench', `peer-${id}`);
  const versions = await readVersions(dir);
  if (versions !== undefined) return image(dir, versions);
  if (process.getuid?.() !== 0) {
    throw new Error('making the peer needs root: run the benchmark once as root, or copy the cache');
  }
  await ensureMmdebstrap(options);
  const work = temporaryName(dir);
  await mkdir(work, { recursive: true });
  try {
    say('making the peer with mmdebstrap (once, some minutes)');
    await makeRoot(work, signal);
    const found = await takeKernel(work);
    await makeDisk(work, signal);
    await rm(join(work, 'tree'), { recursive: true, force: true });
    say('starting the peer once, as its first start does more than the later ones');
    await settle(image(work, found), options);
    await writeAtomic(join(work, 'versions.json'), `${JSON.stringify(found, undefined, 2)}\n`);
    await rm(dir, { recursive: true, force: true });
    await rename(work, dir);
    return image(dir, found);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function image(dir: string, versions: Readonly<Record<string, string>>): PeerImage {
  return { kernel: join(dir, 'kernel'), initrd: join(dir, 'initrd'), root: join(dir, 'root.ext4'), versions };
}

async function readVersions(dir: string): Promise<Record<string, string> | undefined> {
  try {
    const text = await readFile(join(dir, 'versions.json'), 'utf8');
    return v.parse(v.record(v.string(), v.string()), JSON.parse(text));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function ensureMmdebstrap({ say, signal }: PeerOptions): Promise<void> {
  const works = await capture(['mmdebstrap', '--version'], { signal }).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
  if (works) return;
  say('installing mmdebstrap with apt-get');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'mmdebstrap'];
  await capture(['apt-get', 'update'], { signal, env: environment });
  await capture(install, { signal, env: environment });
}

/** Has mmdebstrap install the packages into `tree`. */
async function makeRoot(work: string, signal: AbortSignal): Promise<void> {
  const keys = resourcePath('keys');
  const keyrings = (await readdir(keys)).filter((name) => name.endsWith('.gpg'));
  await writeFile(join(work, 'preferences'), preferences);
  const mirror = debianMirror();
  await runTool(
    [
      'mmdebstrap',
      '--quiet',
      '--mode=root',
      '--variant=minbase',
      '--format=directory',
      ...keyrings.map((name) => `--keyring=${join(keys, name)}`),
      // A mirror may be a frozen snapshot whose index has run out; its signature still counts.
      '--aptopt=Acquire::Check-Valid-Until "false"',
      `--include=${recipe.packages.join(',')}`,
      `--setup-hook=install -D -m 644 '${join(work, 'preferences')}' "$1/etc/apt/preferences.d/engine"`,
      `--customize-hook=chroot "$1" systemctl enable ${recipe.enable.join(' ')}`,
      recipe.suite,
      join(work, 'tree'),
      `deb ${mirror} ${recipe.suite} main`,
      `deb ${mirror} ${engineSuite} main`,
    ],
    signal,
  );
  for (const [name, body] of Object.entries(recipe.files)) {
    const path = join(work, 'tree', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  }
}

/** Moves the kernel and its initial file system out of the tree and returns what is installed there. */
async function takeKernel(work: string): Promise<Record<string, string>> {
  const boot = join(work, 'tree', 'boot');
  const names = await readdir(boot);
  const find = (start: string) => {
    const name = names.find((one) => one.startsWith(start));
    if (name === undefined) throw new Error(`the peer has no ${start}`);
    return join(boot, name);
  };
  await rename(find('vmlinuz-'), join(work, 'kernel'));
  await rename(find('initrd.img-'), join(work, 'initrd'));
  const shown = ['linux-image-amd64', 'docker.io', 'containerd', 'runc', 'systemd', 'openssh-server'];
  const query = ['dpkg-query', `--admindir=${join(work, 'tree', 'var/lib/dpkg')}`, '-W', ...shown];
  const lines = (await capture(query)).trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => line.split('\t')).map(([name = '', version = '']) => [name, version]),
  );
}

async function makeDisk(work: string, signal: AbortSignal): Promise<void> {
  const root = join(work, 'root.ext4');
  await writeFile(root, '');
  await truncate(root, recipe.diskBytes);
  await runTool(['mke2fs', '-q', '-t', 'ext4', '-d', join(work, 'tree'), root], signal);
}

/** Milliseconds for a first start in software emulation, with much to spare. */
const settleDeadline = 400_000;

/** Starts the peer, waits for its engine, and shuts it down in order. */
async function settle(peer: PeerImage, { qemu, signal }: PeerOptions): Promise<void> {
  const dir = await mkdtemp('/tmp/mbp-');
  const vm = await startPeer({ peer, qemu, shape: usualShape, dir, keep: true });
  const done = new AbortController();
  const waiting = AbortSignal.any([signal, done.signal]);
  try {
    const limit = watch(vm, settleDeadline, 'the peer', done.signal);
    await Promise.race([firstAnswer(vm.address, forwardWaiting, waiting), limit]);
    await vm.powerButton();
    const off = watch(
      { ...vm, exited: new Promise(() => undefined) },
      settleDeadline,
      'power-off',
      done.signal,
    );
    await Promise.race([vm.exited, off]);
  } finally {
    done.abort();
    await vm.kill();
    await rm(dir, { recursive: true, force: true });
  }
}

/** A peer that was started. */
export type PeerVm = Awaited<ReturnType<typeof startPeer>>;

/** Starts the peer; what it writes is thrown away unless `keep`. */
export async function startPeer(options: {
  readonly peer: PeerImage;
  readonly qemu: readonly string[];
  readonly shape: Shape;
  readonly dir: string;
  readonly keep?: boolean;
}) {
  const { peer, qemu, shape, dir, keep = false } = options;
  const port = await freePort();
  const disk = { path: peer.root, keep };
  const { kernel, initrd } = peer;
  const forwards = { [port]: peerEnginePort };
  const vm = await startVm({ qemu, shape, kernel, initrd, append: peerAppend, dir, disk, forwards });
  return { ...vm, address: { host: '127.0.0.1', port } };
}
