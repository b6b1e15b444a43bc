/** The command line's connection to the core. */
import { contract, type CoreClient } from '../contract/contract.ts';
import { hasCode } from '../contract/errors.ts';
import { connect } from '../contract/rpc.ts';
import { connectControl } from '../hosts/node/control.ts';
import type { Cli } from './cli.ts';

export interface Connection {
  readonly core: CoreClient;
  /** Resolves when the link is closed, by either side. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects to the core of the home. Throws `core.notRunning`, `file.failed`. */
export async function connectCore(cli: Pick<Cli, 'paths' | 'signal'>): Promise<Connection> {
  const link = await connectControl(cli.paths().controlSocket, cli.signal);
  const closed = new Promise<void>((resolve) => {
    link.onClose(() => resolve());
  });
  return { core: connect(link, contract), closed, close: () => link.close() };
}

/** The connection, or undefined when no core runs. */
export async function findCore(cli: Pick<Cli, 'paths' | 'signal'>): Promise<Connection | undefined> {
  try {
    return await connectCore(cli);
  } catch (error) {
    if (hasCode(error, 'core.notRunning')) return undefined;
    throw error;
  }
}

/** Runs a task with the core, if there is one, and lets go of it; `without` when there is none. */
export async function withCore<T>(
  cli: Pick<Cli, 'paths' | 'signal'>,
  task: (core: CoreClient) => Promise<T>,
  without: () => Promise<T>,
): Promise<T> {
  const connection = await findCore(cli);
  if (connection === undefined) return without();
  try {
    return await task(connection.core);
  } finally {
    connection.close();
  }
}
