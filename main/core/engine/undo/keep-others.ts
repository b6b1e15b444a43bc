/** Volumes and networks: neither can be renamed, so they stay as they are, hidden, and are removed later. */
import type Docker from 'dockerode';
import { AppError } from '../../../contract/errors.ts';
import { engineCall } from '../containers.ts';
import { asRecord, cleanText } from '../untrusted.ts';
import type { Keeper, Plan, Removed } from './entry.ts';
import { notHeld, orGone } from './keep-containers.ts';

type IsHeld = (container: string) => boolean;

/** Undefined where the engine refuses, as when a container uses it. */
export async function planVolume(
  docker: Docker,
  name: string,
  isHeld: IsHeld,
): Promise<Plan<'volume'> | undefined> {
  const createdAt = await volumeAge(docker, name);
  if ((await usersOf(docker, { volume: [name] })).some((id) => !isHeld(id))) return undefined;
  return { kind: 'volume', name, createdAt };
}

export function volumeKeeper(docker: Docker, isHeld: IsHeld): Keeper<Removed<'volume'>> {
  const look = async ({ name, createdAt }: Removed<'volume'>) => {
    const age = await orGone(() => volumeAge(docker, name));
    if (age === 'gone' || age !== createdAt) return 'gone';
    return (await usersOf(docker, { volume: [name] })).some((id) => !isHeld(id)) ? 'used' : 'there';
  };
  return {
    hold: async () => {},
    putBack: async (entry) => {
      if ((await look(entry)) === 'gone') throw new AppError('undo.gone');
    },
    finish: async (entry) => {
      const { name } = entry;
      const now = await look(entry);
      if (now === 'used') throw new AppError('removal.usedAgain', { params: { name } });
      if (now === 'there') await orGone(() => engineCall(() => volumeOf(docker, name).remove()));
    },
    look,
  };
}

/** Undefined where the engine refuses, as when a container is connected. */
export async function planNetwork(docker: Docker, id: string): Promise<Plan<'network'> | undefined> {
  const { Id: network, Name: name, Containers: containers } = await networkNow(docker, id);
  if (typeof network !== 'string' || typeof name !== 'string') throw notHeld(id);
  if (Object.keys(asRecord(containers)).length > 0) return undefined;
  if (['bridge', 'host', 'none'].includes(name)) return undefined;
  return { kind: 'network', name: cleanText(name), network: cleanText(network) };
}

export function networkKeeper(docker: Docker): Keeper<Removed<'network'>> {
  const look = async ({ network }: Removed<'network'>) => {
    const now = await orGone(() => networkNow(docker, network));
    if (now === 'gone') return 'gone';
    return Object.keys(asRecord(now['Containers'])).length > 0 ? 'used' : 'there';
  };
  return {
    hold: async () => {},
    putBack: async (entry) => {
      if ((await look(entry)) === 'gone') throw new AppError('undo.gone');
    },
    finish: async ({ network }) => {
      await orGone(() => engineCall(() => docker.getNetwork(encodeURIComponent(network)).remove()));
    },
    look,
  };
}

async function networkNow(docker: Docker, id: string): Promise<Record<string, unknown>> {
  return asRecord(await engineCall(() => docker.getNetwork(encodeURIComponent(id)).inspect()));
}

function volumeOf(docker: Docker, name: string): Docker.Volume {
  return docker.getVolume(encodeURIComponent(name));
}

async function volumeAge(docker: Docker, name: string): Promise<string> {
  const { CreatedAt: age } = asRecord(await engineCall(() => volumeOf(docker, name).inspect()));
  return typeof age === 'string' ? cleanText(age) : '';
}

/** Ids of the containers, those that don't run among them. */
async function usersOf(docker: Docker, filter: Record<string, string[]>): Promise<string[]> {
  const filters = JSON.stringify(filter);
  const list: readonly unknown[] = await engineCall(() => docker.listContainers({ all: true, filters }));
  return list.map((one) => String(asRecord(one)['Id']));
}
