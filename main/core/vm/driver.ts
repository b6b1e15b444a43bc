/**
 * What a hypervisor must be able to do for Moorage, and no more. The sequence of a start, its deadlines and its
 * unwinding are written once in `supervisor.ts`; a driver only does single things. An ability that a driver lacks is
 * absent from its object: nothing throws "unimplemented".
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AppError } from '../../contract/errors.ts';
import type { ProcessIdentity } from '../lib/process-identity.ts';

/** The processor of guest and host; a guest always has its host's. */
export type Architecture = 'x86_64' | 'aarch64';

/** Files of an unpacked VM image, all absolute paths; see `vm-images/README.md`. */
export interface VmImage {
  /** Content id of the image: the hash over its parts. */
  readonly id: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  /** Docker's client-side programs, a disk that is attached when present. */
  readonly tools: string | undefined;
}

/** A folder of the host that a VM is given as a device when it starts. The guest mounts it by its id. */
export interface ShareDevice {
  readonly id: string;
  readonly path: string;
  /** Folders that must not be seen through it. */
  readonly hidden: readonly string[];
}

/** What a VM is made of. */
export interface VmSpec {
  readonly arch: Architecture;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly dataDiskGiB: number;
  readonly image: VmImage;
  /** The seed disk: keys and settings for the guest, written anew before each start. */
  readonly seed: string;
  readonly shares: readonly ShareDevice[];
}

/** How much slower than hardware a VM is taken to be until its pace is known: as in software emulation. */
export const unknownPace = 12;

/** How a driver can run here. */
export interface Available {
  readonly kind: 'available';
  readonly accelerator: string;
  readonly pace: number;
  readonly version: string;
  /** Something that the user should know, e.g. that hardware virtualization can't be used. */
  readonly warning?: AppError;
}

/** Whether a driver can run here. */
export type Availability = Available | { readonly kind: 'unavailable'; readonly error: AppError };

/** Why a VM ended. */
export interface VmExit {
  /** `shutdown` when the guest powered off, `killed` when it was ended from outside, `crashed` otherwise. */
  readonly kind: 'shutdown' | 'killed' | 'crashed';
  readonly detail: string;
}

/** Conditions of a running VM that the user should know of. */
export type VmCondition = { readonly kind: 'ok' } | { readonly kind: 'paused'; readonly error: AppError };

/** A port of the host that the hypervisor itself leads to the same address of the guest. */
export interface HostForward {
  readonly protocol: 'tcp' | 'udp';
  /** An IPv4 address of the host. */
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly guestPort: number;
}

/** Forwards that the hypervisor carries: what goes through them costs this process nothing. */
export interface HostForwards {
  /** All there are, but those that Moorage itself comes in by, and how many connections each carries now. */
  list(signal: AbortSignal): Promise<readonly (HostForward & { readonly connections: number })[]>;
  /** Opens one. Throws `qemu.command` with the hypervisor's words when it can't, as when the port is taken. */
  add(forward: HostForward, signal: AbortSignal): Promise<void>;
  /** Closes one; connections that it carries go on. One that isn't there is as good as closed. */
  remove(forward: HostForward, signal: AbortSignal): Promise<void>;
}

/** What a process other than the core needs to work with a VM. */
export interface OutsideWay {
  /** Where the guest's SSH server answers on this computer. */
  readonly host: string;
  readonly port: number;
  readonly process: ProcessIdentity;
  /** This computer's 127.0.0.1 as the guest sees it, if it does. */
  readonly hostAddress?: string;
}

/** A VM that runs, whether we started it or found it. */
export interface RunningVm {
  /** Resolves once, when the VM is gone; never rejects. */
  readonly exited: Promise<VmExit>;
  /** When it was started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What it was started with; may differ from what the settings say now. */
  readonly facts: {
    readonly accelerator: string;
    readonly pace: number;
    readonly cpus: number;
    readonly memoryMiB: number;
    readonly imageId: string;
  };
  /**
   * The byte stream that the guest's SSH server answers on, already past the channel's own handshake.
   * One at a time: a second call waits until the first stream is closed. Throws `guest.unreachable`.
   */
  connect(signal: AbortSignal): Promise<Duplex>;
  /**
   * A TCP connection to the engine's TLS port, where a driver has a way to it; undefined if this VM has none. Throws
   * what the system says.
   */
  connectEngine?(signal: AbortSignal): Promise<Socket | undefined>;
  /** Ports of the host's 127.0.0.1 by which we come in; none where they are on another address. */
  ownPorts?(signal: AbortSignal): Promise<readonly number[]>;
  /**
   * How another process comes in, and which process's end is the VM's end; undefined where only this one can. Throws
   * `guest.unreachable`.
   */
  outside?(signal: AbortSignal): Promise<OutsideWay>;
  /** Folders that it was given when it started. */
  readonly shareDevices?: readonly ShareDevice[];
  /** The hypervisor's own forwards, where it has some. */
  readonly forwards?: HostForwards;
  /** Lines that the guest writes on its console, from now on. For logs and hints only: the guest is not trusted. */
  onConsole(listener: (line: string) => void): () => void;
  /** Called with each change of condition (paused on a full host disk, resumed). */
  onCondition(listener: (condition: VmCondition) => void): () => void;
  /** Presses the power button. Resolves when the request was taken, not when the VM is off. */
  powerButton(): Promise<void>;
  /** Ends the VM at once, flushing what the hypervisor itself still buffers. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets go of a VM that goes on running (the app quits, the VM stays): closes our connections to it. */
  release(): void;
}

/** One kind of hypervisor. `dir` is the VM's folder; a driver writes nowhere else. */
export interface VmDriver {
  readonly name: 'qemu' | 'hyperv' | 'fake';
  /**
   * Can it run here, with which accelerator, and how much slower than hardware (`pace`, 1 or more)? Tries for real,
   * with this image; what was found may be remembered in `dir`. Throws only the signal's reason.
   */
  probe(signal: AbortSignal, image: VmImage, dir: string): Promise<Availability>;
  /** Why VMs can't be given folders as devices here; undefined if they can. A driver without it can't. */
  noShareDevices?(): Promise<AppError | undefined>;
  /** Makes or grows the data disk; existing data is kept. Throws `config.diskShrink`, `home.diskFull`. */
  createDisk(spec: VmSpec, dir: string, signal: AbortSignal): Promise<void>;
  /** Starts the VM; resolves when its processor runs. Throws `qemu.failed`, `qemu.missing`. */
  start(spec: VmSpec, dir: string, found: Available, signal: AbortSignal): Promise<RunningVm>;
  /** The VM that runs in this folder, if any: adopts one that outlived a crash of the app, clears what a dead one left. */
  find(dir: string): Promise<RunningVm | undefined>;
  /** The size of the data disk in GiB, if there is one. */
  diskGiB(dir: string): Promise<number | undefined>;
  /** Removes the VM's disks. The VM must not run. */
  delete(dir: string): Promise<void>;
}
