/** What the contract asks of shares. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { ShareService } from './service.ts';

type ShareEntries = Extract<keyof CoreHandlers, `share.${string}` | `shares.${string}`>;

export function shareHandlers(shares: ShareService): Pick<CoreHandlers, ShareEntries> {
  return {
    'shares.watch': (_input, signal) => shares.list.watch(signal),
    'shares.list': () => Promise.resolve(shares.list.value),
    'share.add': (input, signal) => shares.add(input, signal),
    'share.remove': async ({ id }, signal) => {
      await shares.remove(id, signal);
      return null;
    },
    'share.pause': async ({ id }) => {
      await shares.pause(id, true);
      return null;
    },
    'share.resume': async ({ id }) => {
      await shares.pause(id, false);
      return null;
    },
    'share.dismiss': ({ path }) => {
      shares.dismiss(path);
      return Promise.resolve(null);
    },
    'share.test': ({ id }, signal) => shares.test(id, signal),
  };
}
