/**
 * The engine's request for a new container, as the `docker` program makes it from the same options: Docker Engine API
 * `POST /containers/create`; how the program maps its options is in docker/cli `cli/command/container/opts.go`.
 */
import { volumeWord } from '../../contract/commands/run.ts';
import { parseMount } from '../../contract/mount-spec.ts';
import type { RunOptions } from '../../contract/run-options.ts';
import {
  isUserNetwork,
  parseBytes,
  parseCpus,
  parseDevice,
  parseDuration,
  parseHost,
  parsePair,
  parseRestart,
  parseSwap,
  parseUlimit,
  parseWhole,
} from '../../contract/run-values.ts';

export interface CreateRequest {
  readonly query: { readonly name?: string; readonly platform?: string };
  readonly body: Readonly<Record<string, unknown>>;
}

/** Expects options that the contract let pass. */
export function createOptions(options: RunOptions): CreateRequest {
  const { name, platform, mode } = options;
  const { PortBindings, ExposedPorts } = ports(options);
  // What is started in the background has nobody at its input and output at first.
  const attached = mode !== undefined;
  const input = attached && options.interactive === true;
  return {
    query: defined({ name, platform }),
    body: defined({
      ...{ Image: options.image, Hostname: options.hostname, User: options.user },
      Cmd: options.command.length === 0 ? undefined : [...options.command],
      Entrypoint: options.entrypoint === undefined ? undefined : [options.entrypoint],
      WorkingDir: options.workdir,
      Env: options.env.map((one) => `${one.name}=${one.value}`),
      ...{ Tty: options.tty, OpenStdin: options.interactive },
      ...{ AttachStdin: input, StdinOnce: input, AttachStdout: attached, AttachStderr: attached },
      ...{ ExposedPorts, Volumes: anonymousVolumes(options) },
      Labels: pairs(options.labels),
      StopSignal: options.stopSignal,
      StopTimeout: read(options.stopTimeout, parseWhole),
      Healthcheck: healthCheck(options),
      HostConfig: hostConfig(options, PortBindings),
      NetworkingConfig: endpoints(options),
    }),
  };
}

function hostConfig(options: RunOptions, PortBindings: unknown): object {
  const { mounts = [] } = options;
  const tmpfs = mounts.flatMap((one) =>
    one.kind === 'tmpfs' ? [[one.target, one.mode ?? ''] as const] : [],
  );
  const from = mounts.flatMap((one) =>
    one.kind === 'from' ? [one.mode === undefined ? one.source : `${one.source}:${one.mode}`] : [],
  );
  const pathsOpen = options.securityOptions?.includes('systempaths=unconfined') === true;
  return defined({
    AutoRemove: options.remove,
    ...{ PortBindings, PublishAllPorts: options.publishAll },
    Binds: filled(
      mounts.flatMap((one) => (one.kind === 'bind' || one.kind === 'volume' ? [volumeWord(one)] : [])),
    ),
    Mounts: filled(mounts.flatMap((one) => (one.kind === 'spec' ? [parseMount(one.spec)] : []))),
    Tmpfs: tmpfs.length === 0 ? undefined : Object.fromEntries(tmpfs),
    VolumesFrom: filled(from),
    RestartPolicy: read(options.restart, parseRestart),
    NetworkMode: options.network ?? 'default',
    ...{ Links: options.links, Dns: options.dns },
    ExtraHosts: options.hosts?.map(parseHost),
    Memory: read(options.memory, parseBytes),
    MemorySwap: read(options.memorySwap, parseSwap),
    NanoCpus: read(options.cpus, parseCpus),
    CpuShares: read(options.cpuShares, parseWhole),
    PidsLimit: read(options.pidsLimit, parseWhole),
    ShmSize: read(options.shmSize, parseBytes),
    ...{ Init: options.init, Privileged: options.privileged, ReadonlyRootfs: options.readOnly },
    ...capabilities(options),
    // This one is the program's own word: it asks for no path to be hidden.
    SecurityOpt: options.securityOptions?.filter((one) => one !== 'systempaths=unconfined'),
    ...(pathsOpen ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
    Devices: options.devices?.map(parseDevice),
    Ulimits: options.ulimits?.map(parseUlimit),
    Sysctls: pairs(options.sysctls),
    LogConfig:
      options.logDriver === undefined && options.logOptions === undefined
        ? undefined
        : { Type: options.logDriver ?? '', Config: pairs(options.logOptions) ?? {} },
  });
}

/** In the kernel's words; what is added isn't dropped, and ALL stands for the others (docker/cli `opts/capabilities.go`). */
function capabilities({ capAdd, capDrop }: RunOptions): object {
  const named = (names: readonly string[] = []) => {
    const all = names.map((name) => name.toUpperCase().replace(/^(?!ALL$|CAP_)/, 'CAP_'));
    return all.includes('ALL') ? ['ALL'] : [...new Set(all)].toSorted();
  };
  const added = named(capAdd);
  const dropped = named(capDrop).filter((name) => !added.includes(name));
  return { CapAdd: filled(added), CapDrop: filled(dropped) };
}

/** A container port that is listed twice keeps both of its bindings. */
function ports(options: RunOptions) {
  const PortBindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { hostAddress = '', hostPort, hostPortEnd, containerPort, protocol } of options.ports) {
    const range = hostPortEnd === undefined ? '' : `-${hostPortEnd}`;
    (PortBindings[`${containerPort}/${protocol}`] ??= []).push({
      HostIp: hostAddress,
      HostPort: hostPort === undefined ? '' : `${hostPort}${range}`,
    });
  }
  return {
    PortBindings,
    ExposedPorts: Object.fromEntries(Object.keys(PortBindings).map((port) => [port, {}])),
  };
}

function anonymousVolumes({ mounts = [] }: RunOptions): object | undefined {
  const paths = mounts.flatMap((one) => (one.kind === 'anonymous' ? [[one.target, {}] as const] : []));
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}

/** Durations are in nanoseconds; what isn't said is left to the image. */
function healthCheck(options: RunOptions): object | undefined {
  if (options.noHealthcheck === true) return { Test: ['NONE'] };
  const check = defined({
    Test: options.healthCmd === undefined ? undefined : ['CMD-SHELL', options.healthCmd],
    Interval: read(options.healthInterval, parseDuration),
    Timeout: read(options.healthTimeout, parseDuration),
    StartPeriod: read(options.healthStartPeriod, parseDuration),
    Retries: read(options.healthRetries, parseWhole),
  });
  return Object.keys(check).length === 0 ? undefined : check;
}

/** A link is the endpoint's on a network of the user's, and the old kind on the default one. */
function endpoints({ network = 'default', networkAliases, links }: RunOptions): object | undefined {
  if (networkAliases === undefined && !isUserNetwork(network)) return undefined;
  const endpoint = defined({ Aliases: networkAliases, Links: isUserNetwork(network) ? links : undefined });
  return { EndpointsConfig: { [network]: endpoint } };
}

function pairs(words: readonly string[] | undefined): Record<string, string> | undefined {
  return words === undefined
    ? undefined
    : Object.fromEntries(words.flatMap((word) => [parsePair(word)]).filter((pair) => pair !== undefined));
}

function read<T>(text: string | undefined, parse: (text: string) => T | undefined): T | undefined {
  return text === undefined ? undefined : parse(text);
}

function filled<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
function defined<T extends object>(values: T): Defined<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left is what the type says
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
