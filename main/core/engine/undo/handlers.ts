/** What the core answers about removals that can still be undone. */
import type { CoreHandlers } from '../../../contract/contract.ts';
import type { UndoService } from './service.ts';

type Entries = Extract<keyof CoreHandlers, `removed.${string}`>;

export function removedHandlers(undo: UndoService): Pick<CoreHandlers, Entries> {
  return {
    'removed.watch': async function* (_input, signal) {
      for await (const things of undo.topic.watch(signal)) yield [...things];
    },
    'removed.undo': async ({ id }) => {
      await undo.undo(id);
      return null;
    },
    'removed.finish': async ({ id }) => {
      await undo.finish(id);
      return null;
    },
    'removed.forget': async ({ id }) => {
      await undo.forget(id);
      return null;
    },
  };
}
