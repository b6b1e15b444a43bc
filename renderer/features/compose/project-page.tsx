/** A compose project: its services with their containers, all of its logs, and the files that it is from. */
import { ArrowLeft, Ghost, Play, RotateCw, Square } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { isUp } from '../containers/filter.ts';
import { ProjectLogs } from '../logs/project-logs.tsx';
import { WhenListed } from '../offline.tsx';
import { actOnProject, filesOf, projectAt, projectPath } from './act-on-project.ts';
import { ProjectFiles } from './project-files.tsx';
import { RemoveProject } from './remove-project.tsx';
import { Services } from './services.tsx';

const tabs = ['services', 'logs', 'files'] as const;

/** `part`: the project's name as it stands in the address. */
export function ProjectPage({ part, tab }: { readonly part: string; readonly tab: string }) {
  const say = useText();
  const list = useCore((state) => state.containers);
  const project = projectAt(list?.kind === 'ready' ? list.items : [], part);
  const containers = useMemo(
    () => (list?.kind === 'ready' ? list.items.filter((one) => one.project === project) : []),
    [list, project],
  );
  const name = inertText(project);
  return (
    <Page
      name={name}
      title={
        <>
          <Link href="/containers" aria-label={say('back')} title={say('back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{name}</span>
        </>
      }
      tools={containers.length > 0 && <ProjectActions project={project} containers={containers} />}
    >
      <WhenListed list={list}>
        {() => <ProjectTabs project={project} containers={containers} tab={tab} />}
      </WhenListed>
    </Page>
  );
}

interface ProjectProps {
  readonly project: string;
  readonly containers: readonly ContainerSummary[];
}

function ProjectActions({ project, containers }: ProjectProps) {
  const say = useText();
  const [, go] = useLocation();
  const [removing, setRemoving] = useState(false);
  const busy = useUi((state) => containers.some(({ id }) => state.busy[id] === true));
  const up = containers.filter(isUp).length;
  const open = (action: 'up' | 'down') =>
    useUi.setState({ composeOpen: { action, project, files: filesOf(containers) } });
  const carryOut = (action: 'start' | 'stop' | 'restart') => void actOnProject(project, containers, action);
  return (
    <>
      <span className={`state state--${up === 0 ? 'off' : 'good'}`}>
        {say('group.runs', { up, all: containers.length })}
      </span>
      <Button icon={Play} disabled={busy || up === containers.length} onClick={() => carryOut('start')}>
        {say('container.start')}
      </Button>
      <Button icon={Square} disabled={busy || up === 0} onClick={() => carryOut('stop')}>
        {say('container.stop')}
      </Button>
      <Button icon={RotateCw} disabled={busy} onClick={() => carryOut('restart')}>
        {say('container.restart')}
      </Button>
      <Menu
        name={inertText(project)}
        entries={[
          { label: say('compose.up.menu'), onSelect: () => open('up') },
          { label: say('compose.down.menu'), onSelect: () => open('down') },
          { label: say('remove'), danger: true, onSelect: () => setRemoving(true) },
        ]}
      />
      {removing && (
        <RemoveProject
          project={project}
          containers={containers}
          onClose={(done) => {
            setRemoving(false);
            if (done) go('/containers');
          }}
        />
      )}
    </>
  );
}

function ProjectTabs({ project, containers, tab }: ProjectProps & { readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const shown = tabs.find((one) => one === tab) ?? 'services';
  // What was logged can still be read when nothing else is left.
  if (containers.length === 0 && shown !== 'logs') {
    return (
      <Empty icon={Ghost} title={say('compose.gone')}>
        <p>{say('compose.gone.text')}</p>
        <Link href="/containers">{say('container.gone.back')}</Link>
      </Empty>
    );
  }
  return (
    <Tabs.Root
      className="tabs__panel"
      value={shown}
      activationMode="manual"
      onValueChange={(next) => go(`${projectPath(project)}/${next}`, { replace: true })}
    >
      <Tabs.List className="tabs" aria-label={say('compose.tabs')}>
        {tabs.map((one) => (
          <Tabs.Trigger key={one} value={one} className="tabs__tab">
            {say(`compose.tab.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="services" className="tabs__panel" tabIndex={-1}>
        <Services project={project} containers={containers} />
      </Tabs.Content>
      <Tabs.Content value="logs" className="tabs__panel" tabIndex={-1}>
        <ProjectLogs project={project} />
      </Tabs.Content>
      <Tabs.Content value="files" className="tabs__panel" tabIndex={-1}>
        <ProjectFiles project={project} paths={filesOf(containers)} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
