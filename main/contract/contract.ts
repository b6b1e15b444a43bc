/** Everything that can be asked of the core, by whatever host: the one table that both sides follow from. */
import { autostartEntries } from './entries/autostart.ts';
import { buildsEntries } from './entries/builds.ts';
import { composeEntries } from './entries/compose.ts';
import { containersEntries } from './entries/containers.ts';
import { daemonConfigEntries } from './entries/daemon-config.ts';
import { engineEntries } from './entries/engine.ts';
import { filesEntries } from './entries/files.ts';
import { historyEntries } from './entries/history.ts';
import { imagesEntries } from './entries/images.ts';
import { logsEntries } from './entries/logs.ts';
import { machineEntries } from './entries/machine.ts';
import { networksEntries } from './entries/networks.ts';
import { portsEntries } from './entries/ports.ts';
import { registriesEntries } from './entries/registries.ts';
import { removedEntries } from './entries/removed.ts';
import { sharesEntries } from './entries/shares.ts';
import { terminalsEntries } from './entries/terminals.ts';
import { volumesEntries } from './entries/volumes.ts';
import type { Client, Handlers } from './rpc.ts';

export { maxBase64Length } from './entries/words.ts';

export const contract = {
  ...machineEntries,
  ...autostartEntries,
  ...portsEntries,
  ...sharesEntries,
  ...engineEntries,
  ...daemonConfigEntries,
  ...containersEntries,
  ...composeEntries,
  ...logsEntries,
  ...imagesEntries,
  ...volumesEntries,
  ...networksEntries,
  ...filesEntries,
  ...registriesEntries,
  ...terminalsEntries,
  ...buildsEntries,
  ...removedEntries,
  ...historyEntries,
};

export type CoreContract = typeof contract;
/** What the core answers with: one handler for each entry. */
export type CoreHandlers = Handlers<CoreContract>;
/** What windows and command lines ask with. */
export type CoreClient = Client<CoreContract>;
