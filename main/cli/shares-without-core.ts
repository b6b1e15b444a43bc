/** The shares while no core runs: what is asked for is written down, and counts from the next start on. */
import { homedir } from 'node:os';
import { AppError } from '../contract/errors.ts';
import { prepareHome, type HomePaths } from '../core/home.ts';
import { FileLog } from '../core/lib/log.ts';
import { openSettings } from '../core/settings/store.ts';
import { shareHandlers } from '../core/shares/handlers.ts';
import { ShareService } from '../core/shares/service.ts';
import { openShareStore, type ShareStore } from '../core/shares/store.ts';
import { hostFacts } from '../hosts/node/this-computer.ts';
import { cacheFolder } from '../setup/cache.ts';
import type { ShareCalls } from './commands/share.ts';

/**
 * The same rules as in a core, on the same file. Which providers the VM will have only its start tells, so none is
 * refused here. Throws `config.notJson`, `config.invalid`, `file.failed`.
 */
export async function sharesWithoutCore(
  paths: HomePaths,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<ShareCalls> {
  const settings = await openSettings(paths.settings, hostFacts());
  const file = await openShareStore(paths.shares);
  const store: ShareStore = {
    topic: file.topic,
    async change(decide) {
      await prepareHome(paths);
      await file.change(decide);
    },
  };
  const service = new ShareService({
    store,
    settings: settings.topic,
    homeFolder: homedir(),
    hidden: [paths.home, cacheFolder({ ...env })],
    platform: process.platform,
    openHost: () => Promise.reject(new AppError('vm.notRunning')),
    noVirtiofs: () => Promise.resolve(undefined),
    log: new FileLog(paths.appLog),
  });
  const handlers = shareHandlers(service);
  return {
    'shares.list': () => handlers['shares.list']({}, signal),
    'share.add': (input) => handlers['share.add'](input, signal),
    'share.remove': (input) => handlers['share.remove'](input, signal),
    'share.pause': (input) => handlers['share.pause'](input, signal),
    'share.resume': (input) => handlers['share.resume'](input, signal),
  };
}
