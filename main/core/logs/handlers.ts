/** What the core answers about logs of several containers, and of those that are gone. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { followLogs, type FollowTools } from './follow-logs.ts';
import type { RemovedContainers } from './removed.ts';
import type { LogSearches } from './searches.ts';

type Entries = Extract<keyof CoreHandlers, `logs.${string}` | `gone.${string}`>;

export interface LogTools extends FollowTools {
  readonly searches: LogSearches;
  readonly removed: RemovedContainers;
}

export function logHandlers(tools: LogTools): Pick<CoreHandlers, Entries> {
  const { searches, removed } = tools;
  return {
    'logs.follow': (input, signal) => followLogs(tools, input, signal),
    'logs.searches': async function* (_input, signal) {
      for await (const list of searches.topic.watch(signal)) yield [...list];
    },
    'logs.saveSearch': async (search) => {
      await searches.save(search);
      return null;
    },
    'logs.removeSearch': async ({ name }) => {
      await searches.remove(name);
      return null;
    },
    'gone.watch': async function* (_input, signal) {
      for await (const list of removed.list.watch(signal)) yield [...list];
    },
    'gone.story': ({ id }) => Promise.resolve(removed.story(id)),
  };
}
