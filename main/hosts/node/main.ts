/**
 * The plain Node host: a core that is reached over the control socket, and by browsers as a window. In the foreground it belongs to the
 * terminal that it was started in; in the background it outlives whoever started it.
 */
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../contract/errors.ts';
import { createApp, type App } from '../../core/app.ts';
import type { Autostart } from '../../core/autostart/autostart.ts';
import { prepareHome, type HomePaths } from '../../core/home.ts';
import { FileLog, type Log } from '../../core/lib/log.ts';
import { takeLock } from '../../core/lib/lock.ts';
import { Scope } from '../../core/lib/scope.ts';
import type { SecretSeal } from '../../core/registries/secret-store.ts';
import { openSettings } from '../../core/settings/store.ts';
import type { VmDriver, VmImage } from '../../core/vm/driver.ts';
import { createDriver, type DriverName } from '../../core/vm/drivers.ts';
import type { FakeOptions } from '../../core/vm/fake.ts';
import { scenarioNamed } from '../../core/vm/fake-engine/scenario.ts';
import { cacheFolder } from '../../setup/cache.ts';
import { chosenImage } from '../../setup/ensure.ts';
import { presentQemu, type Qemu } from '../../setup/qemu.ts';
import { appVersion } from '../../setup/version.ts';
import { nodeAutostart } from './autostart.ts';
import { serveControl } from './control.ts';
import { serveWindow, type WindowServer } from './http.ts';
import { trackVm } from './track-vm.ts';
import { openWindowMemory } from './window-memory.ts';
import { hostArchitecture, hostFacts } from './this-computer.ts';
import { watchSleep } from './sleep-watch.ts';

export interface CoreOptions {
  readonly paths: HomePaths;
  readonly driver: DriverName;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the built window; beside the built core when left out. */
  readonly windowFolder?: string;
  /** The program that serves shares; Node with the one beside this when left out. */
  readonly shareHelper?: readonly string[];
  /** The desktop's way to keep secrets. */
  readonly secretSeal?: SecretSeal;
  /** The desktop's way to be started at login; the plain host's own when left out. */
  readonly autostart?: Autostart;
}

export interface RunningCore {
  readonly app: App;
  readonly log: Log;
  /** Resolves when the core has ended, by `end` or because a client asked for it; rejects when the ending failed. */
  readonly ended: Promise<void>;
  /** Ends the core. Without `stopVm` the VM goes on running and the next core adopts it. Any number of times. */
  end(options: { stopVm: boolean }): Promise<void>;
  /** Ends the VM without waiting for what is in it: for somebody who has asked twice. */
  killVm(): Promise<void>;
}

/**
 * Starts the core of a home and serves its clients. Nothing is fetched: what set-up has not made is missing, which the
 * start of the VM then says. Throws `core.alreadyRunning`, `home.*`, `config.*`.
 */
