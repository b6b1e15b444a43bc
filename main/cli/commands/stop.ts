/** `moorage stop`: the VM, and the core that looked after it. */
import { reachCore } from '../background-core.ts';
import { parseWords } from '../args.ts';
import { showingSteps } from '../boot.ts';
import { note, type Cli } from '../cli.ts';
import { findCore, type Connection } from '../connection.ts';
import { quitCore } from '../quit-core.ts';
import { settled } from '../settled.ts';
import { orphanedVm } from '../without-core.ts';

export async function run(cli: Cli): Promise<number> {
  parseWords(cli, 'stop', {});
  await stopVm(cli);
  note(cli, cli.text('stop.done'));
  return 0;
}

/** Stops the VM and ends the core. What is stopped already is as good. */
export async function stopVm(cli: Cli): Promise<void> {
  const connection = await coreForVm(cli);
  if (connection === undefined) return;
  const { core } = connection;
  try {
    await showingSteps(cli, core, () => core['vm.stop']({}, { signal: cli.signal }));
    await quitCore(connection, cli.paths());
  } finally {
    connection.close();
  }
}

/** The core, or a new one where a VM goes on running without; undefined when there is nothing to look after. */
async function coreForVm(cli: Cli): Promise<Connection | undefined> {
  const connection = await findCore(cli);
  if (connection !== undefined) return connection;
  if ((await orphanedVm(cli.paths())) === undefined) return undefined;
  const reached = await reachCore(cli, 'qemu');
  // A start that is cut short may be taken back; one that finds a VM must first have it in hand.
  if (reached.started) await settled(reached.core, cli.signal);
  return reached;
}
