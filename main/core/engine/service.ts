/**
 * The engine as a service of the VM, apart from the VM. runit keeps it (sv(8)); as `live-restore` is on, containers go
 * on while it is away.
 */
import type Docker from 'dockerode';
import { AppError } from '../../contract/errors.ts';
import type { Guest } from '../guest/guest.ts';
import { ask } from './docker.ts';
import { cleanText } from './untrusted.ts';

const service = '/run/service/dockerd';
/** Seconds that runit has to carry an order out: in software emulation everything takes its time. */
const patience = 60;

/** Returns when the engine answers. Throws `engine.noStart`, `engine.unreachable`, `guest.unreachable`, `cancelled`. */
export async function startEngine(guest: Guest, docker: Docker, signal: AbortSignal): Promise<void> {
  await order(guest, 'start');
  await ask(docker, '/version', signal);
}

/** Returns when it has ended. Throws `engine.noStop`, `guest.unreachable`. */
export async function stopEngine(guest: Guest): Promise<void> {
  await order(guest, 'stop');
}

/** Also starts an engine that is stopped. Throws what `startEngine` throws. */
export async function restartEngine(guest: Guest, docker: Docker, signal: AbortSignal): Promise<void> {
  await order(guest, 'restart');
  await ask(docker, '/version', signal);
}

/** Who asked may leave meanwhile, but an order that was begun is carried out: no engine is left half way. */
async function order(guest: Guest, verb: 'start' | 'stop' | 'restart'): Promise<void> {
  const { exitCode, stdout, stderr } = await guest.exec(['sv', '-w', String(patience), verb, service]);
  if (exitCode === 0) return;
  const reason = cleanText(`${stdout.toString()} ${stderr}`) || `sv ended with ${exitCode}`;
  throw new AppError(verb === 'stop' ? 'engine.noStop' : 'engine.noStart', { params: { reason } });
}
