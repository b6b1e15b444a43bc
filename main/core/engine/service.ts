/**
 * The engine as a service of the VM, apart from the VM. runit keeps it (sv(8)); as `live-restore` is on, containers go
 * on while it is away.
 */
import type Docker from 'dockerode';
import { AppError } from '../../contract/errors.ts';
import type { Guest } from '../guest/guest.ts';
import { delay } from '../lib/retry.ts';
import { ask } from './docker.ts';
import { cleanText } from './untrusted.ts';

const service = '/run/service/dockerd';
/** Seconds that runit has to carry an order out, and then the engine to answer, at hardware speed. */
const seconds = 60;
/** Milliseconds between two questions whether it answers. */
const pauseMs = 250;

/** What orders are given through. */
export type PacedGuest = Pick<Guest, 'exec'> & { readonly pace: number };

/** Returns when the engine answers. Throws `engine.noStart`, `guest.unreachable`, `cancelled`. */
export async function startEngine(guest: PacedGuest, docker: Docker, signal: AbortSignal): Promise<void> {
  await order(guest, 'start');
  await answered(guest, docker, signal);
}

/** Returns when it has ended. Throws `engine.noStop`, `guest.unreachable`. */
export async function stopEngine(guest: PacedGuest): Promise<void> {
  await order(guest, 'stop');
}

/** Also starts an engine that is stopped. Throws what `startEngine` throws. */
export async function restartEngine(guest: PacedGuest, docker: Docker, signal: AbortSignal): Promise<void> {
  await order(guest, 'restart');
  await answered(guest, docker, signal);
}

/** Whole seconds, as runit takes no others. */
export function patienceAt(pace: number): number {
  return Math.ceil(seconds * pace);
}

/** Waits for the engine's first answer: its process is there before it listens, and old connections break off. */
async function answered({ pace }: PacedGuest, docker: Docker, signal: AbortSignal): Promise<void> {
  const patience = patienceAt(pace);
  const late = AbortSignal.timeout(patience * 1000);
  for (;;) {
    try {
      await ask(docker, '/version', AbortSignal.any([signal, late]));
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted) {
        const reason = `it didn't answer within ${patience} s`;
        throw new AppError('engine.noStart', { params: { reason }, cause: error });
      }
      await delay(pauseMs, signal);
    }
  }
}

/** Who asked may leave meanwhile, but an order that was begun is carried out: no engine is left half way. */
async function order(guest: PacedGuest, verb: 'start' | 'stop' | 'restart'): Promise<void> {
  const { exitCode, stdout, stderr } = await guest.exec([
    'sv',
    '-w',
    String(patienceAt(guest.pace)),
    verb,
    service,
  ]);
  if (exitCode === 0) return;
  const reason = cleanText(`${stdout.toString()} ${stderr}`) || `sv ended with ${exitCode}`;
  throw new AppError(verb === 'stop' ? 'engine.noStop' : 'engine.noStart', { params: { reason } });
}
