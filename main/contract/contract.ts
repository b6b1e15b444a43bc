/** Everything that can be asked of the core, by whatever host: the one table that both sides follow from. */
import { composeEntries } from './entries/compose.ts';
import { containersEntries } from './entries/containers.ts';
import { engineEntries } from './entries/engine.ts';
import { imagesEntries } from './entries/images.ts';
import { logsEntries } from './entries/logs.ts';
import { machineEntries } from './entries/machine.ts';
import { networksEntries } from './entries/networks.ts';
import { portsEntries } from './entries/ports.ts';
import { registriesEntries } from './entries/registries.ts';
import { sharesEntries } from './entries/shares.ts';
import { volumesEntries } from './entries/volumes.ts';
import type { Client, Handlers } from './rpc.ts';

export { maxBase64Length } from './entries/words.ts';

export const contract = {
  ...machineEntries,
  ...portsEntries,
  ...sharesEntries,
  ...engineEntries,
  ...containersEntries,
  ...composeEntries,
  ...logsEntries,
  ...imagesEntries,
  ...volumesEntries,
  ...networksEntries,
  ...registriesEntries,
};

export type CoreContract = typeof contract;
/** What the core answers with: one handler for each entry. */
export type CoreHandlers = Handlers<CoreContract>;
/** What windows and command lines ask with. */
export type CoreClient = Client<CoreContract>;
