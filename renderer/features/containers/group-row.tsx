/** A compose project in the list of containers: how many of it run, and what can be done with all of them. */
import { ChevronDown, ChevronRight, Layers, Play, RotateCw, Square } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ComposeAction } from '../../../main/contract/commands/compose.ts';
import { inertText } from '../../format.ts';
import { foldProject } from '../../stores/lists.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { GroupStats } from '../stats/list-stats.tsx';
import { actOnProject, projectPath } from '../compose/act-on-project.ts';
import { RemoveProject } from '../compose/remove-project.tsx';
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
  const carryOut = (action: ComposeAction) => void actOnProject(project, containers, action);
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
      <Link
        href={projectPath(project)}
        className="group__open"
        aria-label={say('compose.open', { name })}
        title={say('compose.open', { name })}
      >
        <Layers size={16} aria-hidden />
      </Link>
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
        <RemoveProject project={project} containers={containers} onClose={() => setRemoving(false)} />
      )}
    </div>
  );
}
