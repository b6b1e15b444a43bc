/** `moorage restart`: with the core that is there, else as a start. */
import { bootOptions, prepare, showingSteps } from '../boot.ts';
import { note, type Cli } from '../cli.ts';
import { findCore } from '../connection.ts';
import { startVm } from './start.ts';
import { stopVm } from './stop.ts';

export async function run(cli: Cli): Promise<number> {
  const options = bootOptions(cli, 'restart');
  const connection = await findCore(cli);
  if (connection === undefined) {
    await stopVm(cli);
    await startVm(cli, options);
    return 0;
  }
  const { core } = connection;
  try {
    const present = (await core.status({}, { signal: cli.signal })).vm?.driver;
    if (options.driver === undefined || options.driver === present) {
      // What is missing is made before anything is stopped.
      await prepare(cli, present === 'fake' ? 'fake' : 'qemu');
      await showingSteps(cli, core, () => core['vm.restart'](options.vm, { signal: cli.signal }));
      const version = (await core.status({}, { signal: cli.signal })).engine?.version ?? '';
      note(cli, cli.text('start.done', { version, dockerHost: cli.paths().dockerHost }));
      return 0;
    }
  } finally {
    connection.close();
  }
  await prepare(cli, options.driver);
  await stopVm(cli);
  await startVm(cli, options);
  return 0;
}
