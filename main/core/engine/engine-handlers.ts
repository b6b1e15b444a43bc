/** What the core answers about the engine as a whole. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { removedKindsOf } from '../../contract/prune-preview.ts';
import { clientVersion } from './client-version.ts';
import { engineDetails } from './details.ts';
import { diskUse, prune } from './disk.ts';
import { engineEvents } from './feed.ts';
import type { EngineTools } from './handlers.ts';
import { inspect } from './inspect.ts';
import { restartEngine, startEngine, stopEngine } from './service.ts';

type Entries = Extract<keyof CoreHandlers, `engine.${string}`>;

export function engineOwnHandlers(tools: EngineTools): Pick<CoreHandlers, Entries> {
  const { docker, guest, inventory, looks, paths, undo } = tools;
  return {
    'engine.current': (_input, signal) => inventory.current.watch(signal),
    'engine.details': (_input, signal) => engineDetails(docker, signal),
    'engine.client': (_input, signal) => clientVersion(paths.dockerHost, signal),
    'engine.start': async (_input, signal) => {
      await startEngine(guest(), docker, signal);
      return null;
    },
    'engine.stop': async () => {
      await stopEngine(guest());
      return null;
    },
    'engine.restart': async (_input, signal) => {
      await restartEngine(guest(), docker, signal);
      return null;
    },
    'engine.parts': (_input, signal) => looks.parts(signal),
    'engine.events': (_input, signal) => engineEvents(docker, signal),
    'engine.disk': (_input, signal) => diskUse(docker, signal),
    'engine.inspect': async (thing, signal) => ({ json: await inspect(docker, thing, signal) }),
    'engine.prune': async (choice, signal) => {
      await undo.finishAll(removedKindsOf(choice));
      return prune(docker, choice, signal);
    },
  };
}
