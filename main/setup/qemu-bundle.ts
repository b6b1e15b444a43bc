/**
 * QEMU for Linux hosts, from Debian's packages, whatever the host's own distribution has: software emulation in QEMU
 * 7.2, which is still about, has faults that panic the guest's kernel. And the tools that build a VM image.
 */
import { join } from 'node:path';
import { AppError } from '../contract/errors.ts';
import { bundleCommand } from './bundle.ts';
import { upstreamVersion } from './debian/version.ts';
import { ensureBundle, findBundle, type Bundle, type EnsureOptions, type Recipe } from './ensure-bundle.ts';

/** The host's processor; the guest's is the same. */
export type ToolArchitecture = 'x86_64' | 'aarch64';

export interface ToolOptions extends Omit<EnsureOptions, 'architecture'> {
  readonly arch: ToolArchitecture;
  /** The host's system; by default the one that we run on. */
  readonly platform?: NodeJS.Platform;
}

/** A QEMU that is ready to run. */
export interface QemuTools {
  /** Folder of the bundle. */
  readonly dir: string;
  /** Start of the command line of the system emulator; the path to its ROMs is in it. */
  readonly qemuSystem: readonly string[];
  /** Start of the command line of virtiofsd, which serves folders to VMs as devices; all of it is in `dir`. */
  readonly virtiofsd: readonly string[];
  /** Start of the command line of qemu-img. */
  readonly qemuImg: readonly string[];
  /** QEMU's own version, such as `10.0.13`. */
  readonly version: string;
}

/** What builds a VM image, each as the start of a command line. */
export interface ImageTools {
  readonly dir: string;
  readonly mkfsErofs: readonly string[];
  readonly xz: readonly string[];
  readonly zstd: readonly string[];
}

const suite = 'trixie';

/** What Debian's copyright files refer to instead of repeating it. */
const commonLicences = [
  'Apache-2.0',
  'Artistic',
  'BSD',
  'GPL-1',
  'GPL-2',
  'GPL-3',
  'LGPL-2',
  'LGPL-2.1',
  'LGPL-3',
];
const licenceData = Object.fromEntries(
  commonLicences.map((name) => [`common-licenses/${name}`, `usr/share/common-licenses/${name}`]),
);

/**
 * Packages that need not be fetched: the modules in qemu-system-common (sound, smart cards, braille, redirected USB,
 * a text window), which would want libraries of their own and which a VM without a screen doesn't load; what
 * maintainer scripts need, which we don't run; and plug-ins of libraries that QEMU uses only for VNC and TLS.
 */
const unneeded = [
  'libasound2t64',
  'libbrlapi0.8',
  'libcacard0',
  'libncursesw6',
  'libtinfo6',
  'libusb-1.0-0',
  'libusbredirparser1t64',
  'adduser',
  'awk',
  'debconf',
  'libsasl2-modules-db',
  'openssl-provider-legacy',
  'uidmap',
];

function qemuRecipe(arch: ToolArchitecture): Recipe {
  const common = { name: 'qemu', suite, exclude: unneeded };
  if (arch === 'aarch64') {
    return {
      ...common,
      roots: ['qemu-system-arm', 'qemu-utils', 'ipxe-qemu', 'virtiofsd', 'base-files'],
      programs: ['usr/bin/qemu-system-aarch64', 'usr/bin/qemu-img', 'usr/libexec/virtiofsd'],
      // The machine `virt` starts a kernel without firmware; only the network card has a ROM.
      data: { 'efi-virtio.rom': 'usr/share/qemu/efi-virtio.rom', ...licenceData },
    };
  }
  return {
    ...common,
    roots: ['qemu-system-x86', 'qemu-utils', 'virtiofsd', 'base-files'],
    programs: ['usr/bin/qemu-system-x86_64', 'usr/bin/qemu-img', 'usr/libexec/virtiofsd'],
    data: {
      'bios-256k.bin': 'usr/share/seabios/bios-256k.bin',
      'kvmvapic.bin': 'usr/share/qemu/kvmvapic.bin',
      // Start a kernel given with -kernel: a bzImage, and an ELF file with a PVH entry.
      'linuxboot_dma.bin': 'usr/share/qemu/linuxboot_dma.bin',
      'pvh.bin': 'usr/share/qemu/pvh.bin',
      'efi-virtio.rom': 'usr/share/qemu/efi-virtio.rom',
      // Of the devices that q35 has unless told otherwise; without them a bare start fails.
      'efi-e1000e.rom': 'usr/share/qemu/efi-e1000e.rom',
      'vgabios-stdvga.bin': 'usr/share/seabios/vgabios-stdvga.bin',
      ...licenceData,
    },
  };
}

