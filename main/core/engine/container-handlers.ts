/** What the core answers about containers. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { containerChanges } from './container-changes.ts';
import { actOn, containerLog, containerOf, engineCall, runContainer } from './containers.ts';
import { containerChangeHandlers } from './container-change-handlers.ts';
import { containerWatchHandlers } from './container-watch-handlers.ts';
import type { SessionEntries } from '../guest/session-handlers.ts';
import type { EngineTools } from './handlers.ts';
import type { TerminalEntries } from './terminals/handlers.ts';

type Entries = Exclude<
  Extract<keyof CoreHandlers, `container.${string}` | `containers.${string}`>,
  SessionEntries | TerminalEntries | 'container.export'
>;

export function containerHandlers(tools: EngineTools): Pick<CoreHandlers, Entries> {
  const { docker, inventory, undo } = tools;
  return {
    ...containerChangeHandlers(tools),
    ...containerWatchHandlers(tools),
    'containers.watch': (_input, signal) => inventory.containers.watch(signal),
    'container.act': async ({ id, action }) => {
      await actOn(docker, id, action);
      return null;
    },
    'container.remove': async ({ id, force, volumes, undo: group }, signal) => {
      const wish = { id, force, volumes };
      if (group !== undefined && (await undo.remove((keep) => keep.container(wish), group))) return null;
      await tools.removed.beforeRemoval(id, signal);
      await engineCall(() => containerOf(docker, id).remove({ force, v: volumes }));
      return null;
    },
    'container.run': async (input) => ({ id: await runContainer(docker, input) }),
    'container.changes': ({ id }, signal) => containerChanges(docker, id, signal),
    'container.logs': (input, signal) => containerLog(docker, input, signal),
  };
}
