/**
 * Containers: stopped, under another name, and without a restart policy (the engine would start them again when it
 * starts). Fields: Docker Engine API, "Inspect a container", "Update a container".
 */
import type Docker from 'dockerode';
import { AppError, hasCode } from '../../../contract/errors.ts';
import { actOn, containerOf, engineCall } from '../containers.ts';
import { asRecord, cleanText } from '../untrusted.ts';
import type { Keeper, Plan, Removed } from './entry.ts';

type Entry = Removed<'container'>;

/** Undefined where the engine removes it at once, or refuses to. Throws `removal.autoRemove`, `removal.notHeld`. */
export async function planContainer(
  docker: Docker,
  { id, force, volumes }: { readonly id: string; readonly force: boolean; readonly volumes: boolean },
): Promise<Plan<'container'> | undefined> {
  const { state, host, name, fullId } = await inspect(docker, id);
  const running = state['Running'] === true;
  if (running && !force) return undefined;
  if (state['Dead'] === true || state['Status'] === 'removing') throw notHeld(name);
  if (running && host['AutoRemove'] === true) throw new AppError('removal.autoRemove', { params: { name } });
  const { Name: policy, MaximumRetryCount: most } = asRecord(host['RestartPolicy']);
  return {
    kind: 'container',
    name,
    container: fullId,
    ran: running ? (state['Paused'] === true ? 'paused' : 'running') : 'no',
    restart: {
      Name: typeof policy === 'string' ? cleanText(policy) : '',
      MaximumRetryCount: typeof most === 'number' ? most : 0,
    },
    volumes,
  };
}

export function containerKeeper(docker: Docker): Keeper<Entry> {
  return {
    async hold({ container, aside, ran, restart }) {
      const one = containerOf(docker, container);
      await engineCall(() => one.rename({ name: aside }));
      if (restarts(restart.Name)) await engineCall(() => one.update({ RestartPolicy: { Name: 'no' } }));
      if (ran !== 'no') await actOn(docker, container, 'stop');
    },
    async putBack({ container, name, restart }) {
      const one = containerOf(docker, container);
      const now = await stillThere(() => inspect(docker, container));
      if (now.name !== name) await rename(one, name);
      if (restarts(restart.Name)) await engineCall(() => one.update({ RestartPolicy: restart }));
    },
    async resume({ container, ran }) {
      if (ran === 'no') return;
      await actOn(docker, container, 'start');
      const { state } = await inspect(docker, container);
      if (ran === 'paused' && state['Paused'] !== true) await actOn(docker, container, 'pause');
    },
    async finish({ container, volumes }) {
      await unlessGone(() => containerOf(docker, container).remove({ force: false, v: volumes }));
    },
    async look({ container }) {
      const now = await orGone(() => inspect(docker, container));
      if (now === 'gone') return 'gone';
      return now.state['Running'] === true ? 'used' : 'there';
    },
  };
}

function restarts(policy: string): boolean {
  return policy !== '' && policy !== 'no';
}

async function rename(container: Docker.Container, name: string): Promise<void> {
  try {
    await engineCall(() => container.rename({ name }));
  } catch (error) {
    if (hasCode(error, 'container.nameTaken'))
      throw new AppError('undo.nameTaken', { params: { name }, cause: error });
    throw error;
  }
}

async function inspect(docker: Docker, id: string) {
  const one = asRecord(await engineCall(() => containerOf(docker, id).inspect()));
  const { Id: fullId, Name: name, State: state, HostConfig: host } = one;
  if (typeof fullId !== 'string' || typeof name !== 'string') throw notHeld(id);
  return {
    fullId: cleanText(fullId),
    name: cleanText(name).replace(/^\//, ''),
    state: asRecord(state),
    host: asRecord(host),
  };
}

export function notHeld(name: string): AppError {
  return new AppError('removal.notHeld', { params: { name: cleanText(name) } });
}

/** Runs a removal; one that comes too late is done. */
export async function unlessGone(task: () => Promise<unknown>): Promise<void> {
  await orGone(() => engineCall(task));
}

/** What the task answers; `gone` when the engine says that there is no such thing. */
export async function orGone<T>(task: () => Promise<T>): Promise<T | 'gone'> {
  try {
    return await task();
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** Throws `undo.gone` in place of the engine's 404. */
export async function stillThere<T>(task: () => Promise<T>): Promise<T> {
  const answer = await orGone(task);
  if (answer === 'gone') throw new AppError('undo.gone');
  return answer;
}

/** The engine's 404, kept as the cause of what `engineError` made of it. */
function isGone(error: unknown): boolean {
  const { cause } = asRecord(error instanceof AppError ? { cause: error.cause } : {});
  return cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404;
}
