/** The steps of a start, in order. Each takes what those before have put into the run, and leaves its own there. */
import { AppError } from '../../contract/errors.ts';
import type { StartStep } from '../../contract/model.ts';
import { ensureKeys, type VmKeys } from '../guest/keys.ts';
import { openGuestLink, type GuestLink } from '../guest/link.ts';
import type { HomePaths } from '../home.ts';
import type { Log } from '../lib/log.ts';
import { delay } from '../lib/retry.ts';
import type { Scope } from '../lib/scope.ts';
import type { Available, RunningVm, ShareDevice, VmDriver, VmImage, VmSpec } from './driver.ts';
import { writeSeed } from './seed.ts';

/** What surrounds a start. */
export interface StartSurroundings {
  readonly driver: VmDriver;
  readonly paths: HomePaths;
  /** The chosen image, verified. Throws `vm.imageMissing`, `vm.imageDamaged`. */
  readonly image: (signal: AbortSignal) => Promise<VmImage>;
  readonly spec: Omit<VmSpec, 'image' | 'seed' | 'shares'>;
  /** Further settings for the guest's own scripts, as they are now. */
  readonly guestSettings?: () => Readonly<Record<string, string>>;
  readonly log: Log;
  /** Gets each line of the guest's console. */
  readonly onConsole: (line: string) => void;
  /** Asks the engine for `/_ping` over this link; true if it answered. */
  readonly ping: (link: GuestLink, signal: AbortSignal) => Promise<boolean>;
  /** What the VM is given so that folders of this computer can be in it. */
  readonly prepareShares: () => Promise<{
    readonly devices: readonly ShareDevice[];
    readonly settings: Readonly<Record<string, string>>;
  }>;
  /** Serves the folders of this computer that are in the VM. */
  readonly openShares: (link: GuestLink, vm: RunningVm, scope: Scope, signal: AbortSignal) => Promise<void>;
  /** Opens the published ports of what runs already. */
  readonly openPorts: (link: GuestLink, vm: RunningVm, signal: AbortSignal) => Promise<void>;
}

/** What a start has come to. Whoever acquires something registers its release in `scope` at once. */
export interface StartRun {
  readonly scope: Scope;
  image?: VmImage;
  keys?: VmKeys;
  found?: Available;
  vm?: RunningVm;
  link?: GuestLink;
  shares?: readonly ShareDevice[];
  /** What the guest itself reports as the reason why it can't go on. */
  fault?: AppError;
}

export interface Step {
  readonly name: StartStep;
  /** Milliseconds that it may take at hardware speed. */
  readonly limitMs: number;
  run(run: StartRun, around: StartSurroundings, signal: AbortSignal): Promise<void>;
}

/** Milliseconds between two looks at an engine that is coming up. */
const pingEvery = 40;

export const startList: readonly Step[] = [
  {
    name: 'image',
    limitMs: 120_000,
    run: async (run, { image }, signal) => {
      run.image = await image(signal);
    },
  },
  {
    name: 'disk',
    limitMs: 30_000,
    run: async (run, around, signal) =>
      around.driver.createDisk(toSpec(run, around), around.paths.vmDir, signal),
  },
  {
    name: 'keys',
    limitMs: 10_000,
    run: async (run, around) => {
      run.keys = await ensureKeys(around.paths.keysDir);
      const { devices, settings } = await around.prepareShares();
      run.shares = devices;
      await writeSeed(toSpec(run, around).seed, {
        hostKey: run.keys.host.private,
        authorizedKeys: `${run.keys.client.public}\n`,
        engine: { ...run.keys.engine.server, client: run.keys.engine.client.certificate },
        // QEMU's user network: these addresses are always the same, so no DHCP is waited for.
        settings: {
          hostname: 'moorage',
          'net.address': '10.0.2.15/24',
          'net.gateway': '10.0.2.2',
          'net.dns': '10.0.2.3',
          ...around.guestSettings?.(),
          ...settings,
        },
      });
    },
  },
  {
    name: 'hypervisor',
    limitMs: 60_000,
    run: async (run, around, signal) => {
      const { driver, paths } = around;
      const found = await driver.probe(signal, need(run.image), paths.vmDir);
      if (found.kind === 'unavailable') throw found.error;
      const vm = await driver.start(toSpec(run, around), paths.vmDir, found, signal);
      run.found = found;
      run.vm = vm;
      listen(run, vm, around);
      openLink(run, around.log);
    },
  },
  { name: 'boot', limitMs: 30_000, run: (run, _around, signal) => linked(run, signal) },
  {
    name: 'shares',
    limitMs: 20_000,
    run: (run, around, signal) => around.openShares(need(run.link), need(run.vm), run.scope, signal),
  },
  {
    name: 'engine',
    limitMs: 40_000,
    run: async (run, { ping }, signal) => {
      while (!(await ping(need(run.link), signal))) {
        await delay(pingEvery, signal);
      }
    },
  },
  {
    name: 'ports',
    limitMs: 20_000,
    run: (run, around, signal) => around.openPorts(need(run.link), need(run.vm), signal),
  },
];

/** What is left to do for a VM that runs already. */
export const adoptList: readonly Step[] = [
  {
    name: 'keys',
    limitMs: 10_000,
    run: async (run, around) => {
      run.keys = await ensureKeys(around.paths.keysDir);
      listen(run, need(run.vm), around);
      openLink(run, around.log);
    },
  },
  ...startList.filter(({ name }) => ['boot', 'shares', 'engine', 'ports'].includes(name)),
];

function listen(run: StartRun, vm: RunningVm, around: StartSurroundings): void {
  const stop = vm.onConsole((line) => {
    around.onConsole(line);
    takeFault(run, around.paths, line);
  });
  run.scope.defer(stop);
}

function openLink(run: StartRun, log: Log): void {
  const vm = need(run.vm);
  const link = openGuestLink({
    connect: (signal) => vm.connect(signal),
    keys: need(run.keys),
    pace: vm.facts.pace,
    log,
    signal: run.scope.signal,
  });
  run.scope.defer(() => link.close());
  run.link = link;
}

/** Waits for the connection. A guest that gives up powers off, and the VM's end ends this wait. */
function linked(run: StartRun, signal: AbortSignal): Promise<void> {
  return need(run.link).ready(signal);
}

/** The guest's own scripts say `moorage: fault WHAT WHY` before they power off. */
function takeFault(run: StartRun, { vmDir }: HomePaths, line: string): void {
  const match = /^moorage: fault (\S+) (.*)$/.exec(line);
  if (match === null) return;
  const [, what = '', reason = ''] = match;
  const damaged = what === 'data-disk';
  run.fault = damaged
    ? new AppError('vm.dataDiskDamaged', {
        params: { path: vmDir, reason: reason.slice(0, 200) },
        action: 'showLogs',
      })
    : new AppError('vm.exited', {
        params: { reason: `${what}: ${reason.slice(0, 200)}` },
        action: 'showLogs',
      });
}

function toSpec(run: StartRun, { spec, paths }: StartSurroundings): VmSpec {
  return { ...spec, image: need(run.image), seed: `${paths.vmDir}/seed.img`, shares: run.shares ?? [] };
}

/** A step before this one has put it there; if not, the list is wrong. */
function need<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('a step of the start is missing');
  return value;
}
