/** What the core answers about volumes. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { engineCall } from './containers.ts';
import { volumeSizes } from './disk.ts';
import { ask } from './docker.ts';
import { watchTopic, type EngineTools } from './handlers.ts';
import { volumeDetailsOf, volumeRequest } from './volume-details.ts';
import { exportVolume, importVolume } from './volume-archive.ts';

type Entries = Extract<keyof CoreHandlers, `volume.${string}` | `volumes.${string}`>;

export function volumeHandlers({
  docker,
  inventory,
  uploads,
  undo,
}: EngineTools): Pick<CoreHandlers, Entries> {
  return {
    'volumes.watch': (_input, signal) => watchTopic(inventory.volumes, signal),
    'volumes.sizes': (_input, signal) => volumeSizes(docker, signal),
    'volume.export': (input, signal) => exportVolume(docker, input, signal),
    'volume.import': async function* (input, signal) {
      await undo.makeWay('volume', input.name);
      yield* importVolume(docker, uploads, input, signal);
    },
    'volume.details': async ({ name }, signal) =>
      volumeDetailsOf(await ask(docker, `/volumes/${encodeURIComponent(name)}`, signal)),
    'volume.create': async (input) => {
      await undo.makeWay('volume', input.name);
      await engineCall(() => docker.createVolume(volumeRequest(input)));
      return null;
    },
    'volume.remove': async ({ name, undo: group }) => {
      if (group !== undefined && (await undo.remove((keep) => keep.volume(name), group))) return null;
      await engineCall(() => docker.getVolume(encodeURIComponent(name)).remove());
      return null;
    },
  };
}
