/** Virtual machines that the product is compared with, started by hand on the same QEMU. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { delay } from '../../main/core/lib/retry.ts';
import { monitor } from './monitor.ts';

/** The options of QEMU's command line that make VMs comparable, in QEMU's own syntax. */
export interface Shape {
  readonly machine: string;
  readonly accel: string;
  readonly cpu: string;
  readonly smp: string;
  readonly memory: string;
  /** The kernel's command line; that of a peer is its own. */
  readonly append: string;
}

export const usualShape: Shape = {
  machine: 'pc-q35-10.0',
  accel: 'tcg',
  cpu: 'max',
  smp: '2',
  memory: '2048',
  append: 'console=ttyS0 panic=-1 quiet',
};

/** Reads the shape off the command line of a running QEMU, so that others can be started alike. */
export function shapeOf(argv: readonly string[], fallback: Shape = usualShape): Shape {
  const option = (name: string) => {
    const position = argv.lastIndexOf(`-${name}`);
    return position === -1 ? undefined : argv[position + 1];
  };
  return {
    // `memory-backend` refers to an object of that VM alone.
    machine: (option('machine') ?? fallback.machine)
      .split(',')
      .filter((part) => !part.startsWith('memory-backend='))
      .join(','),
    accel: option('accel') ?? fallback.accel,
    cpu: option('cpu') ?? fallback.cpu,
    smp: option('smp') ?? fallback.smp,
    memory: option('m') ?? fallback.memory,
    append: option('append') ?? fallback.append,
  };
}

export interface VmOptions {
  /** Start of QEMU's command line. */
  readonly qemu: readonly string[];
  readonly shape: Shape;
  readonly kernel: string;
  readonly initrd: string;
  readonly append: string;
  /** For the console's log and the monitor's socket. */
  readonly dir: string;
  /** A raw disk; with `keep` what the VM writes stays, else it is thrown away with the VM. */
  readonly disk?: { readonly path: string; readonly keep: boolean };
  /** Guest's TCP port by the host's. */
  readonly forwards?: Readonly<Record<number, number>>;
}

/** A VM that runs. */
export interface Vm {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly exited: Promise<void>;
  /** Presses the power button. */
  powerButton(): Promise<void>;
  /** Ends it at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a VM. Resolves when the process has begun. Throws if it can't be started. */
export async function startVm(options: VmOptions): Promise<Vm> {
  const { qemu, dir } = options;
  const [program = '', ...begin] = qemu;
  const child = spawn(program, [...begin, ...vmArguments(options)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    exited,
    async powerButton() {
      await monitor(join(dir, 'qmp'), [{ execute: 'system_powerdown' }]);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** QEMU's arguments: no more devices than the VM uses. */
export function vmArguments(options: VmOptions): string[] {
  const { shape, kernel, initrd, append, dir, disk, forwards = {} } = options;
  const rules = Object.entries(forwards).map(([host, guest]) => `,hostfwd=tcp:127.0.0.1:${host}-:${guest}`);
  return [
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ['-machine', shape.machine, '-accel', shape.accel, '-cpu', shape.cpu],
    ['-smp', shape.smp, '-m', shape.memory],
    ['-kernel', kernel, '-initrd', initrd, '-append', append],
    ['-serial', `file:${join(dir, 'console.log')}`],
    ['-qmp', `unix:${join(dir, 'qmp')},server=on,wait=off`],
    disk === undefined ? [] : diskArguments(disk),
    ['-netdev', `user,id=n0,ipv6=off${rules.join('')}`, '-device', 'virtio-net-pci,netdev=n0,romfile='],
  ].flat();
}

function diskArguments(disk: { readonly path: string; readonly keep: boolean }): string[] {
  const snapshot = disk.keep ? 'off' : 'on';
  return [
    '-drive',
    `if=none,id=root,file=${disk.path},format=raw,snapshot=${snapshot}`,
    '-device',
    'virtio-blk-pci,drive=root',
  ];
}

/** A port of the loopback that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port could be had');
  return address.port;
}

/** Rejects when the VM ends or the time is over, so that waiting for one has an end. Abort `done` to let go. */
export async function watch(vm: Vm, ms: number, what: string, done: AbortSignal): Promise<never> {
  const ended = vm.exited.then(() => {
    throw new Error(`${what} ended by itself`);
  });
  const late = delay(ms, done).then(() => {
    throw new Error(`${what} did not get ready within ${ms / 1000} s`);
  });
  return Promise.race([ended, late]);
}
