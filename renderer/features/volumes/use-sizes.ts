/** How large the volumes are. */
import { useMemo } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';

const askSizes = (client: CoreClient, options: AskOptions) => client['volumes.sizes']({}, options);

/** Bytes by name. Asked for when the page is opened and when volumes come or go: the engine reads all their folders. */
export function useSizes() {
  const names = useCore(({ volumes }) =>
    volumes?.kind === 'ready' ? volumes.items.map(({ name }) => name).join('/') : '',
  );
  const { value, error, again } = useAnswer(askSizes, names);
  const sizes = useMemo(() => new Map(value?.map(({ name, bytes }) => [name, bytes])), [value]);
  return { sizes, error, again };
}
