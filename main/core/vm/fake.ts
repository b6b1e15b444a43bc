/**
 * A driver without a VM: everything on the host's side runs as it does with a real one, against a guest in this
 * process. For trying the window anywhere, and for tests, which may also have it fail in the ways that VMs do.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { duplexPair } from '../lib/duplex-pair.ts';
import { delay, orAbort } from '../lib/retry.ts';
import { systemCode } from '../lib/system-error.ts';
import type { RunningVm, VmDriver, VmExit, VmSpec } from './driver.ts';
import type { FakeScenario } from './fake-engine/scenario.ts';
import { hostileFiles } from './fake-engine/scenario-hostile.ts';
import { fakeEngineConfig } from './fake-engine-config.ts';
import { fakeLuajit } from './fake-files.ts';
import { fakeGuest, readSeed, type FakeGuest, type FakeGuestOptions } from './fake-guest.ts';
import { fakeCommands, type FakeCommands } from './fake-shell.ts';

/** What goes wrong, or slowly. */
export interface FakeOptions {
  /** The guest never answers: `connect` waits until its signal aborts. */
  readonly neverBoots?: boolean;
  /** The VM crashes that many milliseconds after its start. */
  readonly diesAfterMs?: number;
  /** That many first calls of `connect`, of each start, throw `guest.unreachable`. */
  readonly refuseConnections?: number;
  /** Milliseconds that a start, and each connection, takes. */
  readonly slowMs?: number;
  /** The power button does nothing. */
  readonly ignorePowerButton?: boolean;
  /** Commands that the guest has beyond `fakeCommands`, or instead of them. */
  readonly commands?: FakeCommands;
  /** What the engine holds at each start of the VM; default `empty`. */
  readonly scenario?: FakeScenario;
  /** A real engine of this computer in its place. */
  readonly real?: FakeGuestOptions['real'];
}

/** The driver `fake`. A VM of it lives as long as this process, at most. */
export function fakeDriver(options: FakeOptions = {}): VmDriver {
  const running = new Map<string, FakeVm>();
  const diskFile = (dir: string) => join(dir, 'fake-disk.json');
  return {
    name: 'fake',
    probe: () => Promise.resolve({ kind: 'available', accelerator: 'none', pace: 1, version: '1' }),
    async createDisk(spec, dir, signal) {
      signal.throwIfAborted();
      const present = await readDisk(diskFile(dir));
      if (present !== undefined && present > spec.dataDiskGiB) {
        throw new AppError('config.diskShrink', { params: { present, value: spec.dataDiskGiB } });
      }
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFileAtomic(diskFile(dir), JSON.stringify({ dataDiskGiB: spec.dataDiskGiB }));
    },
    async start(spec, dir, _found, signal) {
      signal.throwIfAborted();
      if (running.has(dir)) {
        throw new AppError('qemu.failed', { params: { reason: 'a VM already runs in this folder' } });
      }
      const seed = await readSeed(spec.seed);
      if (options.slowMs !== undefined) await delay(options.slowMs, signal);
      const vm = new FakeVm(spec, seed, options);
      running.set(dir, vm);
      void vm.exited.then(() => running.delete(dir));
      return vm;
    },
    find: (dir) => Promise.resolve(running.get(dir)),
    diskGiB: (dir) => readDisk(diskFile(dir)),
    delete: (dir) => rm(diskFile(dir), { force: true }),
  };
}

