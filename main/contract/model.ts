/** Plain data that crosses links: no behaviour, no Node, no DOM. Sizes and times say their unit in their name. */
import type { WireError } from './errors.ts';
import type { Shell } from './shell-quote.ts';

/** How far a step has come, where that is known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'items';
}

/** The life of the VM. `since` is milliseconds since 1970 on the host's clock. */
export type VmState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'starting';
      readonly step: StartStep;
      readonly since: number;
      readonly progress?: Progress;
    }
  | { readonly kind: 'running'; readonly since: number; readonly problems: readonly Problem[] }
  | { readonly kind: 'stopping'; readonly since: number }
  | { readonly kind: 'failed'; readonly error: WireError };

/** The named steps of a start, in order. The name is the progress text and the error's place. */
export const startSteps = [
  'image',
  'disk',
  'keys',
  'hypervisor',
  'boot',
  'shares',
  'engine',
  'ports',
] as const;
export type StartStep = (typeof startSteps)[number];

/** Something that isn't right while the VM runs, e.g. a port that could not be opened. */
export interface Problem {
  readonly subject: string;
  readonly error: WireError;
}

/** How a port of the host stands. */
export const portStates = [
  /** About to listen. */
  'opening',
  'listening',
  /** It can't be opened, for the reason in `error`; a busy port is taken over as soon as it is free. */
  'failed',
  /** The user's rule waits for its container. */
  'waiting',
  /** Published by a container, and closed by the user. */
  'closed',
  /** Something listens in the VM; nothing leads there. */
  'detected',
] as const;
export type PortState = (typeof portStates)[number];

/** One port of the host and where in the VM it leads, or, when `detected`, could lead. */
export interface PortForward {
  /** Names it for as long as it is there. */
  readonly id: string;
  /** Where it listens: an address of the host; unspecified (`0.0.0.0`, `::`) when the LAN may come in too. */
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp';
  readonly target: {
    /** Name of the container; absent when it is a program of the VM itself. */
    readonly container?: string;
    /** Address in the VM; empty while it is not known. */
    readonly address: string;
    readonly port: number;
  };
  /** Who wants it: the container, the user, or nobody yet. */
  readonly source: 'published' | 'rule' | 'detected';
  readonly state: PortState;
  readonly error?: WireError;
  /** A port of the host to take instead, when this one is taken. */
  readonly nextFree?: number;
  /** The port that the container publishes, where the user has moved it elsewhere. */
  readonly movedFrom?: number;
}

