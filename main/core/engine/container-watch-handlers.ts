/** What the core tells of containers for as long as somebody looks: what they use, and what happens to one. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { eventsOfContainer } from './feed.ts';
import type { EngineTools } from './handlers.ts';
import { watchAllStats, watchStats } from './stats-watch.ts';

type Entries = 'containers.stats' | 'container.stats' | 'container.events';

export function containerWatchHandlers({ docker, inventory }: EngineTools): Pick<CoreHandlers, Entries> {
  return {
    'containers.stats': (_input, signal) => watchAllStats(docker, inventory, signal),
    'container.stats': ({ id }, signal) => watchStats(docker, id, signal),
    'container.events': ({ id }, signal) => eventsOfContainer(docker, id, signal),
  };
}
