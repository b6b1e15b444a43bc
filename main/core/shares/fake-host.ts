/** For the fake driver: shares that say they are ready, and serve nothing. */
import { Topic } from '../lib/topic.ts';
import type { ServedState, ShareHost } from './host.ts';

export function fakeShareHost(): ShareHost {
  const states = new Topic<readonly ServedState[]>([]);
  return {
    states,
    serve(shares) {
      states.set(
        shares.map(({ id, provider, paused }): ServedState => {
          if (provider !== 'sync') return { id, state: 'ready' };
          const counts = { filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0, conflicts: [] };
          return paused
            ? { id, state: 'paused', sync: { phase: 'paused', ...counts } }
            : { id, state: 'ready', sync: { phase: 'watching', ...counts } };
        }),
      );
      return Promise.resolve();
    },
    mounted: () => undefined,
  };
}
