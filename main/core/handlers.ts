/** What the core answers: a line or a few for each entry of the contract, each calling the service that does it. */
import { arch as hostArch } from 'node:process';
import type Docker from 'dockerode';
import type { CoreHandlers } from '../contract/contract.ts';
import type { Settings, Status, VmState } from '../contract/model.ts';
import type { Link } from '../contract/rpc.ts';
import type { AppOptions } from './app.ts';
import { applyAutostart } from './autostart/autostart.ts';
import { daemonConfigHandlers } from './daemon-config/handlers.ts';
import type { DaemonConfigService } from './daemon-config/service.ts';
import { buildHandlers } from './builds/handlers.ts';
import type { BuildHistory } from './builds/history.ts';
import { composeHandlers } from './compose/handlers.ts';
import { engineFacts } from './engine/docker.ts';
import { engineHandlers } from './engine/handlers.ts';
import { terminalSources } from './engine/terminals/sources.ts';
import type { Inventory } from './engine/inventory.ts';
import type { StatsWatch } from './engine/stats-watch.ts';
import { removedHandlers } from './engine/undo/handlers.ts';
import type { UndoService } from './engine/undo/service.ts';
import { historyHandlers } from './history/handlers.ts';
import type { History } from './history/service.ts';
import { hostFolders } from './host-folders.ts';
import { logLines } from './log-lines.ts';
import { logHandlers } from './logs/handlers.ts';
import type { RemovedContainers } from './logs/removed.ts';
import type { LogSearches } from './logs/searches.ts';
import { portHandlers } from './ports/handlers.ts';
import type { PortService } from './ports/service.ts';
import { registryHandlers } from './registries/handlers.ts';
import type { RegistryService } from './registries/service.ts';
import type { GuestLink } from './guest/link.ts';
import { sessionHandlers } from './guest/session-handlers.ts';
import { checkSettings } from './settings/schema.ts';
import { shareHandlers } from './shares/handlers.ts';
import type { ShareService } from './shares/service.ts';
import type { SettingsStore } from './settings/store.ts';
import type { StartSurroundings } from './vm/start-steps.ts';
import type { LiveVm, Supervisor } from './vm/supervisor.ts';
import type { VmLooks } from './vm-looks.ts';

export interface HandlerOptions extends AppOptions {
  readonly supervisor: Supervisor;
  readonly settings: SettingsStore;
  readonly ports: PortService;
  readonly shares: ShareService;
  readonly registries: RegistryService;
  readonly daemonConfig: DaemonConfigService;
  readonly builds: BuildHistory;
  readonly docker: Docker;
  readonly inventory: Inventory;
  readonly stats: StatsWatch;
  readonly looks: VmLooks;
  /** The VM's own system. Throws `vm.notRunning`. */
  readonly guest: () => GuestLink;
  readonly undo: UndoService;
  readonly history: History;
  readonly searches: LogSearches;
  readonly removed: RemovedContainers;
  readonly startedAt: number;
  readonly quit: () => void;
  /** Whose handlers these are. */
  readonly link: Link;
}

/** How long the engine has to tell its version for a status, in milliseconds. */
const factsMs = 5000;

