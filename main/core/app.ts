/** The only place that wires the core together: a supervisor, the engine's socket, ports, and those who ask. */
import { homedir } from 'node:os';
import type { Duplex } from 'node:stream';
import { AppError, isCancel, toWire } from '../contract/errors.ts';
import type { VmState } from '../contract/model.ts';
import { contract } from '../contract/contract.ts';
import { serve, type Link } from '../contract/rpc.ts';
import { DaemonConfigService } from './daemon-config/service.ts';
import { openBuildHistory } from './builds/history.ts';
import { dockerConfigDir, installContext, restoreContext } from './engine/context.ts';
import type { Autostart } from './autostart/autostart.ts';
import { answers } from './engine/local-socket.ts';
import { createDocker } from './engine/docker.ts';
import { openEngineLane, type EngineLane } from './engine/lane.ts';
import { pingOver } from './engine/ping.ts';
import { createInventory } from './engine/inventory.ts';
import { restartEngine } from './engine/service.ts';
import { shareStats } from './engine/stats-watch.ts';
import { openEngineSocket } from './engine/socket.ts';
import { openUndo } from './engine/undo/open.ts';
import { watchEngine } from './engine/watch.ts';
import { ensureCertificates } from './guest/certificates.ts';
import type { GuestLink } from './guest/link.ts';
import { createHandlers } from './handlers.ts';
import { openHistory } from './history/service.ts';
import type { HomePaths } from './home.ts';
import { FileLog, type Log } from './lib/log.ts';
import { delay, orAbort } from './lib/retry.ts';
import { Scope } from './lib/scope.ts';
import type { ReadableTopic } from './lib/topic.ts';
import { RemovedContainers } from './logs/removed.ts';
import { openLogSearches } from './logs/searches.ts';
import { openPortRules } from './ports/rules.ts';
import { PortService } from './ports/service.ts';
import { openRegistries } from './registries/open.ts';
import type { SecretSeal } from './registries/secret-store.ts';
import { MountWatch } from './shares/mounts.ts';
import { openShareHost } from './shares/open-host.ts';
import { ShareService } from './shares/service.ts';
import { openShareStore } from './shares/store.ts';
import { hasIpv6Loopback } from './ports/this-network.ts';
import type { HostFacts } from './settings/schema.ts';
import { openSettings } from './settings/store.ts';
import { unknownPace, type Architecture, type RunningVm, type VmDriver, type VmImage } from './vm/driver.ts';
import { Supervisor } from './vm/supervisor.ts';
import { shareLooks } from './vm-looks.ts';

/** Where the window is that a host serves to browsers. */
export interface WindowAddress {
  /** For a browser that was let in before. */
  readonly base: string;
  /** An address that lets a browser in, once. It is a secret. */
  fresh(): string;
}

export interface AppOptions {
  readonly paths: HomePaths;
  readonly driver: VmDriver;
  readonly arch: Architecture;
  /** The chosen image, verified. Throws `vm.imageMissing`, `vm.imageDamaged`. */
  readonly image: (signal: AbortSignal) => Promise<VmImage>;
  readonly host: HostFacts;
  readonly version: string;
  readonly log: Log;
  /** The user's home folder, and where downloads are. */
  readonly homeFolder: string;
  readonly cacheFolder: string;
  /** The program that serves shares, see `hosts/node/share-helper.ts`. */
  readonly shareHelper: readonly string[];
  /** What Docker's own folder is found by; nothing of Docker's is touched without it. */
  readonly dockerEnv?: Readonly<Record<string, string | undefined>>;
  /** The desktop's way to keep secrets, where there is a desktop. */
  readonly secretSeal?: SecretSeal;
  /** Undefined where this host can't have itself started at login. */
  readonly autostart?: Autostart;
  /** Undefined while no window is served. */
  readonly windowAddress?: () => WindowAddress | undefined;
}

export interface App {
  /** Serves one client; everything it started ends with the link. */
  serve(link: Link): void;
  readonly state: ReadableTopic<VmState>;
  /** Resolves when a client asked the core to quit. */
  readonly quitRequested: Promise<void>;
  /** Tells that this computer has slept: what broke meanwhile is found and mended now. Never throws. */
  wake(): Promise<void>;
  /** Ends the core. With `stopVm` the VM is stopped first, else it goes on running and is adopted by the next core. */
  close(options: { readonly stopVm: boolean }): Promise<void>;
}

/** How long a docker client waits for an engine that is coming up, in milliseconds at hardware speed. */
const waitMs = 20_000;
/** Where Docker looks when nothing is set. */
const defaultDockerSocket = '/var/run/docker.sock';

