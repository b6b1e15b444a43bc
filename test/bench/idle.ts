/** What a VM costs that does nothing: CPU time and memory, beside the bare kernel asleep in the same seconds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { delay } from '../../main/core/lib/retry.ts';
import { currentImage, imageFiles } from '../../vm-images/image.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { attempt, type BenchContext, type Outcome } from './context.ts';
import { figure, ratio, unmeasured } from './figure.ts';
import { assertReached, startFloor } from './floor.ts';
import { createProduct } from './product.ts';
import { cpuSeconds, memoryMiB } from './usage.ts';

/** Milliseconds that are measured. */
const measured = 60_000;
/** Milliseconds until what a start leaves to do is done. */
const settling = 45_000;

/** Measures both at the same time, so that whatever else the machine does meets both. */
export async function idle(context: BenchContext): Promise<Outcome> {
  const result = await attempt(context, 'idle', () => measure(context));
  if ('value' in result) return result.value;
  const missing = (name: string, unit: string) => unmeasured(name, unit, result.reason);
  return { facts: {}, figures: [missing('idle.cpu.vsFloor', 's'), missing('idle.memoryMiB', 'MiB')] };
}

async function measure(context: BenchContext): Promise<Outcome> {
  const { cache, arch, scope, say, qemu } = context;
  const product = await createProduct(scope.signal);
  scope.defer(() => product.dispose());
  say('starting');
  await product.start();
  const { engine, vm } = await product.status();
  const { qemu: own, others, shape } = await product.processes();
  const image = await currentImage(cache, arch);
  if (image === undefined) throw new Error('the image that was started is not in the cache');
  const tools = await ensureDockerTools({ cache, signal: scope.signal });
  scope.defer(() => tools.dispose());
  const dir = await mkdtemp('/tmp/mbf-');
  scope.defer(() => rm(dir, { recursive: true, force: true }));
  const { kernel } = imageFiles(image.dir, image.manifest);
  const busybox = await tools.readBusybox();
  const floor = await startFloor({ kind: 'sleep', qemu: qemu.qemuSystem, shape, kernel, busybox, dir });
  scope.defer(() => floor.kill());
  say(`letting both settle for ${settling / 1000} s`);
  await delay(settling, scope.signal);
  await assertReached(dir);

  const used = async () => ({
    vm: await cpuSeconds(own),
    host: await sum(others.map(cpuSeconds)),
    floor: await cpuSeconds(floor.pid),
  });
  say(`measuring for ${measured / 1000} s`);
  const before = await used();
  await delay(measured, scope.signal);
  const after = await used();
  const [inVm, inHost, inFloor] = [
    after.vm - before.vm,
    after.host - before.host,
    after.floor - before.floor,
  ];
  const memory = await Promise.all([own, ...others].map(memoryMiB));
  const floorMemory = await memoryMiB(floor.pid);
  const total = (kind: 'rss' | 'pss') => memory.reduce((all, one) => all + one[kind], 0);
  return {
    facts: {
      engine: engine.version,
      accelerator: vm.accelerator,
      image: image.manifest.id,
      vmCpus: vm.cpus,
      vmMemoryMiB: vm.memoryMiB,
    },
    figures: [
      inFloor > 0
        ? ratio('idle.cpu.vsFloor', 's', [[inVm + inHost]], [[inFloor]])
        : unmeasured('idle.cpu.vsFloor', 's', 'the floor used less CPU time than can be counted'),
      figure('idle.cpu.vm', 's', [inVm]),
      figure('idle.cpu.host', 's', [inHost]),
      figure('idle.cpu.floor', 's', [inFloor]),
      // Shared pages are shared out, so that QEMU's own code isn't counted twice.
      figure('idle.memoryMiB', 'MiB', [total('pss')]),
      figure('idle.memory.rss', 'MiB', [total('rss')]),
      figure('idle.memory.floor', 'MiB', [floorMemory.pss]),
    ],
  };
}

async function sum(values: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(values)).reduce((all, one) => all + one, 0);
}
