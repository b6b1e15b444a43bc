/** What the fake engine holds. Times are milliseconds since 1970; ids are 64 hexadecimal digits. */
import type { Fields } from './fields.ts';
import type { Log } from './log.ts';
import type { Process, Userland } from './process.ts';

export interface Image {
  /** Without `sha256:`. */
  readonly id: string;
  /** `name:tag` as people write it, without `docker.io/library/`. None: a dangling image. */
  readonly tags: Set<string>;
  /** `name@sha256:…`, for what came from a registry. */
  readonly digests: Set<string>;
  readonly created: number;
  readonly size: number;
  /** The `Config` of `docker image inspect`. */
  readonly config: Fields;
  readonly userland: Userland;
  readonly history: readonly { readonly by: string; readonly size: number; readonly at: number }[];
}

export interface Volume {
  readonly name: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly driver: string;
  readonly size: number;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly driver: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ipv6: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  /** Undefined for `host` and `none`. */
  readonly subnet: { readonly cidr: string; readonly gateway: string; readonly base: string } | undefined;
  /** The ranges that were asked for, as `IPAM.Config` has them; none where the engine chose. */
  readonly pools: readonly Fields[];
  /** Host numbers handed out so far. */
  lastHost: number;
}

export interface Endpoint {
  readonly id: string;
  /** Undefined while the container doesn't run. */
  address: string | undefined;
  readonly aliases: readonly string[];
  /** An address that was asked for. */
  readonly fixed: string | undefined;
}

export interface Mount {
  readonly type: 'volume' | 'bind' | 'tmpfs';
  readonly name: string | undefined;
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

export interface Port {
  readonly ip: string;
  readonly inside: number;
  readonly outside: number;
  readonly protocol: string;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

export interface Container {
  readonly id: string;
  /** Without the slash that the API puts before it. */
  name: string;
  /** As it was asked for. */
  readonly image: string;
  readonly imageId: string;
  readonly created: number;
  /** The `Config` of `docker inspect`, the image's part included. */
  readonly config: Fields;
  hostConfig: Fields;
  readonly labels: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly mounts: readonly Mount[];
  readonly userland: Userland;
  readonly log: Log;
  /** By the network's id. */
  readonly endpoints: Map<string, Endpoint>;
  ports: readonly Port[];
  state: ContainerState;
  health: 'healthy' | 'unhealthy' | 'starting' | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  pausedAt: number | undefined;
  exitCode: number;
  oomKilled: boolean;
  error: string;
  restarts: number;
  /** Counts up with each start, so that what belongs to an earlier run is known. */
  run: number;
  process: Process | undefined;
  /** Lines that it writes while it runs, over and over. */
  readonly chatter: readonly string[];
}

export interface Exec {
  readonly id: string;
  readonly container: Container;
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly user: string;
  readonly cwd: string;
  readonly env: readonly string[];
  state: 'created' | 'running' | 'ended';
  exitCode: number | undefined;
}
