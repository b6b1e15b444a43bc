/** What the core answers about volumes. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { engineCall } from './containers.ts';
import { watchTopic, type EngineTools } from './handlers.ts';

type Entries = Extract<keyof CoreHandlers, `volume.${string}` | `volumes.${string}`>;

export function volumeHandlers({ docker, inventory }: EngineTools): Pick<CoreHandlers, Entries> {
  return {
    'volumes.watch': (_input, signal) => watchTopic(inventory.volumes, signal),
    'volume.create': async ({ name }) => {
      await engineCall(() => docker.createVolume({ Name: name }));
      return null;
    },
    'volume.remove': async ({ name }) => {
      await engineCall(() => docker.getVolume(encodeURIComponent(name)).remove());
      return null;
    },
  };
}
