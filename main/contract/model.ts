/** Plain data that crosses links: no behaviour, no Node, no DOM. Sizes and times say their unit in their name. */
import type { WireError } from './errors.ts';

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
export const startSteps = ['image', 'disk', 'keys', 'hypervisor', 'boot', 'engine', 'ports'] as const;
export type StartStep = (typeof startSteps)[number];

/** Something that isn't right while the VM runs, e.g. a port that could not be opened. */
export interface Problem {
  readonly subject: string;
  readonly error: WireError;
}

/** One port of the host that leads into the VM. */
export interface PortForward {
  readonly protocol: 'tcp' | 'udp';
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly guestAddress: string;
  readonly guestPort: number;
  /** Container that asked for it. */
  readonly container: { readonly id: string; readonly name: string };
  readonly state:
    | { readonly kind: 'opening' }
    | { readonly kind: 'listening' }
    | { readonly kind: 'failed'; readonly error: WireError };
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
