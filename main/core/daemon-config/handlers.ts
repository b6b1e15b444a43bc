/** What the core answers about the engine's configuration. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { DaemonConfigService } from './service.ts';

type Entries = Extract<keyof CoreHandlers, `daemonConfig.${string}`>;

export function daemonConfigHandlers(service: DaemonConfigService): Pick<CoreHandlers, Entries> {
  return {
    'daemonConfig.get': (_input, signal) => service.get(signal),
    'daemonConfig.check': async ({ text }, signal) => ({
      problems: [...(await service.check(text, signal))],
    }),
    'daemonConfig.set': async ({ text }) => {
      await service.set(text);
      return null;
    },
  };
}
