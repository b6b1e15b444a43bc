/** How the guest reaches the root of a container or a volume, as the first arguments of its program. */
import type Docker from 'dockerode';
import { AppError } from '../../contract/errors.ts';
import type { FilePlace } from '../../contract/files-model.ts';
import { engineCall } from '../engine/containers.ts';
import { ask } from '../engine/docker.ts';
import { asRecord } from '../engine/untrusted.ts';
import { hexOf } from './path-bytes.ts';

/** Most of a container's mounts that are looked into while it doesn't run. */
const mostMounts = 64;

/**
 * Asks the engine. `changes` says whether something is to be changed there. Throws `container.gone`, `engine.refused`,
 * `entry.unreachable`, `entry.away`.
 */
export async function rootOf(
  docker: Docker,
  place: FilePlace,
  changes: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  if (place.kind === 'volume') return volumeRoot(docker, place.name, signal);
  return containerRoot(
    await ask(docker, `/containers/${encodeURIComponent(place.id)}/json`, signal),
    changes,
  );
}

/**
 * From the answer of `inspect`. One that runs is entered; of one that doesn't, the layers are put together as the engine
 * would (moby, daemon/graphdriver/overlay2), and its volumes with them. While something is changed there, which takes
 * milliseconds, the same layers must not be mounted by a start: that the kernel doesn't promise, it only warns.
 */
export function containerRoot(answer: unknown, changes: boolean): string[] {
  const all = asRecord(answer);
  const { Running: running, Pid: pid } = asRecord(all['State']);
  const id = all['Id'];
  if (running === true && typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 && isId(id))
    return ['pid', String(pid), id];
  const upper = asRecord(asRecord(all['GraphDriver'])['Data'])['UpperDir'];
  const [, base, name] =
    /^(\/.+\/overlay2)\/([0-9a-f]{64})\/diff$/.exec(typeof upper === 'string' ? upper : '') ?? [];
  if (base === undefined || name === undefined) throw new AppError('entry.unreachable');
  const mounts = (Array.isArray(all['Mounts']) ? all['Mounts'] : []).slice(0, mostMounts).flatMap(mountOf);
  return ['layers', hexOf(base), name, changes ? 'rw' : 'ro', String(mounts.length), ...mounts.flat()];
}

function mountOf(value: unknown): [string[]] | [] {
  const { Type: type, Source: source, Destination: target, RW: writable } = asRecord(value);
  if ((type !== 'volume' && type !== 'bind') || !isPath(source) || !isPath(target)) return [];
  return [[hexOf(source), hexOf(target), writable === false ? 'ro' : 'rw']];
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && /^\/[^\0]{0,4095}$/.test(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

async function volumeRoot(docker: Docker, name: string, signal: AbortSignal): Promise<string[]> {
  const {
    Mountpoint: folder,
    Driver: driver,
    Options: options,
  } = asRecord(await ask(docker, `/volumes/${encodeURIComponent(name)}`, signal));
  if (!isPath(folder)) throw new AppError('entry.away', { params: { name } });
  // Those are mounted only while a container has them (moby, volume/local).
  if (driver !== 'local' || Object.keys(asRecord(options)).length > 0) {
    const filters = { volume: [name], status: ['running', 'paused'] };
    const users = await engineCall(() => docker.listContainers({ filters, abortSignal: signal }));
    if (users.length === 0) throw new AppError('entry.away', { params: { name } });
  }
  return ['folder', hexOf(folder), '-'];
}
