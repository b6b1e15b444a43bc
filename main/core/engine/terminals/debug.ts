/** A shell in a container that need not have one: the VM's own tools in the container's namespaces. */
import type Docker from 'dockerode';
import { AppError } from '../../../contract/errors.ts';
import type { Guest } from '../../guest/guest.ts';
import type { DebugSession } from '../../guest/session-handlers.ts';
import { containerOf, engineCall } from '../containers.ts';
import { asRecord } from '../untrusted.ts';
import { debugScript } from './debug-script.ts';

export interface DebugOptions {
  readonly id: string;
  readonly columns: number;
  readonly rows: number;
}

/** Throws `container.notRunning`, `container.paused`, `container.gone`, `vm.notRunning`, `guest.unreachable`. */
export async function debugSession(
  { docker, guest }: { readonly docker: Docker; readonly guest: () => Guest },
  { id, columns, rows }: DebugOptions,
  signal: AbortSignal,
): Promise<DebugSession> {
  const target = await engineCall(async () =>
    debugTarget(await containerOf(docker, id).inspect({ abortSignal: signal })),
  );
  const session = await guest().session({
    argv: [...['env', `CONTAINER=${target.id}`, `TARGET=${target.pid}`], ...['luajit', '-e', debugScript]],
    pty: { term: 'xterm-256color', columns, rows },
    signal,
  });
  return { ...session, pid: target.pid };
}

/** The container's whole id and the pid of its main process, out of what `inspect` answers; both are held to their form. */
export function debugTarget(answer: unknown): { readonly id: string; readonly pid: number } {
  const { Id: id, State: state } = asRecord(answer);
  const { Pid: pid, Running: running, Paused: paused } = asRecord(state);
  if (paused === true) throw new AppError('container.paused');
  const known = typeof id === 'string' && /^[0-9a-f]{64}$/.test(id);
  if (running !== true || !known || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 2) {
    throw new AppError('container.notRunning');
  }
  return { id, pid };
}