const imageToolsRecipe: Recipe = {
  name: 'image-tools',
  suite,
  roots: ['erofs-utils', 'xz-utils', 'zstd', 'base-files'],
  exclude: unneeded,
  programs: ['usr/bin/mkfs.erofs', 'usr/bin/xz', 'usr/bin/zstd'],
  data: licenceData,
};

/**
 * A QEMU in the cache, fetched and laid out now if there is none. The first call takes the network and some seconds,
 * later ones neither. Throws `qemu.missing`, with how to get it, on systems other than Linux, and what `ensureBundle`
 * throws.
 */
export async function ensureQemu(options: ToolOptions): Promise<QemuTools> {
  const { arch, platform = process.platform, ...rest } = options;
  if (platform !== 'linux') throw new AppError('qemu.missing', { params: { how: howToInstall(platform) } });
  return qemuTools(arch, await ensureBundle(qemuRecipe(arch), { ...rest, architecture: debianName(arch) }));
}

/** The QEMU that is in the cache, if there is one; takes no network. */
export async function findQemu({
  arch,
  cache,
  platform = process.platform,
}: Pick<ToolOptions, 'arch' | 'cache' | 'platform'>): Promise<QemuTools | undefined> {
  if (platform !== 'linux') return undefined;
  const bundle = await findBundle(qemuRecipe(arch), { cache, architecture: debianName(arch) });
  return bundle && qemuTools(arch, bundle);
}

function qemuTools(arch: ToolArchitecture, { dir, manifest }: Bundle): QemuTools {
  const version = manifest.packages.find((one) => one.name === 'qemu-utils')?.version ?? '';
  return {
    dir,
    qemuSystem: [...bundleCommand(dir, manifest, `qemu-system-${arch}`), '-L', join(dir, 'share')],
    virtiofsd: bundleCommand(dir, manifest, 'virtiofsd'),
    qemuImg: bundleCommand(dir, manifest, 'qemu-img'),
    // Debian marks a source from which files were taken out: 10.0.13+ds is 10.0.13.
    version: upstreamVersion(version).replace(/\+.*$/, ''),
  };
}

/**
 * mkfs.erofs, xz and zstd in the cache, fetched and laid out now if they are not there. Throws `setup.unsupported` on
 * systems other than Linux, and what `ensureBundle` throws.
 */
export async function ensureImageTools(options: ToolOptions): Promise<ImageTools> {
  const { arch, platform = process.platform, ...rest } = options;
  if (platform !== 'linux') {
    throw new AppError('setup.unsupported', { params: { platform, path: join(rest.cache, 'images') } });
  }
  const { dir, manifest } = await ensureBundle(imageToolsRecipe, { ...rest, architecture: debianName(arch) });
  return {
    dir,
    mkfsErofs: bundleCommand(dir, manifest, 'mkfs.erofs'),
    xz: bundleCommand(dir, manifest, 'xz'),
    zstd: bundleCommand(dir, manifest, 'zstd'),
  };
}

/** What Debian calls an architecture. */
export function debianName(arch: ToolArchitecture): 'amd64' | 'arm64' {
  return arch === 'x86_64' ? 'amd64' : 'arm64';
}

/** How to get a QEMU of the system's own, in one sentence. */
export function howToInstall(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Install it with `brew install qemu`, then run the same command again.';
  if (platform === 'win32') {
    return 'Install it with `winget install SoftwareFreedomConservancy.QEMU`, then run the same command again.';
  }
  return "Install QEMU with this system's package manager, then run the same command again.";
}
