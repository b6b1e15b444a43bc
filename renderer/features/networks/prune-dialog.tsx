/** Removes the networks that no running container is in, after it has shown which they are. */
import { useState } from 'react';
import type { ContainerSummary, NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { HeldGo } from '../undo/held-go.tsx';
import { prunableNetworks } from './network-filter.ts';

interface PruneNetworksProps {
  readonly networks: readonly NetworkSummary[];
  readonly containers: readonly ContainerSummary[];
  readonly onClose: () => void;
}

export function PruneNetworks({ networks, containers, onClose }: PruneNetworksProps) {
  const say = useText();
  // What was asked about; the lists behind the dialog go on changing.
  const [gone] = useState(() => prunableNetworks(networks, containers));
  const missed = gone.some(({ usedBy }) => usedBy.length > 0);
  return (
    <Confirm
      title={say('networks.prune.title')}
      confirm={say('networks.prune.submit')}
      command={{ kind: 'network.prune' }}
      task={(client) => client['networks.prune']({})}
      onClose={onClose}
    >
      {gone.length === 0 ? (
        <p className="muted">{say('networks.prune.nothing')}</p>
      ) : (
        <>
          <p>{say('networks.prune.what', { n: gone.length })}</p>
          <ul className="networks__doomed" aria-label={say('networks.prune.list')} tabIndex={0}>
            {gone.map(({ id, name, usedBy }) => (
              <li key={id}>
                <span className="clip plain">{inertText(name)}</span>
                <span className="muted clip plain">{inertText(usedBy.join(', '))}</span>
              </li>
            ))}
          </ul>
          {missed && <p>{say('networks.prune.stopped')}</p>}
        </>
      )}
      <HeldGo kinds={['network']} />
    </Confirm>
  );
}
