/**
 * Compose in the VM, for computers that have no docker program: the VM's image may have Docker's own programs on a disk
 * of their own, and a shared folder is there under a path that follows from its path here.
 */
import { composeCommands } from '../../contract/commands/compose.ts';
import type { ComposeRun } from '../../contract/compose-model.ts';
import { AppError } from '../../contract/errors.ts';
import type { Share } from '../../contract/model.ts';
import type { Guest } from '../guest/guest.ts';
import { guestPathOf, isWithinOnHost } from '../shares/paths.ts';

const program = '/opt/usr/bin/docker-compose';

/** The command line in the VM. Throws `compose.noProgram` with the reason why there can be none. */
export async function guestCompose(
  { guest, shares }: { readonly guest: () => Guest; readonly shares: () => readonly Share[] },
  input: ComposeRun,
  signal: AbortSignal,
): Promise<string[]> {
  const no = (reason: string) => new AppError('compose.noProgram', { params: { reason } });
  const files = input.files.map((file) => inGuest(file, shares(), process.platform));
  const there = files.filter((file) => file !== undefined);
  const away = input.files.find((_file, index) => files[index] === undefined);
  if (away !== undefined) throw no(`the folder of ${away} isn't shared with the VM`);
  const { exitCode } = await guest().exec(['/usr/bin/moorage-tools'], { signal });
  if (exitCode !== 0) throw no("the VM's image has no disk with Docker's programs");
  const [, ...args] = composeCommands[`compose.${input.action}`]({ ...input, files: there });
  return ['env', 'COMPOSE_PROGRESS=plain', 'COMPOSE_ANSI=never', program, ...args];
}

/** Where a file of this computer is in the VM; undefined if no share that is there has it. */
export function inGuest(
  path: string,
  shares: readonly Share[],
  platform: NodeJS.Platform,
): string | undefined {
  const within = shares.some(
    (share) => share.state === 'ready' && isWithinOnHost(path, share.path, platform),
  );
  return within ? guestPathOf(path, platform) : undefined;
}
