/**
 * The command that opens a shell of the VM's own in a container's namespaces. It comes to what the window's debug shell
 * is, but for its rights: by hand one has all those that the VM's administrator has.
 */
import { quote } from './docker-command.ts';

/** The program is found through a descriptor, because in the container's namespaces the VM's files are out of reach. */
const script = (pid: number) =>
  `exec 9</bin; exec nsenter --target ${pid} --mount --uts --ipc --net --pid /proc/self/fd/9/busybox sh -c 'exec sh 9<&-'`;

/** The words after `moorage`; `pid` is that of the container's main process in the VM. */
export function debugArgs({ pid }: { readonly pid: number }): string[] {
  if (!Number.isSafeInteger(pid) || pid < 1) throw new RangeError('not the number of a process');
  return ['ssh', '--', 'sh', '-c', script(pid)];
}

/** The command as one line. */
export function debugCommand(target: { readonly pid: number }): string {
  return ['moorage', ...debugArgs(target)].map(quote).join(' ');
}
