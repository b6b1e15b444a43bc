/** `moorage delete`: the VM with all that is in it. */
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../contract/errors.ts';
import { parseWords } from '../args.ts';
import { reachCore } from '../background-core.ts';
import { showingSteps } from '../boot.ts';
import { note, type Cli } from '../cli.ts';
import { findCore } from '../connection.ts';
import { quitCore } from '../quit-core.ts';
import { settled } from '../settled.ts';
import { orphanedVm, presentDisk } from '../without-core.ts';

export async function run(cli: Cli): Promise<number> {
  const { values } = parseWords(cli, 'delete', { yes: { type: 'boolean', short: 'y' } });
  if (values.yes !== true && !(await confirmed(cli))) {
    note(cli, cli.text('delete.kept'));
    return 1;
  }
  await deleteVm(cli);
  note(cli, cli.text('delete.done'));
  return 0;
}

async function confirmed(cli: Cli): Promise<boolean> {
  if (!cli.stdin.isTTY) throw new AppError('cli.needsYes', { params: { command: 'moorage delete' } });
  const asking = createInterface({ input: cli.stdin, output: cli.stderr });
  try {
    const answer = await asking.question(cli.text('delete.ask'), { signal: cli.signal });
    return /^\s*(?:y|yes|是)\s*$/i.test(answer);
  } finally {
    asking.close();
  }
}

async function deleteVm(cli: Cli): Promise<void> {
  const found = await findCore(cli);
  const driver = await driverOfDisk(cli);
  if (found === undefined && driver === undefined) return;
  const reached = found ?? (await reachCore(cli, driver ?? 'qemu'));
  const { core } = reached;
  try {
    // A core that has just begun may be taking over a VM, which must not be cut short.
    if (found === undefined) await settled(core, cli.signal);
    await showingSteps(cli, core, () => core['vm.delete']({}, { signal: cli.signal }));
    await quitCore(reached, cli.paths());
  } finally {
    reached.close();
  }
}

async function driverOfDisk(cli: Cli): Promise<'qemu' | 'fake' | undefined> {
  const paths = cli.paths();
  if ((await orphanedVm(paths)) !== undefined) return 'qemu';
  try {
    return (await presentDisk(paths))?.driver;
  } catch (error) {
    // Deleting is what one does with a damaged disk.
    if (error instanceof AppError && error.code === 'vm.dataDiskDamaged') return 'qemu';
    throw error;
  }
}