/** Brings up the core; a VM that runs is adopted in the background. Throws what opening its files and sockets throws. */
export async function createApp(options: AppOptions): Promise<App> {
  const { paths, driver, host, log } = options;
  const scope = new Scope();
  const consoleLog = scope.use(new FileLog(paths.vmLog));
  const settings = await openSettings(paths.settings, host);
  const docker = createDocker({ socketPath: paths.engineSocket });
  const undo = await openUndo({ docker, path: paths.removed, settings: settings.topic, log });
  const inventory = createInventory(docker, log, undo);
  const stats = shareStats(docker, inventory);
  scope.defer(() => undo.close());
  const history = await openHistory(paths.history, log);
  scope.defer(() => history.close());
  const rules = await openPortRules(paths.portRules);
  const builds = await openBuildHistory(paths.builds);
  const searches = await openLogSearches(paths.logSearches);
  const removed = new RemovedContainers(docker, log);
  const shareStore = await openShareStore(paths.shares);
  let lane: EngineLane | undefined;

  const supervisor = new Supervisor({
    driver,
    paths,
    image: options.image,
    guestSettings: () => ({ 'host.access': settings.topic.value['network.hostAccess'] ? 'on' : 'off' }),
    log,
    onConsole: (line) => consoleLog.write('info', 'console', line),
    ping: pingOver,
    prepareShares: () => shares.prepare(),
    openShares: (link, vm, own, signal) => shares.open(link, vm, own, signal),
    openPorts: (link, vm, signal) => openPorts(link, vm, signal),
  });

  const guest = () => {
    const { live } = supervisor;
    if (live === undefined) throw new AppError('vm.notRunning');
    return live.link;
  };
  const looks = shareLooks(guest, inventory);

  const ports = new PortService({
    docker,
    rules,
    settings: settings.topic,
    log,
    guest: () => {
      const link = supervisor.live?.link ?? supervisor.rising;
      if (link === undefined) throw new AppError('vm.notRunning');
      return link;
    },
    ipv6: hasIpv6Loopback(),
  });

  const registries = await openRegistries({
    ...options,
    docker,
    guest: () => {
      if (supervisor.live === undefined) throw new AppError('vm.notRunning');
      return supervisor.live.link;
    },
  });

  const daemonConfig = new DaemonConfigService({
    path: paths.daemonConfig,
    guest: () => {
      if (supervisor.live === undefined) throw new AppError('vm.notRunning');
      return supervisor.live.link;
    },
    restart: (guest, signal) => restartEngine(guest, docker, signal),
    tell: (error) =>
      supervisor.setProblems(
        'configuration',
        error === undefined ? [] : [{ subject: 'configuration', error: toWire(error, () => undefined) }],
      ),
    log,
  });

  const hidden = [paths.home, options.cacheFolder];
  const shares = new ShareService({
    store: shareStore,
    settings: settings.topic,
    homeFolder: options.homeFolder,
    hidden,
    platform: process.platform,
    openHost: (vm, own, signal) =>
      openShareHost({
        vm,
        paths,
        program: options.shareHelper,
        version: options.version,
        hidden,
        log,
        scope: own,
        signal,
      }),
    noVirtiofs: async () => noShareDevices(driver),
    log,
  });

  const dialEngine = async (signal: AbortSignal): Promise<Duplex> => {
    const direct = lane?.take();
    if (direct !== undefined) return direct;
    for (;;) {
      const { kind } = supervisor.state.value;
      if (kind !== 'running' && kind !== 'starting') throw new AppError('vm.notRunning');
      const link = supervisor.live?.link ?? supervisor.rising;
      if (link?.connected.value === true) {
        try {
          return await link.dial({ socket: '/run/docker.sock' }, signal);
        } catch (error) {
          // An engine that is just coming up, or a link that broke this moment: look again.
          if (!(error instanceof AppError) || signal.aborted) throw error;
        }
      }
      await delay(50, signal);
    }
  };

  const engineSocket = await openEngineSocket({
    path: paths.engineSocket,
    dial: dialEngine,
    held: (container, signal) => ports.settled(container, signal),
    judge: (source) => shares.judge(source),
    notShared: (path) => shares.notShared(path),
    log,
    waitMs: waitMs * unknownPace,
  });
  scope.use(engineSocket);

  /** Keeps the ports while the VM runs; everything ends with the link that carries it. */
  async function openPorts(link: GuestLink, vm: RunningVm, signal: AbortSignal): Promise<void> {
    const own = scope.child();
    const { pace } = vm.facts;
    const end = () => void own.close().catch((error: unknown) => log.failure('ports', error));
    void vm.exited.then(end);
    // From the first word of a stop on there is nothing to follow any more.
    own.defer(
      supervisor.state.subscribe((state) => {
        if (state.kind === 'stopping') end();
      }),
    );
    try {
      await orAbort(ports.open(link, vm, own), signal);
    } catch (error) {
      await own.close();
      throw error;
    }
    lane = openEngineLane({
      connect: async (limit) => vm.connectEngine?.(limit),
      certificates: await ensureCertificates(paths.keysDir),
      log,
      signal: own.signal,
      handshakeMs: 5000 * pace,
    });
    own.defer(() => {
      lane = undefined;
    });
    const mounts = new MountWatch({
      docker,
      onMounted: (paths) => shares.mounted(paths),
      log,
      signal: own.signal,
    });
    const watching = watchEngine({
      docker,
      signal: own.signal,
      onEvent: (event) => {
        ports.handle(event);
        mounts.handle(event);
      },
      onConnected: () => {
        mounts.look();
        ports.sync().catch((error: unknown) => {
          if (!isCancel(error)) log.failure('ports', error);
        });
      },
      log,
    });
    own.defer(() => watching);
    inventory.follow(own.signal);
    undo.follow(own.signal);
    removed.follow(own.signal);
  }

  const context = contextKeeper(options, log);
  scope.defer(
    supervisor.state.subscribe((state) => {
      if (state.kind === 'running' && settings.topic.value.dockerContext) context.install();
    }),
  );
  scope.defer(
    ports.forwards.subscribe((list) => {
      supervisor.setProblems(
        'port',
        list.flatMap(({ hostPort, protocol, hostAddress, error }) =>
          // The other loopback address says the same.
          error === undefined || hostAddress === '::1'
            ? []
            : [{ subject: `port ${hostPort}/${protocol}`, error }],
        ),
      );
    }),
  );

  let ran = false;
  scope.defer(
    supervisor.state.subscribe(({ kind }) => {
      if (kind === 'running' && !ran) void daemonConfig.agree(scope.signal);
      ran = kind === 'running';
    }),
  );

  let quit: () => void = () => {};
  const quitRequested = new Promise<void>((resolve) => (quit = resolve));
  const startedAt = Date.now();

  const adopting = supervisor.begin().catch((error: unknown) => log.failure('vm', error));
  await Promise.race([adopting, supervisor.begun]);

  return {
    state: supervisor.state,
    quitRequested,
    serve(link) {
      const handlers = createHandlers({
        ...options,
        supervisor,
        settings,
        ports,
        shares,
        registries,
        daemonConfig,
        builds,
        docker,
        inventory,
        stats,
        looks,
        guest,
        undo,
        history,
        searches,
        removed,
        startedAt,
        quit,
        link,
      });
      serve(link, contract, handlers, { report: (_id, error) => log.failure('link', error) });
    },
    async wake() {
      await supervisor.live?.link.check();
      await ports.check(scope.signal);
    },
    async close({ stopVm }) {
      supervisor.bar();
      try {
        if (stopVm) await supervisor.stop();
        else await supervisor.release();
      } finally {
        await context.restore();
        await scope.close();
      }
    },
  };
}

/** Why this driver's VMs can't be given folders as devices; undefined if they can. */
async function noShareDevices(driver: VmDriver): Promise<AppError | undefined> {
  if (driver.noShareDevices !== undefined) return driver.noShareDevices();
  return new AppError('share.providerUnavailable', {
    params: { provider: 'virtiofs', reason: `the driver ${driver.name} has no such devices` },
  });
}

/** Makes the docker context, and puts back the one that was current. What fails there stops nothing else. */
function contextKeeper({ paths, dockerEnv }: AppOptions, log: Log) {
  const memory = `${paths.home}/docker-context.json`;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (task: () => Promise<unknown>) => {
    if (dockerEnv === undefined) return last;
    last = last.then(task).catch((error: unknown) => log.failure('docker', error));
    return last;
  };
  const configDir = dockerConfigDir(dockerEnv ?? {}, homedir());
  return {
    install: () =>
      void inTurn(() =>
        installContext({
          configDir,
          dockerHost: paths.dockerHost,
          memory,
          defaultAnswers: () => answers(defaultDockerSocket),
        }),
      ),
    restore: () => inTurn(() => restoreContext({ memory })),
  };
}
