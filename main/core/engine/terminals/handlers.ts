/** What the core answers about terminals, apart from the sessions themselves. */
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../../contract/contract.ts';
import { createContainer } from '../containers.ts';
import { findShells } from './shells.ts';

export type TerminalEntries = 'container.shells' | 'container.create';

export function terminalHandlers(docker: Docker): Pick<CoreHandlers, TerminalEntries> {
  return {
    'container.shells': async ({ id }, signal) => ({ paths: await findShells(docker, id, signal) }),
    'container.create': async (options) => ({ id: (await createContainer(docker, options)).id }),
  };
}