async function readDisk(path: string): Promise<number | undefined> {
  try {
    const disk: unknown = JSON.parse(await readFile(path, 'utf8'));
    const known = typeof disk === 'object' && disk !== null && 'dataDiskGiB' in disk;
    return known ? Number(disk.dataDiskGiB) : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

class FakeVm implements RunningVm {
  readonly exited: Promise<VmExit>;
  readonly startedAt = Date.now();
  readonly facts: RunningVm['facts'];
  readonly #options: FakeOptions;
  readonly #guest: FakeGuest;
  readonly #consoleListeners = new Set<(line: string) => void>();
  readonly #dying: NodeJS.Timeout | undefined;
  #resolve: (exit: VmExit) => void = () => {};
  #ended: VmExit | undefined;
  #refusals: number;
  /** Settles when the stream that is open, and all that wait for it, are done. */
  #channel: Promise<void> = Promise.resolve();
  #stream: Duplex | undefined;

  constructor(spec: VmSpec, seed: ReadonlyMap<string, Buffer>, options: FakeOptions) {
    this.#options = options;
    this.#refusals = options.refuseConnections ?? 0;
    this.facts = {
      accelerator: 'none',
      pace: 1,
      cpus: spec.cpus,
      memoryMiB: spec.memoryMiB,
      imageId: spec.image.id,
    };
    this.exited = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const config = fakeEngineConfig();
    const files: FakeCommands =
      options.scenario === 'hostile' ? new Map([['luajit', fakeLuajit(hostileFiles)]]) : new Map();
    this.#guest = fakeGuest(seed, {
      commands: new Map([...fakeCommands, ...config.commands, ...files, ...(options.commands ?? [])]),
      powerOff: () => this.#end({ kind: 'shutdown', detail: 'the guest powered off' }, 20),
      ...(options.real === undefined ? {} : { real: options.real }),
      engine: {
        scenario: options.scenario ?? 'empty',
        cpus: spec.cpus,
        memoryMiB: spec.memoryMiB,
        config: config.used,
      },
    });
    if (options.diesAfterMs !== undefined) {
      this.#dying = setTimeout(
        () => this.#end({ kind: 'crashed', detail: 'made to crash' }),
        options.diesAfterMs,
      );
      this.#dying.unref();
    }
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    signal.throwIfAborted();
    const before = this.#channel;
    let done = () => {};
    this.#channel = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await orAbort(before, signal);
      const stream = await this.#open(signal);
      stream.once('close', done);
      return stream;
    } catch (error) {
      // Those who wait behind us still wait for the stream that is open.
      void before.finally(() => done());
      throw error;
    }
  }

  onConsole(listener: (line: string) => void): () => void {
    this.#consoleListeners.add(listener);
    setImmediate(() => {
      if (this.#consoleListeners.has(listener)) listener('fake VM: no kernel, no console');
    });
    return () => void this.#consoleListeners.delete(listener);
  }

  /** Nothing ever pauses it. */
  onCondition(): () => void {
    return () => {};
  }

  powerButton(): Promise<void> {
    if (this.#options.ignorePowerButton !== true) {
      this.#end({ kind: 'shutdown', detail: 'the power button was pressed' }, this.#options.slowMs ?? 20);
    }
    return Promise.resolve();
  }

  async kill(): Promise<void> {
    this.#end({ kind: 'killed', detail: 'ended from outside' });
    await this.exited;
  }

  release(): void {
    this.#stream?.destroy();
  }

  async #open(signal: AbortSignal): Promise<Duplex> {
    if (this.#options.neverBoots === true) await orAbort(new Promise<never>(() => {}), signal);
    if (this.#options.slowMs !== undefined) await delay(this.#options.slowMs, signal);
    if (this.#ended !== undefined) {
      throw new AppError('guest.unreachable', { params: { reason: 'the VM has ended' } });
    }
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      throw new AppError('guest.unreachable', { params: { reason: 'the guest refused the connection' } });
    }
    const [ours, theirs] = duplexPair();
    this.#stream = ours;
    this.#guest.accept(theirs);
    return ours;
  }

  #end(exit: VmExit, afterMs = 0): void {
    if (afterMs > 0) {
      setTimeout(() => this.#end(exit), afterMs);
      return;
    }
    if (this.#ended !== undefined) return;
    this.#ended = exit;
    clearTimeout(this.#dying);
    this.#guest.stop();
    this.#stream?.destroy();
    this.#resolve(exit);
  }
}
