/** What the tray's entries do. */
import type { CoreClient } from '../../contract/contract.ts';
import { AppError } from '../../contract/errors.ts';
import { assertNever } from '../../core/lib/assert-never.ts';
import type { TrayAction } from './tray.ts';

export interface TrayActionOptions {
  /** Undefined while no core answers. */
  readonly client: () => CoreClient | undefined;
  readonly openWindow: () => void;
  readonly copy: (text: string) => Promise<void>;
  readonly quit: () => void;
}

/** Does one of them. Throws what the core throws, `core.notRunning` when there is none. */
export async function doTrayAction(action: TrayAction, options: TrayActionOptions): Promise<void> {
  const core = () => {
    const client = options.client();
    if (client === undefined) throw new AppError('core.notRunning');
    return client;
  };
  switch (action) {
    case 'start':
      return void (await core()['vm.start']());
    case 'stop':
      return void (await core()['vm.stop']());
    case 'restart':
      return void (await core()['vm.restart']());
    case 'copy':
      return options.copy((await core().env()).dockerHost);
    case 'open':
      return options.openWindow();
    case 'quit':
      return options.quit();
    default:
      return assertNever(action);
  }
}
