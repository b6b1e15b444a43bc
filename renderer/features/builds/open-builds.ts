/** The history of builds. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';

export const openBuilds = (client: CoreClient, options: AskOptions) => client['builds.watch']({}, options);
