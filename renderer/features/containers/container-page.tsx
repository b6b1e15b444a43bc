/** One container: its log, a terminal in it, and what the engine knows of it. */
import { ArrowLeft } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Page } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { ContainerPorts } from '../ports/container-ports.tsx';
import { ContainerStats } from '../stats/container-stats.tsx';
import { TerminalTab } from '../terminal/terminal-tab.tsx';
import { ContainerActions } from './actions.tsx';
import { CommitDialog, RenameDialog } from './change-dialogs.tsx';
import { Changes } from './changes.tsx';
import { ContainerEvents } from './container-events.tsx';
import { ContainerFiles } from './files.tsx';
import { InspectContainer } from './inspect.tsx';
import { LogView } from './log-view.tsx';
import { Overview } from './overview.tsx';
import { ContainerState, Ports } from './parts.tsx';
import { Processes } from './processes.tsx';
import { Gone } from './removed-story.tsx';

const tabs = [
  ...(['overview', 'logs', 'terminal', 'files', 'stats', 'processes', 'ports'] as const),
  ...(['changes', 'events', 'inspect'] as const),
];

export function ContainerPage({ id, tab }: { readonly id: string; readonly tab: string }) {
  const say = useText();
  const list = useCore((state) => state.containers);
  const found = list?.kind === 'ready' ? list.items.find((one) => one.id === id) : undefined;
  return (
    <Page
      name={found === undefined ? say('nav.containers') : inertText(found.name)}
      title={
        <>
          <Link href="/containers" aria-label={say('back')} title={say('back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{inertText(found?.name ?? shortId(id))}</span>
        </>
      }
      tools={found !== undefined && <Summary container={found} />}
    >
      <WhenListed list={list}>
        {() => (found === undefined ? <Gone id={id} /> : <ContainerTabs container={found} tab={tab} />)}
      </WhenListed>
    </Page>
  );
}

function Summary({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const [dialog, setDialog] = useState<'rename' | 'commit'>();
  const close = () => setDialog(undefined);
  const [, go] = useLocation();
  return (
    <>
      <ContainerState container={container} />
      <span className="muted clip plain">{inertText(container.image)}</span>
      <Ports container={container} />
      <ContainerActions
        container={container}
        more={[
          { label: say('rename.menu'), onSelect: () => setDialog('rename') },
          { label: say('commit.menu'), onSelect: () => setDialog('commit') },
        ]}
        onRemoved={() => go('/containers')}
      />
      {dialog === 'rename' && <RenameDialog container={container} onClose={close} />}
      {dialog === 'commit' && <CommitDialog container={container} onClose={close} />}
    </>
  );
}

function ContainerTabs({ container, tab }: { readonly container: ContainerSummary; readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const shown = tabs.find((one) => one === tab) ?? 'logs';
  return (
    <Tabs.Root
      className="tabs__panel"
      value={shown}
      activationMode="manual"
      onValueChange={(next) =>
        go(`/containers/${encodeURIComponent(container.id)}/${next}`, { replace: true })
      }
    >
      <Tabs.List className="tabs" aria-label={say('container.tabs')}>
        {tabs.map((one) => (
          <Tabs.Trigger key={one} value={one} className="tabs__tab">
            {say(`container.tab.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
        <Overview container={container} />
      </Tabs.Content>
      <Tabs.Content value="processes" className="tabs__panel" tabIndex={-1}>
        <Processes container={container} />
      </Tabs.Content>
      <Tabs.Content value="logs" className="tabs__panel" tabIndex={-1}>
        <LogView key={container.id} container={container} />
      </Tabs.Content>
      <Tabs.Content value="terminal" className="tabs__panel" tabIndex={-1}>
        <TerminalTab key={container.id} container={container} />
      </Tabs.Content>
      <Tabs.Content value="ports" className="tabs__panel" tabIndex={-1}>
        <ContainerPorts container={container} />
      </Tabs.Content>
      <Tabs.Content value="files" className="tabs__panel" tabIndex={-1}>
        <ContainerFiles key={container.id} container={container} />
      </Tabs.Content>
      <Tabs.Content value="changes" className="tabs__panel" tabIndex={-1}>
        <Changes key={container.id} container={container} />
      </Tabs.Content>
      <Tabs.Content value="inspect" className="tabs__panel" tabIndex={-1}>
        <InspectContainer container={container} />
      </Tabs.Content>
      <Tabs.Content value="stats" className="tabs__panel" tabIndex={-1}>
        <ContainerStats container={container} />
      </Tabs.Content>
      <Tabs.Content value="events" className="tabs__panel" tabIndex={-1}>
        <ContainerEvents key={container.id} container={container} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
