/**
 * QEMU's own forwards into the product's running VM, to compare with the product's. The product's core holds QEMU's
 * monitor, which serves one client, and a core that takes a VM over closes what forwards it doesn't know. So the product
 * starts its QEMU, with all of its arguments, through a script that gives it a second monitor.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { QemuTools } from '../../main/setup/qemu-bundle.ts';
import { addForwards } from './monitor.ts';
import type { Product } from './product.ts';
import { freePort } from './vm.ts';

/**
 * Makes a home's VMs have a second monitor, and what else `devices` adds to QEMU's command line, from their next start
 * on; returns the path of the monitor's socket.
 */
export async function secondMonitor(
  { paths }: Pick<Product, 'paths'>,
  { qemuSystem, qemuImg }: Pick<QemuTools, 'qemuSystem' | 'qemuImg'>,
  devices: readonly string[] = [],
): Promise<string> {
  const dir = join(dirname(paths.settings), 'bench');
  const monitor = join(dir, 'monitor');
  const qemuPath = join(dir, 'qemu-system');
  await mkdir(dir, { recursive: true });
  const script = (argv: readonly string[]) => `#!/bin/sh\nexec ${argv.map(quoted).join(' ')} "$@"`;
  const more = ['-qmp', `unix:${monitor},server=on,wait=off`, ...devices].map(quoted).join(' ');
  // It is also started to see what it can do.
  const forVm = `case " $* " in *" -name moorage "*) set -- "$@" ${more} ;; esac`;
  const [shebang, run] = script(qemuSystem).split('\n');
  await writeFile(qemuPath, `${shebang}\n${forVm}\n${run}\n`, { mode: 0o755 });
  // The product looks for it beside the emulator.
  await writeFile(join(dir, 'qemu-img'), `${script(qemuImg)}\n`, { mode: 0o755 });
  await writeFile(paths.settings, JSON.stringify({ qemuPath }), { mode: 0o600 });
  return monitor;
}

/** Adds forwards to TCP ports of the guest and returns the host's ports, in the same order. */
export async function forwardTo(monitor: string, guestPorts: readonly number[]): Promise<number[]> {
  const rules = new Map<number, number>();
  for (const guest of guestPorts) rules.set(await freePort(), guest);
  await addForwards(monitor, rules);
  return [...rules.keys()];
}

/** One word of a shell's command line. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
