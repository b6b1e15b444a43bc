/** What the core tells of containers for as long as somebody looks: what they use, and what happens to one. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { delay } from '../lib/retry.ts';
import { eventsOfContainer } from './feed.ts';
import type { EngineTools } from './handlers.ts';
import type { Inventory } from './inventory.ts';

type Entries = 'containers.ages' | 'containers.stats' | 'container.stats' | 'container.events';

/** Milliseconds after which the texts that tell a container's age are read anew. */
const retellEvery = 30_000;

export function containerWatchHandlers({
  docker,
  inventory,
  stats,
}: EngineTools): Pick<CoreHandlers, Entries> {
  return {
    'containers.ages': (_input, signal) => keepAges(inventory, signal),
    'containers.stats': (_input, signal) => stats.all(signal),
    'container.stats': ({ id }, signal) => stats.one(id, signal),
    'container.events': ({ id }, signal) => eventsOfContainer(docker, id, signal),
  };
}

/** Reads the containers again and again: their texts ("Up 3 minutes") grow old without an event. */
async function* keepAges(inventory: Inventory, signal: AbortSignal): AsyncGenerator<null, void> {
  while (!signal.aborted) {
    inventory.touch();
    yield null;
    await delay(retellEvery, signal);
  }
}
