/** What is done with several containers at once: one command, and an outcome for each. */
import { Play, RotateCw, Square, Trash2, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ContainerAction, ContainerSummary } from '../../../main/contract/engine-model.ts';
import { actAll, type Member } from '../../stores/act-all.ts';
import { useText } from '../../text.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import type { Selection } from '../../ui/list-selection.ts';
import { Menu } from '../../ui/menu.tsx';
import { Removal } from '../undo/removal.tsx';
import { actionsFor } from './actions.tsx';

export function memberOf({ id, name }: ContainerSummary): Member {
  return { key: id, name };
}

const buttons: readonly (readonly [ContainerAction, LucideIcon])[] = [
  ['start', Play],
  ['stop', Square],
  ['restart', RotateCw],
];
const entries: readonly ContainerAction[] = ['pause', 'unpause', 'kill'];

interface BulkContainersProps {
  readonly containers: readonly ContainerSummary[];
  readonly selection: Selection;
  readonly onRemove: () => void;
}

export function BulkContainers({ containers, selection, onRemove }: BulkContainersProps) {
  const say = useText();
  /** Those with which it makes sense. */
  const fit = (action: ContainerAction) =>
    containers.filter(({ state }) => actionsFor(state).includes(action));
  const carryOut = (action: ContainerAction) => {
    const some = fit(action);
    const command = { kind: 'container', action, names: some.map(({ name }) => name) } as const;
    void actAll(command, some.map(memberOf), (client, { key }) =>
      client['container.act']({ id: key, action }),
    );
  };
  return (
    <BulkBar selection={selection}>
      {buttons.map(([action, icon]) => (
        <Button key={action} icon={icon} disabled={fit(action).length === 0} onClick={() => carryOut(action)}>
          {say(`container.${action}`)}
        </Button>
      ))}
      <Button icon={Trash2} onClick={onRemove}>
        {say('remove')}
      </Button>
      <Menu
        name={say('list.selected')}
        entries={entries.map((action) => ({
          label: say(`container.${action}`),
          disabled: fit(action).length === 0,
          onSelect: () => carryOut(action),
        }))}
      />
    </BulkBar>
  );
}

interface RemoveContainersProps {
  readonly containers: readonly ContainerSummary[];
  readonly onClose: () => void;
}

export function RemoveContainers({ containers: now, onClose }: RemoveContainersProps) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [containers] = useState(now);
  const [volumes, setVolumes] = useState(false);
  const force = containers.some(({ state }) => actionsFor(state).includes('kill'));
  return (
    <Removal
      members={containers.map(memberOf)}
      title={({ length: n }) => say('list.remove.title', { n })}
      command={(members) => ({
        kind: 'container.remove',
        names: members.map(({ name }) => name),
        ...{ force, volumes },
      })}
      remove={(client, { key: id }, undo) => client['container.remove']({ id, force, volumes, ...undo })}
      onClose={onClose}
    >
      <p>{say(force ? 'list.remove.running' : 'list.remove.text')}</p>
      <Check
        label={say('container.remove.volumes')}
        checked={volumes}
        onChange={(event) => setVolumes(event.target.checked)}
      />
    </Removal>
  );
}
