/** The map's data, asked for anew whenever a container or network changes. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';

const askMap = (client: CoreClient, options: AskOptions) => client['networks.map']({}, options);

export function useNetworkMap() {
  return useRunningAnswer(askMap, useNetworkChanges());
}

/** Another text whenever something changed that networks show: not the times that a container's status tells. */
export function useNetworkChanges(): string {
  return useCore(({ containers, networks }) =>
    [
      ...(networks?.kind === 'ready' ? networks.items.map(({ id, usedBy }) => `${id} ${usedBy.length}`) : []),
      ...(containers?.kind === 'ready'
        ? containers.items.map(({ id, name, state, ports }) => `${id} ${name} ${state} ${ports.length}`)
        : []),
    ].join('\n'),
  );
}
