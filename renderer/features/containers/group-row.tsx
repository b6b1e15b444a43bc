/** A compose project in the list of containers: how many of it run, and what can be done with all of them. */
import { ChevronDown, ChevronRight, Play, RotateCw, Square } from 'lucide-react';
import { useState } from 'react';
import type { ComposeAction } from '../../../main/contract/commands/compose.ts';
import { inertText } from '../../format.ts';
import { actAll } from '../../stores/act-all.ts';
import { foldProject } from '../../stores/lists.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { GroupStats } from '../stats/list-stats.tsx';
import { Removal } from '../undo/removal.tsx';
import { memberOf } from './bulk.tsx';
import { isUp } from './filter.ts';
import type { ProjectGroup } from './groups.ts';

export function GroupRow({ group }: { readonly group: ProjectGroup }) {
  const say = useText();
  const [removing, setRemoving] = useState(false);
  const { project, containers, configFiles, folded } = group;
  const busy = useUi((state) => containers.some(({ id }) => state.busy[id] === true));
  const name = inertText(project);
  const up = containers.filter(isUp).length;
  const Chevron = folded ? ChevronRight : ChevronDown;
  const carryOut = (action: ComposeAction) =>
    void actAll({ kind: 'compose', action, project }, membersFor(group, action), (client, { key }) =>
      client['container.act']({ id: key, action }),
    );
  return (
    <div className="group">
      <button
        type="button"
        className="group__fold"
        aria-expanded={!folded}
        onClick={() => foldProject(project)}
      >
        <Chevron size={16} aria-hidden />
        <span className="clip plain">{name}</span>
      </button>
      <span className="muted">{say('group.runs', { up, all: containers.length })}</span>
      <span className="group__place list__sub clip plain" title={inertText(configFiles ?? '')}>
        {inertText(configFiles ?? '')}
      </span>
      <GroupStats containers={containers} />
      <div className="list__actions">
        {up < containers.length && (
          <IconButton
            icon={Play}
            label={say('actOn', { action: say('container.start'), name })}
            disabled={busy}
            onClick={() => carryOut('start')}
          />
        )}
        {up > 0 && (
          <IconButton
            icon={Square}
            label={say('actOn', { action: say('container.stop'), name })}
            disabled={busy}
            onClick={() => carryOut('stop')}
          />
        )}
        <IconButton
          icon={RotateCw}
          label={say('actOn', { action: say('container.restart'), name })}
          disabled={busy}
          onClick={() => carryOut('restart')}
        />
        <Menu
          name={name}
          entries={[{ label: say('remove'), danger: true, onSelect: () => setRemoving(true) }]}
        />
      </div>
      {removing && (
        <Removal
          members={containers.map(memberOf)}
          title={() => say('group.remove.title', { name })}
          command={() => ({ kind: 'compose.remove', project })}
          remove={(client, { key: id }, undo) =>
            client['container.remove']({ id, force: true, volumes: false, ...undo })
          }
          onClose={() => setRemoving(false)}
        >
          <p>{say('group.remove.text')}</p>
        </Removal>
      )}
    </div>
  );
}

/** Those of the project that the action changes, as compose does it. */
function membersFor({ containers }: ProjectGroup, action: ComposeAction) {
  switch (action) {
    case 'start':
      return containers.filter((one) => !isUp(one)).map(memberOf);
    case 'stop':
      return containers.filter(isUp).map(memberOf);
    case 'restart':
      return containers.map(memberOf);
  }
}