/** What goes through a forward. Bytes are known where our own process carries them. */
export interface PortTraffic {
  readonly id: string;
  /** TCP connections, or UDP clients, that are open now. */
  readonly connections: number;
  /** Bytes from the host's clients into the VM, and back, since it was opened. */
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

/** Ways in which a host folder gets into the VM; what each can and can't do is in `main/README.md`. */
export const shareProviders = [
  /** QEMU's shared file system, through a virtiofsd of the host. */
  'virtiofs',
  /** Our own file server, over the SSH connection; works on every host. */
  'ssh',
  /** A copy on the VM's own disk that is kept in step, both ways. */
  'sync',
] as const;
export type ShareProvider = (typeof shareProviders)[number];

/** How a share stands. */
export const shareStates = [
  /** The VM doesn't run. */
  'off',
  'opening',
  'ready',
  /** The user has paused a synced share. */
  'paused',
  /** It counts from the VM's next start on. */
  'restartNeeded',
  /** It doesn't work, for the reason in `error`. */
  'failed',
] as const;
export type ShareState = (typeof shareStates)[number];

/** A file that changed on both sides; both are kept, the VM's under the name `copy`. Paths are relative to the share. */
export interface SyncConflict {
  readonly path: string;
  readonly copy: string;
}

/** What a synced share is doing. */
export interface SyncProgress {
  readonly phase: 'comparing' | 'copying' | 'watching' | 'paused';
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Newest last; the oldest are dropped after a hundred. */
  readonly conflicts: readonly SyncConflict[];
}

/** A folder of the host that is in the VM. */
export interface Share {
  /** Names it for as long as it is there. */
  readonly id: string;
  /** Absolute path on the host. */
  readonly path: string;
  /** Where it is in the VM: the same, but on Windows, where `C:\src` is `/c/src`. */
  readonly guestPath: string;
  readonly readOnly: boolean;
  /** The user's home folder, which is shared unless the setting `shares.home` is off, or one that the user has added. */
  readonly source: 'home' | 'user';
  /** What the user asked for. */
  readonly wanted: 'auto' | ShareProvider;
  /** What serves it; absent while nothing does. */
  readonly provider?: ShareProvider;
  readonly state: ShareState;
  readonly error?: WireError;
  /** Something to know while it works, as that its folder can't be watched. */
  readonly warning?: WireError;
  readonly sync?: SyncProgress;
  /** Patterns of what a synced share leaves out, as in a `.gitignore`. */
  readonly ignore?: readonly string[];
  /** Name of the volume that a synced share is on. */
  readonly volume?: string;
}

/** A folder that a container asked for and that isn't shared; the container was refused. */
export interface ShareRefusal {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Every share, and what was refused lately, newest first. */
export interface ShareList {
  readonly shares: readonly Share[];
  readonly refused: readonly ShareRefusal[];
}

/** How fast a share was, measured from inside of the VM. */
export interface ShareSpeed {
  /** MiB a second for one large file, written and flushed to disk, and read back. */
  readonly writeMiBs: number;
  readonly readMiBs: number;
  /** Small files made a second, and looked up a second. */
  readonly createPerSecond: number;
  readonly statPerSecond: number;
}

/** What the user can set. Everything has a default. */
export interface Settings {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly dataDiskGiB: number;
  /** Path of the QEMU program; empty means: the bundled one, else the one on PATH. */
  readonly qemuPath: string;
  readonly language: 'system' | 'en' | 'zh-CN';
  /** How the window looks. */
  readonly theme: 'system' | 'light' | 'dark';
  /** Make the docker context `moorage` on start. */
  readonly dockerContext: boolean;
  /** Ports that containers publish on all addresses are open to the LAN, and not to this computer only. */
  readonly 'ports.exposeToLan': boolean;
  /** What listens in the VM without being published is forwarded too, under its own number. */
  readonly 'ports.forwardDetected': boolean;
  /** Seconds without a datagram after which a UDP client is forgotten. */
  readonly 'ports.udpIdleSeconds': number;
  /** Containers reach what listens on this computer's loopback, as `host.docker.internal`. */
  readonly 'network.hostAccess': boolean;
  /** The user's home folder is in the VM, under the same path. */
  readonly 'shares.home': boolean;
  /** The system starts Moorage and its VM when the user logs in. */
  readonly startOnLogin: boolean;
  /** Then nothing shows but the icon in the tray. */
  readonly startHidden: boolean;
  /** Minutes for which a removal in the window can be undone; 0: it asks instead, and removes at once. */
  readonly undoMinutes: number;
  /** The shell that shown commands are for; `system`: the one of the computer on which the window is. */
  readonly commandShell: 'system' | Shell;
}

/** The answer to `moorage status`. */
export interface Status {
  readonly state: VmState['kind'];
  readonly step?: StartStep;
  readonly error?: WireError;
  readonly engine: { readonly version: string; readonly apiVersion: string; readonly socket: string } | null;
  readonly vm: {
    readonly driver: string;
    readonly accelerator: string;
    readonly arch: string;
    readonly cpus: number;
    readonly memoryMiB: number;
    readonly dataDiskGiB: number;
    readonly uptimeSeconds: number;
  } | null;
  /** Address of the window, where a host serves one. */
  readonly window: string | null;
  readonly problems: readonly Problem[];
}
