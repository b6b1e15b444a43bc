/** What is done with several networks at once. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { forAll } from '../../stores/act-all.ts';
import { useText } from '../../text.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import type { Selection } from '../../ui/list-selection.ts';

interface BulkNetworksProps {
  readonly selection: Selection;
  readonly onRemove: () => void;
}

export function BulkNetworks({ selection, onRemove }: BulkNetworksProps) {
  const say = useText();
  return (
    <BulkBar selection={selection}>
      <Button icon={Trash2} onClick={onRemove}>
        {say('remove')}
      </Button>
    </BulkBar>
  );
}

interface RemoveNetworksProps {
  readonly networks: readonly NetworkSummary[];
  /** They are gone: what has asked may be, too, with what it showed. */
  readonly onRemoved?: () => void;
  readonly onClose: () => void;
}

/** Asks before networks go, one or several. */
export function RemoveNetworks({ networks: now, onRemoved, onClose }: RemoveNetworksProps) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [networks] = useState(now);
  const [first] = networks;
  const used = [...new Set(networks.flatMap(({ usedBy }) => usedBy))];
  return (
    <Confirm
      title={
        networks.length === 1 && first !== undefined
          ? say('network.remove.title', { name: inertText(first.name) })
          : say('list.remove.title', { n: networks.length })
      }
      confirm={say('remove')}
      command={{ kind: 'network.remove', names: networks.map(({ name }) => name) }}
      task={async (client) => {
        const members = networks.map(({ id, name }) => ({ key: id, name }));
        await forAll(client, members, (_client, { key }) => client['network.remove']({ id: key }));
        onRemoved?.();
      }}
      onClose={onClose}
    >
      <p>{say('network.remove.text')}</p>
      {used.length > 0 && (
        <p>{say('network.remove.used', { names: inertText(used.slice(0, 5).join(', ')) })}</p>
      )}
    </Confirm>
  );
}
