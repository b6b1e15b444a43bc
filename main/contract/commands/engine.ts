/** The `docker` commands about the engine as a whole, as arguments. */
import type { PruneChoice } from '../engine-pages-model.ts';
import { flag } from './words.ts';

/** `--force` stands for the question that a dialog has asked already. */
export const engineCommands = {
  'engine.info': () => ['info'],
  'engine.events': () => ['events', '--since', '1h'],
  'engine.disk': () => ['system', 'df', '--verbose'],
  'engine.prune': ({ choice }: { readonly choice: PruneChoice }) => pruneArgs(choice),
};

function pruneArgs({ what, all, volumes }: PruneChoice): string[] {
  switch (what) {
    case 'all':
      return ['system', 'prune', '--force', ...flag('--all', all), ...flag('--volumes', volumes)];
    case 'images':
      return ['image', 'prune', '--force', ...flag('--all', all)];
    case 'containers':
      return ['container', 'prune', '--force'];
    case 'volumes':
      return ['volume', 'prune', '--force', ...flag('--all', all)];
    case 'cache':
      return ['builder', 'prune', '--force', ...flag('--all', all)];
  }
}
