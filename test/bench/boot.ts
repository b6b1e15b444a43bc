/** How long until the engine answers: ours from a cold start, beside a stock Debian and the bare kernel. */
import { mkdtemp, rm } from 'node:fs/promises';
import { currentImage, imageFiles } from '../../vm-images/image.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { attempt, type BenchContext, type Maybe, type Outcome } from './context.ts';
import { figure, ratio, unmeasured, type Figure } from './figure.ts';
import { assertReached, startFloor } from './floor.ts';
import { ensurePeerImage, startPeer } from './peer-image.ts';
import { firstAnswer, forwardWaiting } from './ping.ts';
import { createProduct, type Start } from './product.ts';
import { watch, type Vm } from './vm.ts';

const unit = 's';

/** Milliseconds after which a start of a peer has failed. */
const peerDeadline = 400_000;

interface Rounds {
  readonly ours: Start[];
  readonly peer: number[];
  readonly floor: number[];
}

/** Runs the rounds, interleaved, and returns the figures. */
export async function boot(context: BenchContext): Promise<Outcome> {
  const prepared = await attempt(context, 'Moorage', () => prepare(context));
  if ('reason' in prepared) {
    const names = ['boot.cold.vsPeer', 'boot.cold.vsFloor', 'boot.steps.sumVsCold'];
    return { facts: {}, figures: names.map((name) => unmeasured(name, unit, prepared.reason)) };
  }
  const { product, shape, facts, kernel, busybox } = prepared.value;
  const { qemu, cache, say, rounds, scope } = context;
  const { qemuSystem } = qemu;
  const signal = scope.signal;
  let peer = await attempt(context, 'peer', () => ensurePeerImage({ cache, qemu: qemuSystem, say, signal }));
  let floorFault: string | undefined;
  const done: Rounds = { ours: [], peer: [], floor: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const own = await product.start();
    done.ours.push(own);
    say(`round ${round} of ${rounds}: ours ${own.seconds.toFixed(1)} s`);
    await product.stop();
    if ('value' in peer) {
      const { value } = peer;
      const timed = await attempt(context, 'peer', () =>
        timedPeer((dir) => startPeer({ peer: value, qemu: qemuSystem, shape, dir }), signal),
      );
      if ('value' in timed) done.peer.push(told(say, 'peer', timed.value));
      else peer = timed;
    }
    const timed = await attempt(context, 'floor', () =>
      timedFloor(
        (dir) => startFloor({ kind: 'power-off', qemu: qemuSystem, shape, kernel, busybox, dir }),
        signal,
      ),
    );
    if ('value' in timed) done.floor.push(told(say, 'floor', timed.value));
    else floorFault ??= timed.reason;
  }
  const versions = 'value' in peer ? prefixed('peer ', peer.value.versions) : {};
  return { facts: { ...facts, ...versions }, figures: figures(done, peer, floorFault) };
}

/** The product after its first start, which formats the data disk and isn't measured. */
async function prepare(context: BenchContext) {
  const { cache, arch, scope, say } = context;
  const product = await createProduct(scope.signal);
  scope.defer(() => product.dispose());
  say('a first start, which is not measured');
  await product.start();
  const { engine, vm } = await product.status();
  const { shape } = await product.processes();
  await product.stop();
  const image = await currentImage(cache, arch);
  if (image === undefined) throw new Error('the image that was started is not in the cache');
  const tools = await ensureDockerTools({ cache, signal: scope.signal });
  scope.defer(() => tools.dispose());
  const facts = {
    engine: engine.version,
    accelerator: vm.accelerator,
    image: image.manifest.id,
    vmCpus: vm.cpus,
    vmMemoryMiB: vm.memoryMiB,
  };
  const { kernel } = imageFiles(image.dir, image.manifest);
  return { product, shape, facts, kernel, busybox: await tools.readBusybox() };
}

function told(say: (message: string) => void, what: string, seconds: number): number {
  say(`  ${what} ${seconds.toFixed(1)} s`);
  return seconds;
}

function prefixed(prefix: string, facts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [prefix + key, value]));
}

/** Seconds from a peer's start to its engine's first answer. */
function timedPeer(
  start: (dir: string) => ReturnType<typeof startPeer>,
  signal: AbortSignal,
): Promise<number> {
  return inFolder(async (dir) => {
    const begun = performance.now();
    const vm = await start(dir);
    return untilDone(vm, signal, async (over) => {
      await firstAnswer(vm.address, forwardWaiting, over);
      return (performance.now() - begun) / 1000;
    });
  });
}

/** Seconds from the floor's start to the end of its QEMU. */
function timedFloor(start: (dir: string) => Promise<Vm>, signal: AbortSignal): Promise<number> {
  return inFolder(async (dir) => {
    const begun = performance.now();
    const vm = await start(dir);
    await untilDone({ ...vm, exited: new Promise(() => undefined) }, signal, () => vm.exited);
    const seconds = (performance.now() - begun) / 1000;
    await assertReached(dir);
    return seconds;
  });
}

/** Runs a task beside a VM, which must not end before the task nor let it wait for ever, and ends the VM. */
async function untilDone<T>(
  vm: Vm,
  signal: AbortSignal,
  task: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  try {
    return await Promise.race([task(over), watch(vm, peerDeadline, 'the VM', over)]);
  } finally {
    done.abort();
    await vm.kill();
  }
}

async function inFolder<T>(task: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp('/tmp/mbv-');
  try {
    return await task(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function figures(done: Rounds, peer: Maybe<unknown>, floorFault: string | undefined): Figure[] {
  const ours = done.ours.map((start) => start.seconds);
  const each = (values: readonly number[]) => values.map((value) => [value]);
  const missing = 'reason' in peer ? peer.reason : 'it was not started';
  return [
    figure('boot.cold', unit, ours),
    done.peer.length === ours.length
      ? ratio('boot.cold.vsPeer', unit, each(ours), each(done.peer))
      : unmeasured('boot.cold.vsPeer', unit, missing),
    floorFault === undefined
      ? ratio('boot.cold.vsFloor', unit, each(ours), each(done.floor))
      : unmeasured('boot.cold.vsFloor', unit, floorFault),
    ...(done.peer.length > 0 ? [figure('boot.peer', unit, done.peer)] : []),
    ...(done.floor.length > 0 ? [figure('boot.floor', unit, done.floor)] : []),
    ...stepFigures(done.ours),
  ];
}

/** A figure for each step, and how much of the whole they explain. */
export function stepFigures(starts: readonly Start[]): Figure[] {
  const names = [...new Set(starts.flatMap((start) => start.steps.map((step) => step.name)))];
  const sum = (start: Start) => start.steps.reduce((total, step) => total + step.seconds, 0);
  const check = 'boot.steps.sumVsCold';
  if (names.length === 0) return [unmeasured(check, unit, 'the log tells no steps')];
  const runs = (name: string) =>
    starts.map((start) =>
      start.steps.filter((step) => step.name === name).reduce((total, one) => total + one.seconds, 0),
    );
  return [
    ...names.map((name) => figure(`boot.steps.${name}`, unit, runs(name))),
    figure(
      check,
      unit,
      starts.map((start) => sum(start) / start.seconds),
    ),
  ];
}
