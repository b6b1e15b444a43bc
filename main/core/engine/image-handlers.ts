/** What the core answers about images that are there; how they come is in `transfers.ts`. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { engineCall } from './containers.ts';
import { watchTopic, type EngineTools } from './handlers.ts';
import { readDefaults } from './image-defaults.ts';
import { imagePageHandlers } from './image-page-handlers.ts';
import type { TransferEntries } from './transfers.ts';

type Entries = Exclude<
  Extract<keyof CoreHandlers, `image.${string}` | `images.${string}`>,
  TransferEntries | 'image.save'
>;

export function imageHandlers(tools: EngineTools): Pick<CoreHandlers, Entries> {
  const { docker, inventory, undo } = tools;
  return {
    ...imagePageHandlers(tools),
    'images.watch': (_input, signal) => watchTopic(inventory.images, signal),
    'image.defaults': ({ reference }, signal) => readDefaults(docker, reference, signal),
    'image.remove': async ({ reference, force, undo: group }) => {
      const wish = { reference, force };
      if (group !== undefined && (await undo.remove((keep) => keep.image(wish), group))) return null;
      await engineCall(() => docker.getImage(encodeURIComponent(reference)).remove({ force }));
      return null;
    },
  };
}
