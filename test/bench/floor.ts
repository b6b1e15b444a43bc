/** The floor: our kernel with an init of one line. Nothing that boots this kernel can do better. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpio } from '../../vm-images/cpio.ts';
import { startVm, type Shape, type Vm } from './vm.ts';

/** What the init does: power off at once, or nothing for ever. */
export type FloorKind = 'power-off' | 'sleep';

/** What the init writes on the console: without it a kernel that panics would pass for a very fast start. */
const sign = 'floor reached';

const scripts: Record<FloorKind, string> = {
  'power-off': `#!/bin/busybox sh\necho ${sign}\n/bin/busybox poweroff -f\n`,
  sleep: `#!/bin/busybox sh\necho ${sign}\nexec /bin/busybox sleep 1000000\n`,
};

export interface FloorOptions {
  readonly kind: FloorKind;
  readonly qemu: readonly string[];
  /** That of our own VM, the kernel's command line included. */
  readonly shape: Shape;
  readonly kernel: string;
  readonly busybox: Buffer;
  /** A folder of its own. */
  readonly dir: string;
}

/** Starts the floor's VM. */
export async function startFloor(options: FloorOptions): Promise<Vm> {
  const { kind, qemu, shape, kernel, busybox, dir } = options;
  const initrd = join(dir, 'initrd');
  await writeFile(initrd, floorInitrd(kind, busybox));
  return startVm({ qemu, shape, kernel, initrd, append: shape.append, dir });
}

/** Throws, with the end of what the console showed, if the init was not reached in that folder's VM. */
export async function assertReached(dir: string): Promise<void> {
  const log = await readFile(join(dir, 'console.log'), 'latin1');
  if (!log.includes(sign)) throw new Error(`the kernel did not reach its init: ${log.trim().slice(-300)}`);
}

/** The initial file system: busybox and the init. */
export function floorInitrd(kind: FloorKind, busybox: Buffer): Buffer {
  return cpio([
    { path: 'bin', type: 'directory' },
    { path: 'dev', type: 'directory' },
    { path: 'bin/busybox', type: 'file', mode: 0o755, body: busybox },
    { path: 'init', type: 'file', mode: 0o755, body: Buffer.from(scripts[kind]) },
  ]);
}
