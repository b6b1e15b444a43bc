/** What can be done with a container in its state, as buttons and as a menu. */
import { Pause, Play, RotateCw, Square, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ContainerAction, ContainerSummary } from '../../../main/contract/engine-model.ts';
import { act } from '../../stores/act.ts';
import { useUndoable } from '../../stores/removal.ts';
import { useUi } from '../../stores/ui.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { Check } from '../../ui/field.tsx';
import { Removal } from '../undo/removal.tsx';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';

const icons: Readonly<Record<ContainerAction, LucideIcon>> = {
  start: Play,
  stop: Square,
  restart: RotateCw,
  kill: Square,
  pause: Pause,
  unpause: Play,
};

/** The actions that make sense, the most wanted first. */
export function actionsFor(state: ContainerSummary['state']): readonly ContainerAction[] {
  switch (state) {
    case 'running':
    case 'restarting':
      return ['stop', 'restart', 'pause', 'kill'];
    case 'paused':
      return ['unpause', 'stop', 'kill'];
    case 'created':
    case 'exited':
      return ['start'];
    case 'removing':
    case 'dead':
      return [];
  }
}

export function actOnContainer({ id, name }: ContainerSummary, action: ContainerAction): Promise<boolean> {
  return act({ key: id, command: { kind: 'container', action, names: [name] } }, (client) =>
    client['container.act']({ id, action }),
  );
}

/** Two buttons and a menu with everything. */
export function ContainerActions({
  container,
  more = [],
  onRemoved,
}: {
  readonly container: ContainerSummary;
  /** Entries of the menu that only this place has. */
  readonly more?: readonly MenuEntry[];
  readonly onRemoved?: () => void;
}) {
  const say = useText();
  const busy = useUi((state) => state.busy[container.id] === true);
  const undoable = useUndoable();
  const [open, setOpen] = useState<'remove' | 'removeVolumes' | 'export'>();
  const actions = actionsFor(container.state);
  const name = inertText(container.name);
  const entries: MenuEntry[] = [
    ...actions.map((action) => ({
      label: say(`container.${action}`),
      // What takes long to stop can be killed meanwhile.
      disabled: busy && action !== 'kill',
      onSelect: () => void actOnContainer(container, action),
    })),
    ...more,
    { label: `${say('container.export')} …`, onSelect: () => setOpen('export') },
    { label: say('remove'), danger: true, onSelect: () => setOpen('remove') },
    // Where nothing is asked, there is no box for it.
    ...(undoable
      ? [
          {
            label: say('container.removeVolumes'),
            danger: true,
            onSelect: () => setOpen('removeVolumes'),
          },
        ]
      : []),
  ];
  return (
    <div className="list__actions">
      {actions.slice(0, 2).map((action) => (
        <IconButton
          key={action}
          icon={icons[action]}
          label={say('actOn', { action: say(`container.${action}`), name })}
          disabled={busy}
          onClick={() => void actOnContainer(container, action)}
        />
      ))}
      <Menu name={name} entries={entries} />
      {open === 'export' && <ExportContainer container={container} onClose={() => setOpen(undefined)} />}
      {(open === 'remove' || open === 'removeVolumes') && (
        <RemoveContainer
          container={container}
          withVolumes={open === 'removeVolumes'}
          onClose={(done) => {
            setOpen(undefined);
            if (done) onRemoved?.();
          }}
        />
      )}
    </div>
  );
}

function ExportContainer({
  container: { id, name },
  onClose,
}: {
  readonly container: ContainerSummary;
  readonly onClose: () => void;
}) {
  const say = useText();
  return (
    <SaveDialog
      title={say('container.export.title', { name: inertText(name) })}
      text={say('container.export.text')}
      fileName={fileNameOf(name, '.tar')}
      task={{ key: 'container.export.task', values: { name } }}
      command={(path) => ({ kind: 'container.export', name, path })}
      items={(client, target, signal) => client['container.export']({ id, ...target }, { signal })}
      onClose={onClose}
    />
  );
}

function RemoveContainer({
  container,
  withVolumes,
  onClose,
}: {
  readonly container: ContainerSummary;
  readonly withVolumes: boolean;
  readonly onClose: (done: boolean) => void;
}) {
  const say = useText();
  const [volumes, setVolumes] = useState(withVolumes);
  const force = actionsFor(container.state).includes('kill');
  const { id, name } = container;
  return (
    <Removal
      members={[{ key: id, name }]}
      title={() => say('container.remove.title', { name: inertText(name) })}
      command={() => ({ kind: 'container.remove', names: [name], force, volumes })}
      remove={(client, _container, undo) => client['container.remove']({ id, force, volumes, ...undo })}
      onClose={onClose}
    >
      <p>{say(force ? 'container.remove.running' : 'container.remove.text')}</p>
      <Check
        label={say('container.remove.volumes')}
        checked={volumes}
        onChange={(event) => setVolumes(event.target.checked)}
      />
    </Removal>
  );
}
