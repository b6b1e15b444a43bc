/** Carrying out one thing on many: each has an outcome of its own, and those that failed are told by name. */
import type { CoreClient } from '../../main/contract/contract.ts';
import { AppError, isCancel } from '../../main/contract/errors.ts';
import type { Command } from './act.ts';
import { act, wireOf } from './act.ts';
import { setBusy } from './ui.ts';

/** Requests at once: the engine works on several, and none of the others has to wait for long. */
const atOnce = 8;
/** Names that an error tells. */
const mostNames = 5;

export interface Member {
  /** What is busy meanwhile. */
  readonly key: string;
  readonly name: string;
}

export type MemberTask<T extends Member> = (client: CoreClient, member: T) => Promise<unknown>;

/** Does it to all; answers whether all succeeded. Errors are shown, never thrown. */
export function actAll<T extends Member>(
  command: Command,
  members: readonly T[],
  task: MemberTask<T>,
): Promise<boolean> {
  return act({ command }, (client) => forAll(client, members, task));
}

/**
 * Does it to all members, also when some fail. Throws the error itself where there is but one member, else
 * `bulk.partial` with the names of those that failed and the first one's error.
 */
export async function forAll<T extends Member>(
  client: CoreClient,
  members: readonly T[],
  task: MemberTask<T>,
): Promise<void> {
  const failed: { readonly name: string; readonly error: unknown }[] = [];
  const waiting = [...members];
  const work = async () => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      setBusy(member.key, true);
      try {
        await task(client, member);
      } catch (error) {
        failed.push({ name: member.name, error });
      } finally {
        setBusy(member.key, false);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, members.length) }, work));
  const [first] = failed;
  if (first === undefined) return;
  if (members.length === 1 || failed.every(({ error }) => isCancel(error))) throw first.error;
  const names = failed.slice(0, mostNames).map(({ name }) => name);
  throw new AppError('bulk.partial', {
    params: {
      failed: failed.length,
      all: members.length,
      names: `${names.join(', ')}${failed.length > names.length ? ', …' : ''}`,
      first: first.name,
      reason: reasonOf(first.error),
    },
    cause: first.error,
  });
}

/** The engine's own words where the error carries them. */
function reasonOf(error: unknown): string {
  const { code, params } = wireOf(error);
  return String(params['message'] ?? params['reason'] ?? code);
}