export async function runCore(options: CoreOptions): Promise<RunningCore> {
  const { paths, env } = options;
  const scope = new Scope();
  try {
    await prepareHome(paths);
    const lock = await takeLock(paths.lock);
    if (lock.kind === 'held') {
      throw new AppError('core.alreadyRunning', { params: { path: paths.controlSocket } });
    }
    scope.defer(lock.release);
    const log = scope.use(new FileLog(paths.appLog));
    const version = appVersion();
    log.write('info', 'core', `Moorage ${version} begins, process ${process.pid}, driver ${options.driver}`);
    scope.defer(() => log.write('info', 'core', 'ends'));

    const host = hostFacts();
    const autostart = options.autostart ?? nodeAutostart(env);
    const vm = trackVm(await chooseDriver(options, log));
    let window: WindowServer | undefined;
    const app = await createApp({
      paths,
      driver: vm.driver,
      arch: hostArchitecture(),
      image: options.driver === 'fake' ? () => Promise.resolve(noImage) : usualImage(env),
      host,
      version,
      log,
      homeFolder: homedir(),
      cacheFolder: cacheFolder({ ...env }),
      shareHelper: options.shareHelper ?? [
        process.execPath,
        fileURLToPath(new URL('share-helper.js', import.meta.url)),
      ],
      dockerEnv: env,
      ...(options.secretSeal !== undefined && { secretSeal: options.secretSeal }),
      ...(autostart !== undefined && { autostart }),
      windowAddress: () => window,
    });
    const closeApp = onceOnly((stopVm: boolean) => app.close({ stopVm }));
    scope.defer(() => closeApp(false));
    window = await openWindow(options.windowFolder ?? builtWindow, paths.windowMemory, app, log);
    if (window !== undefined) scope.use(window);
    scope.use(await serveControl(paths.controlSocket, (link) => app.serve(link)));
    scope.use(
      watchSleep(() => {
        log.write('info', 'core', 'this computer has slept: looking what still works');
        void app.wake();
      }),
    );

    let ask = (_stopVm: boolean) => {};
    const asked = new Promise<boolean>((resolve) => {
      ask = resolve;
    });
    const untilEnded = async () => {
      const stopVm = await Promise.race([asked, quitAsked(app)]);
      try {
        // Clients hear of the VM's end before their links close.
        await closeApp(stopVm);
      } finally {
        await scope.close();
      }
    };
    const ended = untilEnded();
    const end = ({ stopVm }: { stopVm: boolean }) => {
      ask(stopVm);
      return ended;
    };
    return { app, log, ended, end, killVm: () => vm.kill() };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

/** Seen from `out/main/hosts/node/`, where this file is when it is built. */
const builtWindow = fileURLToPath(new URL('../../../renderer', import.meta.url));

/** Without a port for the window, command lines can still do everything. */
async function openWindow(
  folder: string,
  memoryFile: string,
  app: App,
  log: Log,
): Promise<WindowServer | undefined> {
  const report = (error: unknown) => log.failure('window', error);
  try {
    const window = await serveWindow({
      folder,
      onLink: (link) => app.serve(link),
      report,
      memory: await openWindowMemory(memoryFile, report),
    });
    log.write('info', 'window', `is served at ${window.base}`);
    return window;
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** A client that has the core quit means the VM too. */
async function quitAsked(app: App): Promise<true> {
  await app.quitRequested;
  return true;
}

/** The fake driver boots from nothing. */
const noImage: VmImage = { id: 'none', kernel: '', initrd: '', root: '', tools: undefined };

function usualImage(env: CoreOptions['env']): (signal: AbortSignal) => Promise<VmImage> {
  return (signal) => chosenImage(cacheFolder({ ...env }), hostArchitecture(), signal);
}

/** Without a QEMU a core can still answer, stop and delete; only a start then fails, and says so. */
async function chooseDriver({ paths, driver, env }: CoreOptions, log: Log): Promise<VmDriver> {
  if (driver === 'fake') return createDriver('fake', undefined, fakeOptions(env));
  const arch = hostArchitecture();
  const qemu = await findQemu(paths, env, log);
  return createDriver('qemu', {
    qemuSystem: qemu?.system ?? [`qemu-system-${arch}`],
    qemuImg: qemu?.img ?? ['qemu-img'],
    version: qemu?.version ?? '',
    virtiofsd: qemu?.virtiofsd,
    arch,
    platform: process.platform,
    sockets: { qmp: paths.qmpSocket, console: paths.consoleSocket },
  });
}

/**
 * `MOORAGE_FAKE` names what a fake engine holds, `MOORAGE_FAKE_SLOW_MS` how long each part of its start takes, and
 * `MOORAGE_FAKE_DIES_MS` how long after that the fake VM crashes. `MOORAGE_FAKE_ENGINE` is the socket of a real engine to
 * show in its place, for work on the window without a VM, and `MOORAGE_FAKE_SHELL` what runs the guest's commands there.
 */
function fakeOptions(env: CoreOptions['env']): FakeOptions {
  const slowMs = Number(env['MOORAGE_FAKE_SLOW_MS'] ?? '');
  const diesAfterMs = Number(env['MOORAGE_FAKE_DIES_MS'] ?? '');
  const { MOORAGE_FAKE_ENGINE: socket, MOORAGE_FAKE_SHELL: shell } = env;
  return {
    scenario: scenarioNamed(env['MOORAGE_FAKE']),
    ...(slowMs > 0 && { slowMs }),
    ...(diesAfterMs > 0 && { diesAfterMs }),
    ...(socket !== undefined && { real: { socket, ...(shell !== undefined && { shell }) } }),
  };
}

async function findQemu(paths: HomePaths, env: CoreOptions['env'], log: Log): Promise<Qemu | undefined> {
  const settings = await openSettings(paths.settings, hostFacts());
  const { qemuPath } = settings.topic.value;
  try {
    return await presentQemu({ cache: cacheFolder({ ...env }), arch: hostArchitecture(), env, qemuPath });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.failure('core', error);
    return undefined;
  }
}

/** A function whose first call counts; the later ones wait for the same end. */
function onceOnly<A>(task: (argument: A) => Promise<void>): (argument: A) => Promise<void> {
  let running: Promise<void> | undefined;
  return (argument) => (running ??= task(argument));
}
