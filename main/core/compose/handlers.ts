/** What the core answers about compose projects. */
import { homedir } from 'node:os';
import { composeCommands } from '../../contract/commands/compose.ts';
import type { ComposeRun } from '../../contract/compose-model.ts';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import type { Share } from '../../contract/model.ts';
import type { Inventory } from '../engine/inventory.ts';
import type { Guest } from '../guest/guest.ts';
import { fileMustBeThere } from './files.ts';
import { composeEnv, composePrograms } from './find-program.ts';
import { guestCompose } from './guest-compose.ts';
import { firstThatAnswers } from './probe.ts';
import { readComposeFile } from './project-file.ts';
import { guestProgram, hostProgram, tellLines, type ToldProgram } from './told-program.ts';

type Entries = Extract<keyof CoreHandlers, `compose.${string}`>;

export interface ComposeTools {
  readonly inventory: Pick<Inventory, 'containers'>;
  readonly paths: { readonly dockerHost: string };
  /** The VM's own system. Throws `vm.notRunning`. */
  readonly guest: () => Guest;
  readonly shares: () => readonly Share[];
}

export function composeHandlers(tools: ComposeTools): Pick<CoreHandlers, Entries> {
  return {
    'compose.run': (input, signal) => runCompose(tools, input, signal),
    'compose.file': async ({ project, path }) => {
      const { value } = tools.inventory.containers;
      const named =
        value.kind === 'ready' &&
        value.items.some(
          (one) =>
            one.project === project &&
            (one.configFiles === path || one.configFiles?.split(',').includes(path) === true),
        );
      if (!named) throw new AppError('compose.notNamed', { params: { project, path } });
      return { text: await readComposeFile(path) };
    },
  };
}

async function* runCompose(
  tools: ComposeTools,
  input: ComposeRun,
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  tools.guest(); // without the VM there is nothing to run it on
  for (const path of input.files) await fileMustBeThere(path);
  const { code, last } = yield* tellLines(await begin(tools, input, signal), signal);
  if (code !== 0) throw new AppError('compose.failed', { params: { code, message: last } });
}

/** Starts compose here, or else in the VM. Throws `compose.noProgram`. */
async function begin(tools: ComposeTools, input: ComposeRun, signal: AbortSignal): Promise<ToldProgram> {
  const around = { platform: process.platform, env: process.env, homedir: homedir() };
  const env = composeEnv(process.env, tools.paths.dockerHost);
  const found = await firstThatAnswers(composePrograms(around), env, signal);
  if (found !== undefined) {
    const [, ...args] = composeCommands[`compose.${input.action}`](input);
    return hostProgram([...found, ...args], { env, cwd: homedir() });
  }
  return guestProgram(
    await tools.guest().session({ argv: await guestCompose(tools, input, signal), signal }),
  );
}
