/** Carrying things out: one way for all pages, so that each tells its command, shows that it is busy, and says why not. */
import type { CoreClient } from '../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../main/contract/docker-command.ts';
import { AppError, isCancel, toWire, type WireError } from '../../main/contract/errors.ts';
import { useCore } from './core.ts';
import { tellHistory, type TellEnd } from './history.ts';
import { setBusy, showError, useUi } from './ui.ts';

/** What docker has a command for, or else a command line of our own. */
export type Command = DockerAction | string;

export function commandText(command: Command): string {
  return typeof command === 'string' ? command : dockerCommand(command);
}

export interface ActOptions {
  /** What is busy meanwhile. */
  readonly key?: string;
  /** The command that does the same. */
  readonly command?: Command;
  /** Where an error goes; by default a notice. */
  readonly onError?: (error: WireError) => void;
}

/** Runs a task with the core. Answers whether it succeeded; errors are shown, never thrown. */
export async function act(
  options: ActOptions,
  task: (client: CoreClient) => Promise<unknown>,
): Promise<boolean> {
  const { key, command, onError = showError } = options;
  const text = command === undefined ? undefined : commandText(command);
  const tell = (state: 'running' | 'done' | 'failed') => {
    if (text !== undefined) useUi.setState({ lastCommand: { command: text, state } });
  };
  let tellEnd: TellEnd | undefined;
  if (key !== undefined) setBusy(key, true);
  tell('running');
  try {
    const { client } = useCore.getState();
    if (client === undefined) throw new AppError('link.closed');
    if (command !== undefined) tellEnd = tellHistory(client, command);
    await task(client);
    tell('done');
    tellEnd?.('done');
    return true;
  } catch (error) {
    tell('failed');
    if (isCancel(error)) tellEnd?.('cancelled');
    else {
      const wire = wireOf(error);
      tellEnd?.('failed', wire);
      onError(wire);
    }
    return false;
  } finally {
    if (key !== undefined) setBusy(key, false);
  }
}

/** Any error as one that can be shown. */
export function wireOf(error: unknown): WireError {
  return toWire(error, (id, cause) => console.error(`[${id}]`, cause));
}
