/** Running a container as one task: an image that isn't there is pulled first, as the docker program does it. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { TransferItem } from '../../../main/contract/engine-model.ts';
import { hasCode } from '../../../main/contract/errors.ts';
import type { RunOptions } from '../../../main/contract/run-options.ts';
import { withTag } from '../images/pull-dialog.tsx';
import { openTerminal } from '../terminal/terminals.ts';

/** Makes a container and starts it; answers its id. */
type Run = (client: CoreClient, options: RunOptions) => Promise<string>;

/** Without anybody who watches. */
export const runHere: Run = async (client, options) => (await client['container.run'](options)).id;

/** With a terminal of the window that hears its first word: one that is joined later misses the prompt. */
export const runAttached: Run = async (client, options) => {
  const { id } = await client['container.create'](options);
  await openTerminal(id, { kind: 'attach', start: true });
  return id;
};

/** Yields the pull's progress, if there is a pull; `onMade` gets the container's id. */
export async function* runItems(
  client: CoreClient,
  options: RunOptions,
  signal: AbortSignal,
  run: Run,
  onMade: (id: string) => void,
): AsyncGenerator<TransferItem, void> {
  const make = async () => onMade(await run(client, options));
  const { pull = 'missing', platform } = options;
  if (pull !== 'always') {
    try {
      return await make();
    } catch (error) {
      if (pull === 'never' || !hasCode(error, 'image.notFound')) throw error;
    }
  }
  const wanted = { reference: withTag(options.image), ...(platform === undefined ? {} : { platform }) };
  yield* client['image.pull'](wanted, { signal });
  signal.throwIfAborted();
  await make();
}
