/** Containers as the API shows them: one line of `docker ps`, and `docker inspect`. */
import { hashOf, numberOf, stamp, type Engine } from './engine.ts';
import { fields, text } from './fields.ts';
import { execsOf } from './life.ts';
import type { Container, ContainerState, Mount, Network } from './model.ts';
import { macOf, prefixOf } from './networks.ts';

/** Go's `units.HumanDuration`. */
function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(ms / 3_600_000 + 0.5);
  if (seconds < 1) return 'Less than a second';
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  if (minutes < 60) return minutes === 1 ? 'About a minute' : `${minutes} minutes`;
  if (hours < 48) return hours === 1 ? 'About an hour' : `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  return days < 730 ? `${Math.floor(days / 30)} months` : `${Math.floor(days / 365)} years`;
}

/** `Up 3 minutes (Paused)`, `Exited (137) 2 minutes ago` */
function statusText(container: Container, now: number): string {
  const { state, health, exitCode } = container;
  const up = `Up ${humanDuration(now - (container.startedAt ?? now))}`;
  const ago = `(${exitCode}) ${humanDuration(now - (container.finishedAt ?? now))} ago`;
  const condition = { healthy: ' (healthy)', unhealthy: ' (unhealthy)', starting: ' (health: starting)' };
  const texts: Readonly<Record<ContainerState, string>> = {
    created: 'Created',
    running: health === undefined ? up : up + condition[health],
    paused: `${up} (Paused)`,
    restarting: `Restarting ${ago}`,
    exited: `Exited ${ago}`,
  };
  return texts[state];
}

export function listEntry(engine: Engine, container: Container): object {
  const { id, name, image, imageId, argv, labels, state, ports } = container;
  const exposed = Object.keys(fields(container.config['ExposedPorts'])).map((key) => key.split('/'));
  const running = state === 'running' || state === 'paused';
  const unpublished = exposed
    .filter(([inside]) => running && !ports.some((port) => String(port.inside) === inside))
    .map(([inside, type]) => ({ PrivatePort: Number(inside), Type: type ?? 'tcp' }));
  const published = ports.map((port) => ({
    ...{ IP: port.ip, PrivatePort: port.inside, PublicPort: port.outside, Type: port.protocol },
  }));
  return {
    Id: id,
    Names: [`/${name}`],
    Image: engine.images.get(imageId)?.tags.size === 0 ? `sha256:${imageId}` : image,
    ImageID: `sha256:${imageId}`,
    Command: argv.join(' '),
    Created: Math.floor(container.created / 1000),
    Ports: [...published, ...unpublished],
    Labels: labels,
    State: state,
    Status: statusText(container, engine.now()),
    HostConfig: { NetworkMode: text(container.hostConfig['NetworkMode']) || 'bridge' },
    NetworkSettings: { Networks: endpointsView(engine, container) },
    Mounts: container.mounts.map(mountView),
  };
}

function mountView({ type, name, source, target, writable }: Mount): object {
  return {
    Type: type,
    ...(name === undefined ? {} : { Name: name, Driver: 'local' }),
    ...{ Source: source, Destination: target, Mode: writable ? 'z' : 'ro', RW: writable },
    Propagation: type === 'bind' ? 'rprivate' : '',
  };
}

function endpointsView(engine: Engine, { endpoints, name, id }: Container): object {
  const entry = (network: Network) => {
    const endpoint = endpoints.get(network.id);
    const address = endpoint?.address;
    const shown = {
      ...{ IPAMConfig: null, Links: null, DriverOpts: null, GwPriority: 0 },
      Aliases: endpoint?.aliases ?? null,
      NetworkID: network.id,
      EndpointID: address === undefined ? '' : (endpoint?.id ?? ''),
      Gateway: address === undefined ? '' : (network.subnet?.gateway ?? ''),
      IPAddress: address ?? '',
      IPPrefixLen: address === undefined ? 0 : prefixOf(network),
      MacAddress: address === undefined ? '' : macOf(address),
      ...{ IPv6Gateway: '', GlobalIPv6Address: '', GlobalIPv6PrefixLen: 0 },
      DNSNames: [name, id.slice(0, 12)],
    };
    return [network.name, shown] as const;
  };
  const joined = [...endpoints.keys()].flatMap((key) => engine.networks.get(key) ?? []);
  return Object.fromEntries(joined.map(entry));
}

/** The id of its main process on the VM; 0 when it doesn't run. */
export function pidOf({ id, state, run }: Container): number {
  return state === 'running' || state === 'paused' ? 1000 + numberOf(30_000, 'pid', id, run) : 0;
}

/** `GET /containers/{id}/json` */
export function inspectView(engine: Engine, container: Container): object {
  const { id, name, state, argv, config, hostConfig, health } = container;
  const log = { Start: stamp(engine.now()), End: stamp(engine.now()), ExitCode: 0, Output: 'ok\n' };
  return {
    Id: id,
    Created: stamp(container.created),
    Path: argv[0] ?? '',
    Args: argv.slice(1),
    State: {
      Status: state,
      Running: state === 'running' || state === 'paused',
      Paused: state === 'paused',
      Restarting: state === 'restarting',
      ...{ OOMKilled: container.oomKilled, Dead: false, Pid: pidOf(container) },
      ...{ ExitCode: container.exitCode, Error: container.error },
      StartedAt: stamp(container.startedAt),
      FinishedAt: stamp(container.finishedAt),
      ...(health === undefined ? {} : { Health: { Status: health, FailingStreak: 0, Log: [log] } }),
    },
    Image: `sha256:${container.imageId}`,
    ResolvConfPath: `/var/lib/docker/containers/${id}/resolv.conf`,
    HostnamePath: `/var/lib/docker/containers/${id}/hostname`,
    HostsPath: `/var/lib/docker/containers/${id}/hosts`,
    LogPath: `/var/lib/docker/containers/${id}/${id}-json.log`,
    Name: `/${name}`,
    RestartCount: container.restarts,
    ...{ Driver: 'overlay2', Platform: 'linux', MountLabel: '', ProcessLabel: '', AppArmorProfile: '' },
    ExecIDs: runningExecs(engine, container),
    HostConfig: hostConfigView(hostConfig),
    GraphDriver: {
      Name: 'overlay2',
      Data: {
        ID: id,
        LowerDir: `/var/lib/docker/overlay2/${hashOf('lower', id)}/diff`,
        MergedDir: `/var/lib/docker/overlay2/${id}/merged`,
        UpperDir: `/var/lib/docker/overlay2/${id}/diff`,
        WorkDir: `/var/lib/docker/overlay2/${id}/work`,
      },
    },
    Mounts: container.mounts.map(mountView),
    Config: config,
    NetworkSettings: networkSettings(engine, container),
  };
}

function runningExecs(engine: Engine, container: Container): string[] | null {
  const running = execsOf(engine, container).filter(({ state }) => state === 'running');
  return running.length === 0 ? null : running.map(({ id }) => id);
}

function hostConfigView(hostConfig: Container['hostConfig']): object {
  return {
    ...{ Binds: null, ContainerIDFile: '', NetworkMode: 'bridge', PortBindings: {} },
    LogConfig: { Type: 'json-file', Config: {} },
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    ...{ AutoRemove: false, VolumeDriver: '', VolumesFrom: null, CapAdd: null, CapDrop: null },
    ...{ CgroupnsMode: 'private', Dns: [], DnsOptions: [], DnsSearch: [], ExtraHosts: null, GroupAdd: null },
    ...{ IpcMode: 'private', Links: null, OomScoreAdj: 0, PidMode: '', Privileged: false },
    ...{ PublishAllPorts: false, ReadonlyRootfs: false, SecurityOpt: null, ShmSize: 67_108_864 },
    ...{ Runtime: 'runc', CpuShares: 0, Memory: 0, NanoCpus: 0, MemorySwap: 0, PidsLimit: null },
    ...hostConfig,
  };
}

function networkSettings(engine: Engine, container: Container): object {
  const { id, ports, config } = container;
  const running = container.state === 'running' || container.state === 'paused';
  const shown = new Map<string, { HostIp: string; HostPort: string }[] | null>();
  if (running) for (const key of Object.keys(fields(config['ExposedPorts']))) shown.set(key, null);
  for (const { inside, protocol, ip, outside } of ports) {
    const key = `${inside}/${protocol}`;
    shown.set(key, [...(shown.get(key) ?? []), { HostIp: ip, HostPort: String(outside) }]);
  }
  return {
    Bridge: '',
    SandboxID: running ? hashOf('sandbox', id) : '',
    SandboxKey: running ? `/var/run/docker/netns/${id.slice(0, 12)}` : '',
    Ports: Object.fromEntries(shown),
    Networks: endpointsView(engine, container),
  };
}
