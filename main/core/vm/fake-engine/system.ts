/** What the engine says of itself. */
import { stamp, type Engine } from './engine.ts';
import { sendJson, type Call } from './http.ts';
import { imageSummary } from './images.ts';
import { listEntry } from './views.ts';
import { volumeWithUsage } from './volumes.ts';

export const apiVersion = '1.51';
export const engineVersion = '28.5.1-fake';
const kernel = '6.12.0-fake';
const arm = process.arch === 'arm64';

/** `GET /_ping` */
export function ping(_engine: Engine, call: Call): void {
  call.response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  call.response.setHeader('Cache-Control', 'no-cache, no-store, must-revalidate');
  call.response.end('OK');
}

/** `GET /version` */
export function version(_engine: Engine, call: Call): void {
  const details = {
    ...{ ApiVersion: apiVersion, MinAPIVersion: '1.24', Os: 'linux', Arch: arm ? 'arm64' : 'amd64' },
    ...{ GitCommit: 'fake', GoVersion: 'go1.24.8', KernelVersion: kernel, BuildTime: stamp(0) },
  };
  sendJson(call, 200, {
    Platform: { Name: 'Moorage without a VM' },
    Version: engineVersion,
    ...details,
    Components: [
      { Name: 'Engine', Version: engineVersion, Details: { ...details, Experimental: 'false' } },
      { Name: 'containerd', Version: 'v1.7.28', Details: { GitCommit: 'fake' } },
      { Name: 'runc', Version: '1.3.2', Details: { GitCommit: 'fake' } },
    ],
  });
}

/** `GET /info` */
export function info(engine: Engine, call: Call): void {
  const states = [...engine.containers.values()].map(({ state }) => state);
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  sendJson(call, 200, {
    ...{ ID: 'fake', Name: 'moorage', ServerVersion: engineVersion, OperatingSystem: 'Fake Linux' },
    ...{ OSType: 'linux', OSVersion: '', Architecture: arm ? 'aarch64' : 'x86_64', KernelVersion: kernel },
    Containers: states.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited'),
    Images: engine.images.size,
    ...{
      Driver: 'overlay2',
      DriverStatus: [['Backing Filesystem', 'extfs']],
      DockerRootDir: '/var/lib/docker',
    },
    ...{ CgroupDriver: 'cgroupfs', CgroupVersion: '2', LoggingDriver: 'json-file', DefaultRuntime: 'runc' },
    Runtimes: { runc: { path: 'runc' } },
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'null'],
      Authorization: null,
      Log: ['json-file'],
    },
    ...{
      NCPU: engine.cpus,
      MemTotal: engine.memoryBytes,
      MemoryLimit: true,
      SwapLimit: true,
      PidsLimit: true,
    },
    ...{ CpuCfsPeriod: true, CpuCfsQuota: true, CPUShares: true, CPUSet: true, OomKillDisable: false },
    ...{ IPv4Forwarding: true, Debug: false, NFd: 30, NGoroutines: 50, NEventsListener: 0 },
    ...{ SystemTime: stamp(engine.now()), IndexServerAddress: 'https://index.docker.io/v1/' },
    RegistryConfig: registryConfig(engine.config()),
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '' },
    ...{ HttpProxy: '', HttpsProxy: '', NoProxy: '', Labels: [], ExperimentalBuild: false },
    ...{
      LiveRestoreEnabled: engine.config()['live-restore'] === true,
      InitBinary: 'docker-init',
      SecurityOptions: ['name=seccomp'],
    },
    Warnings: null,
  });
}

function registryConfig(config: Readonly<Record<string, unknown>>) {
  const list = (key: string) => {
    const value = config[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const insecure = list('insecure-registries');
  const hosts = insecure.filter((one) => !one.includes('/'));
  return {
    InsecureRegistryCIDRs: ['127.0.0.0/8', ...insecure.filter((one) => one.includes('/'))],
    IndexConfigs: Object.fromEntries(
      hosts.map((name) => [name, { Name: name, Mirrors: [], Secure: false, Official: false }]),
    ),
    Mirrors: list('registry-mirrors'),
  };
}

/** `GET /system/df?type=` */
export function diskUse(engine: Engine, call: Call): void {
  const types = call.query.getAll('type');
  const wants = (type: string) => types.length === 0 || types.includes(type);
  const containers = [...engine.containers.values()];
  const images = [...engine.images.values()];
  const uses = (id: string) => containers.filter(({ imageId }) => imageId === id).length;
  const size = images.reduce((sum, image) => sum + image.size, 0);
  sendJson(call, 200, {
    LayersSize: wants('image') ? size : 0,
    Images: wants('image')
      ? images.map((image) => ({ ...imageSummary(image), SharedSize: 0, Containers: uses(image.id) }))
      : null,
    Containers: wants('container')
      ? containers.map((container) => {
          const SizeRootFs = engine.images.get(container.imageId)?.size ?? 0;
          return { ...listEntry(engine, container), SizeRw: container.log.lines.length * 80, SizeRootFs };
        })
      : null,
    Volumes: wants('volume')
      ? [...engine.volumes.values()].map((volume) => volumeWithUsage(engine, volume))
      : null,
    ...{ BuildCache: wants('build-cache') ? [] : null, BuilderSize: 0 },
  });
}

/** `POST /build/prune`: nothing is ever built here. */
export function pruneBuilds(_engine: Engine, call: Call): void {
  sendJson(call, 200, { CachesDeleted: null, SpaceReclaimed: 0 });
}