export function createHandlers(options: HandlerOptions): CoreHandlers {
  const { supervisor, settings, ports, shares, paths, link, guest } = options;
  return {
    'vm.start': async (input, signal) => {
      await supervisor.start(toSpec(options, await settings.reload(), input), signal);
      return null;
    },
    'vm.stop': async () => {
      await supervisor.stop();
      return null;
    },
    'vm.restart': async (input, signal) => {
      const spec = toSpec(options, await settings.reload(), input);
      await supervisor.stop();
      await supervisor.start(spec, signal);
      return null;
    },
    'vm.delete': async () => {
      await supervisor.delete();
      return null;
    },
    'vm.watch': (_input, signal) => supervisor.state.watch(signal),
    status: (_input, signal) => status(options, signal),
    env: () => Promise.resolve({ dockerHost: paths.dockerHost }),
    ...portHandlers(ports),
    ...shareHandlers(shares),
    'settings.get': async () => ({
      settings: await settings.reload(),
      restartNeeded: restartNeeded(options),
    }),
    'settings.set': async (patch) => {
      const wanted = { ...(await settings.reload()), ...patch };
      checkSettings(wanted, options.host, await options.driver.diskGiB(paths.vmDir));
      await applyAutostart(options.autostart, patch, wanted);
      return { settings: await settings.save(patch), restartNeeded: restartNeeded(options) };
    },
    'autostart.get': async () => ({ item: (await options.autostart?.read()) ?? null }),
    'settings.watch': (_input, signal) => settings.topic.watch(signal),
    'vm.usage': (_input, signal) => options.looks.usage(signal),
    ...engineHandlers({
      ...options,
      authFor: (reference) => options.registries.authFor(reference),
    }),
    ...daemonConfigHandlers(options.daemonConfig),
    ...buildHandlers(options),
    ...removedHandlers(options.undo),
    ...historyHandlers(options.history, link),
    ...composeHandlers({ ...options, shares: () => shares.list.value.shares }),
    ...logHandlers(options),
    ...registryHandlers(options.registries, options.docker),
    ...sessionHandlers(terminalSources(options.docker, guest), link),
    logs: (input, signal) => logLines(input, { paths, guest }, signal),
    'host.folders': () => hostFolders(),
    'core.info': () =>
      Promise.resolve({ pid: process.pid, version: options.version, startedAt: options.startedAt }),
    'window.address': () => Promise.resolve({ url: options.windowAddress?.()?.fresh() ?? null }),
    'core.quit': () => {
      options.quit();
      return Promise.resolve(null);
    },
  };
}

/** Checks before anything is done: a start that can't succeed must not have begun. */
function toSpec(
  options: HandlerOptions,
  settings: Settings,
  input: { cpus?: number; memoryMiB?: number },
): StartSurroundings['spec'] {
  const wanted = { ...settings, ...input };
  checkSettings(wanted, options.host);
  const { cpus, memoryMiB, dataDiskGiB } = wanted;
  return { arch: options.arch, cpus, memoryMiB, dataDiskGiB };
}

function restartNeeded({ supervisor, settings }: HandlerOptions): string[] {
  const facts = supervisor.live?.vm.facts;
  if (facts === undefined) return [];
  const { cpus, memoryMiB } = settings.topic.value;
  return [...(cpus === facts.cpus ? [] : ['cpus']), ...(memoryMiB === facts.memoryMiB ? [] : ['memoryMiB'])];
}

async function status(options: HandlerOptions, signal: AbortSignal): Promise<Status> {
  const { supervisor, paths, driver, settings } = options;
  const live = supervisor.live;
  const facts = live === undefined ? undefined : await engineNow(options, live, signal);
  const state = supervisor.state.value;
  const base = {
    state: state.kind,
    ...(state.kind === 'starting' ? { step: state.step } : {}),
    ...(state.kind === 'failed' ? { error: state.error } : {}),
    window: options.windowAddress?.()?.base ?? null,
    problems: state.kind === 'running' ? [...state.problems] : [],
  };
  if (live === undefined || state.kind !== 'running') return { ...base, engine: null, vm: null };
  const { accelerator, cpus, memoryMiB } = live.vm.facts;
  return {
    ...base,
    engine:
      facts === undefined
        ? null
        : { version: facts.version, apiVersion: facts.apiVersion, socket: paths.engineSocket },
    vm: {
      driver: driver.name,
      accelerator,
      arch: hostArch === 'arm64' ? 'aarch64' : 'x86_64',
      cpus,
      memoryMiB,
      dataDiskGiB: (await options.driver.diskGiB(paths.vmDir)) ?? settings.topic.value.dataDiskGiB,
      uptimeSeconds: Math.round((Date.now() - live.vm.startedAt) / 1000),
    },
  };
}

/** What the engine says of itself; undefined if it doesn't answer, is too slow, or can't answer at all. */
async function engineNow({ supervisor, docker, log }: HandlerOptions, { vm }: LiveVm, signal: AbortSignal) {
  const silent = new AbortController();
  // A VM that ends, or that a full disk has paused, answers nothing; who asks should hear of that and not wait.
  const look = (state: VmState) => {
    if (state.kind !== 'running' || state.problems.some(({ subject }) => subject === 'disk')) silent.abort();
  };
  look(supervisor.state.value);
  const stop = supervisor.state.subscribe(look);
  const late = AbortSignal.timeout(factsMs * vm.facts.pace);
  try {
    if (silent.signal.aborted) return undefined;
    return await engineFacts(docker, AbortSignal.any([signal, silent.signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    if (!silent.signal.aborted) log.failure('engine', error);
    return undefined;
  } finally {
    stop();
  }
}
