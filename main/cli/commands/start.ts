/** `moorage start`: the VM in the background. */
import { AppError, hasCode } from '../../contract/errors.ts';
import type { Status } from '../../contract/model.ts';
import { reachCore, type Reached } from '../background-core.ts';
import { bootOptions, prepare, showingSteps, tellDifference, type BootOptions } from '../boot.ts';
import { note, type Cli } from '../cli.ts';
import { findCore } from '../connection.ts';
import { quitCore } from '../quit-core.ts';

export async function run(cli: Cli): Promise<number> {
  const options = bootOptions(cli, 'start');
  if (await tellIfRunning(cli, options)) return 0;
  await startVm(cli, options);
  return 0;
}

/** Boots the VM with everything that this takes, and tells when the engine answers. */
export async function startVm(cli: Cli, options: BootOptions): Promise<void> {
  const driver = options.driver ?? 'qemu';
  await prepare(cli, driver);
  note(cli, `${cli.text('start.core')} …`);
  try {
    await startWith(cli, await reachCore(cli, driver), options);
  } catch (error) {
    // The core that answered was just about to end, as after `moorage stop` in another terminal.
    if (!hasCode(error, 'link.closed')) throw error;
    await startWith(cli, await reachCore(cli, driver), options);
  }
}

async function startWith(cli: Cli, reached: Reached, options: BootOptions): Promise<void> {
  const { core, started } = reached;
  try {
    await showingSteps(cli, core, () => core['vm.start'](options.vm, { signal: cli.signal }));
    const status = await core.status({}, { signal: cli.signal });
    refuseOtherDriver(options, status);
    tellReady(cli, 'start.done', status);
    tellDifference(cli, options, status);
  } catch (error) {
    // What this call began, it takes back: a core that looks after nothing would only be in the way.
    if (started) await quitCore(reached, cli.paths());
    throw error;
  } finally {
    reached.close();
  }
}

/** True when the VM runs and the engine answers already; then that has been told. */
async function tellIfRunning(cli: Cli, options: BootOptions): Promise<boolean> {
  const connection = await findCore(cli);
  if (connection === undefined) return false;
  try {
    const status = await connection.core.status({}, { signal: cli.signal });
    refuseOtherDriver(options, status);
    if (status.state !== 'running' || status.engine === null) return false;
    tellReady(cli, 'start.already', status);
    tellDifference(cli, options, status);
    return true;
  } finally {
    connection.close();
  }
}

function refuseOtherDriver({ driver }: BootOptions, { vm }: Status): void {
  if (vm === null || driver === undefined || vm.driver === driver) return;
  throw new AppError('core.otherDriver', { params: { present: vm.driver, wanted: driver } });
}

function tellReady(cli: Cli, key: 'start.done' | 'start.already', { engine }: Status): void {
  const { dockerHost } = cli.paths();
  note(cli, cli.text(key, { version: engine?.version ?? '', dockerHost }));
}
