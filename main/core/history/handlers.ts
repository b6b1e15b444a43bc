/** What the core answers about what was done in windows. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { Link } from '../../contract/rpc.ts';
import type { History } from './service.ts';

type Entries = Extract<keyof CoreHandlers, `history.${string}`>;

export function historyHandlers(history: History, link: Link): Pick<CoreHandlers, Entries> {
  /** What this window has begun and not ended. */
  const begun = new Set<string>();
  link.onClose(() => history.forgetEnds(begun));
  return {
    'history.watch': async function* (_input, signal) {
      for await (const entries of history.topic.watch(signal)) yield [...entries];
    },
    'history.add': (note) => {
      if (note.outcome === 'running') begun.add(note.id);
      else begun.delete(note.id);
      history.add(note);
      return Promise.resolve(null);
    },
    'history.clear': async () => {
      await history.clear();
      return null;
    },
  };
}
