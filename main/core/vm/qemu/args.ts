/** QEMU's command line as a pure function of what the VM should be. Options: qemu(1). */
import type { Architecture, VmSpec } from '../driver.ts';

export type Accelerator = 'kvm' | 'hvf' | 'whpx' | 'tcg';

/** Where QEMU's own ends of the channels are: paths of Unix sockets, or names of pipes on Windows. */
export interface QemuSockets {
  readonly qmp: string;
  readonly console: string;
}

export interface QemuPlan {
  readonly spec: VmSpec;
  readonly accelerator: Accelerator;
  /** QEMU's version, `10.0.2`. */
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly dataDisk: string;
  readonly sockets: QemuSockets;
  /** Folders that a virtiofsd serves, each on its socket. */
  readonly folders: readonly { readonly id: string; readonly socket: string }[];
}

/** Where the guest's SSH server listens: out of the way of ports that containers publish. See `guest/root/etc/sv/link`. */
export const guestSshPort = 61022;
/** This computer's 127.0.0.1 as the guest sees it: QEMU's user network (qemu(1), `-netdev user`, `host=`). */
export const hostInGuest = '10.0.2.2';
/** Where the guest's engine listens for us, with TLS. See `guest/root/etc/sv/dockerd`. */
export const guestEnginePort = 61023;

/** Accelerators to try on a system, best first. `tcg` is software emulation, and always there. */
export function acceleratorsFor(platform: NodeJS.Platform): readonly Accelerator[] {
  if (platform === 'linux') return ['kvm', 'tcg'];
  if (platform === 'darwin') return ['hvf', 'tcg'];
  if (platform === 'win32') return ['whpx', 'tcg'];
  return ['tcg'];
}

/** How much longer things take than with hardware virtualization. */
export function paceOf(accelerator: Accelerator): number {
  return accelerator === 'tcg' ? 12 : 1;
}

/**
 * The versioned machine type: what a VM saved with one QEMU can be resumed with by a later one. At most the one that
 * was tested, at least what this QEMU knows.
 */
export function machineType(arch: Architecture, version: string): string {
  const [major = 10, minor = 0] = version.split('.').map(Number);
  const known = major < 10 ? `${major}.${minor}` : '10.0';
  return arch === 'x86_64' ? `pc-q35-${known}` : `virt-${known}`;
}

/** A value inside of an option: QEMU ends values at commas, and takes a doubled one for a comma. */
export function optionValue(text: string): string {
  return text.replaceAll(',', ',,');
}

/** Everything after the program's name. The VM starts paused, so that nobody misses what it says first. */
export function qemuArgs(plan: QemuPlan): string[] {
  const { spec, accelerator, platform, sockets } = plan;
  const { image } = spec;
  return [
    ...['-name', 'moorage', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-S'],
    ...[
      '-machine',
      machine(plan),
      '-accel',
      accelerator === 'whpx' ? 'whpx,kernel-irqchip=off' : accelerator,
    ],
    ...[
      '-cpu',
      accelerator === 'tcg' ? 'max' : 'host',
      '-smp',
      String(spec.cpus),
      '-m',
      `${spec.memoryMiB}M`,
    ],
    ...sharedMemory(plan),
    ...['-rtc', 'base=utc,clock=host'],
    ...[
      '-kernel',
      image.kernel,
      '-initrd',
      image.initrd,
      '-append',
      kernelCommandLine(spec.arch, accelerator),
    ],
    ...chardev('qmp', sockets.qmp, platform, 'qmp'),
    ...['-mon', 'chardev=qmp,mode=control'],
    ...chardev('console', sockets.console, platform, 'con'),
    ...['-serial', 'chardev:console'],
    ...disk('root', image.root, 'raw', 'readonly=on'),
    ...disk('data', plan.dataDisk, 'qcow2', 'discard=unmap,detect-zeroes=unmap'),
    ...disk('seed', spec.seed, 'raw', 'readonly=on'),
    ...(image.tools === undefined ? [] : disk('tools', image.tools, 'raw', 'readonly=on')),
    // The host's ports are the system's choice; `forwardTo` asks which ones they are.
    ...['-netdev', `user,id=n0,ipv6=off,${forwards(platform)}`],
    ...['-device', 'virtio-net-pci,netdev=n0,romfile='],
    ...plan.folders.flatMap(({ id, socket }) => [
      ...['-chardev', `socket,id=fs-${id},path=${optionValue(socket)}`],
      ...['-device', `vhost-user-fs-pci,chardev=fs-${id},tag=${id}`],
    ]),
  ];
}

function forwards(platform: NodeJS.Platform): string {
  const address = wayInAddress(platform);
  return [guestSshPort, guestEnginePort].map((port) => `hostfwd=tcp:${address}:0-:${port}`).join(',');
}

/**
 * The host's address at which we come in. The guest reaches the host's 127.0.0.1, through its gateway's address, and no
 * other of the loopback (libslirp, `sotranslate_out`); so ours is another, where the system has more than one.
 */
export function wayInAddress(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? '127.0.0.1' : '127.0.0.2';
}

function machine({ spec, version, folders }: QemuPlan): string {
  const type = machineType(spec.arch, version);
  const memory = folders.length === 0 ? '' : ',memory-backend=memory';
  // The high-precision timer keeps an idle q35 busy; VMware's port is of no use here.
  return `${type}${spec.arch === 'x86_64' ? ',hpet=off,vmport=off' : ''},usb=off${memory}`;
}

/** Memory that the process which serves a folder has in common with QEMU (docs/system/devices/vhost-user of QEMU). */
function sharedMemory({ spec, folders }: QemuPlan): string[] {
  if (folders.length === 0) return [];
  return ['-object', `memory-backend-memfd,id=memory,size=${spec.memoryMiB}M,share=on`];
}

/**
 * Software emulation has no neighbours to be protected from, and no clock that could drift from the host's, so the
 * kernel need not look for either. With a real hypervisor its own defaults stay.
 */
export function kernelCommandLine(arch: Architecture, accelerator: Accelerator): string {
  const console = arch === 'x86_64' ? 'console=ttyS0' : 'console=ttyAMA0';
  const emulated =
    arch === 'x86_64' ? ' mitigations=off tsc=reliable no_timer_check nokaslr' : ' mitigations=off nokaslr';
  return `${console} quiet panic=-1 audit=0${accelerator === 'tcg' ? emulated : ''}`;
}

/** A disk that the guest knows by its serial. QEMU pauses the VM when the host's disk is full (werror's default). */
function disk(name: string, path: string, format: string, options: string): string[] {
  const drive = `if=none,id=${name},file=${optionValue(path)},format=${format},${options}`;
  return ['-drive', drive, '-device', `virtio-blk-pci,drive=${name},serial=moorage-${name}`];
}

/** A channel that waits for us without holding up the VM. On Windows Node knows pipes only, which QEMU serves too. */
function chardev(id: string, path: string, platform: NodeJS.Platform, pipe: string): string[] {
  if (platform !== 'win32')
    return ['-chardev', `socket,id=${id},path=${optionValue(path)},server=on,wait=off`];
  const name = path.replace(/^\\\\\.\\pipe\\/, '');
  return ['-chardev', `pipe,id=${id},path=${optionValue(name === '' ? pipe : name)}`];
}
