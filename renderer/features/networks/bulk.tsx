/** Removes several networks at once. */
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Removal } from '../undo/removal.tsx';

interface RemoveNetworksProps {
  readonly networks: readonly NetworkSummary[];
  /** They are gone: what has asked may be, too, with what it showed. */
  readonly onRemoved?: () => void;
  readonly onClose: () => void;
}

/** Removes networks, one or several. */
export function RemoveNetworks({ networks, onRemoved, onClose }: RemoveNetworksProps) {
  const say = useText();
  const used = [...new Set(networks.flatMap(({ usedBy }) => usedBy))];
  return (
    <Removal
      members={networks.map(({ id, name }) => ({ key: id, name }))}
      title={(members) =>
        members.length === 1 && members[0] !== undefined
          ? say('network.remove.title', { name: inertText(members[0].name) })
          : say('list.remove.title', { n: members.length })
      }
      command={(members) => ({ kind: 'network.remove', names: members.map(({ name }) => name) })}
      remove={async (client, { key: id }, undo) => {
        await client['network.remove']({ id, ...undo });
        // Before it is told as done: the line at the bottom forgets what was done on another page.
        onRemoved?.();
      }}
      onClose={() => onClose()}
    >
      <p>{say('network.remove.text')}</p>
      {used.length > 0 && (
        <p>{say('network.remove.used', { names: inertText(used.slice(0, 5).join(', ')) })}</p>
      )}
    </Removal>
  );
}
