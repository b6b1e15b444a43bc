/** The window: side, page, foot, and what floats above them. */
import { useEffect, useSyncExternalStore } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { useCore } from '../../stores/core.ts';
import { dismissNotice, useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { ErrorNote } from '../../ui/notes.tsx';
import { Builds } from '../builds/builds-page.tsx';
import { ComposeDialog } from '../compose/compose-dialog.tsx';
import { ProjectPage } from '../compose/project-page.tsx';
import { ContainerPage } from '../containers/container-page.tsx';
import { ContainersPage } from '../containers/containers-page.tsx';
import { RemovedPage } from '../containers/removed-page.tsx';
import { RunDialog } from '../containers/run-dialog.tsx';
import { EnginePage } from '../engine/engine-page.tsx';
import { ImagePage } from '../images/image-page.tsx';
import { ImagesPage } from '../images/images-page.tsx';
import { PullDialog } from '../images/pull-dialog.tsx';
import { LogsPage } from '../logs/logs-page.tsx';
import { MachinePage } from '../machine/machine-page.tsx';
import { NetworkPlace } from '../networks/network-page.tsx';
import { NetworksPage } from '../networks/networks-page.tsx';
import { AddPortDialog } from '../ports/add-dialog.tsx';
import { PortsPage } from '../ports/ports-page.tsx';
import { Registries } from '../registries/registries-page.tsx';
import { AddShareDialog } from '../shares/add-dialog.tsx';
import { SharesPage } from '../shares/shares-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { VolumePage } from '../volumes/volume-page.tsx';
import { VolumesPage } from '../volumes/volumes-page.tsx';
import { UndoNotice } from '../undo/undo-notice.tsx';
import { HistoryPage } from '../history/history-page.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { FollowAges } from './follow-ages.tsx';
import { Foot } from './foot.tsx';
import { KeysHelp } from './keys-help.tsx';
import { Palette } from './palette.tsx';
import { Sidebar } from './sidebar.tsx';

export function Shell() {
  const say = useText();
  const language = useLanguage();
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
  }, [language, theme]);
  usePaletteKey();
  return (
    <Router hook={useHashLocation}>
      <div className="shell">
        <a className="shell__skip" href="#main" onClick={focusMain}>
          {say('skip')}
        </a>
        <Sidebar />
        <main className="main" id="main" tabIndex={-1}>
          <FollowAges />
          <ConnectionBanner />
          <Switch>
            <Route path="/containers" component={ContainersPage} />
            <Route path="/containers/:id/:tab?">
              {({ id, tab }) => <ContainerPage key={id} id={id} tab={tab ?? 'logs'} />}
            </Route>
            <Route path="/removed" component={RemovedPage} />
            <Route path="/logs" component={LogsPage} />
            <Route path="/compose/:project/:tab?">
              {({ project, tab }) => <ProjectPage key={project} part={project} tab={tab ?? 'services'} />}
            </Route>
            <Route path="/images" component={ImagesPage} />
            <Route path="/images/:id/:tab?">
              {({ id, tab }) => <ImagePage key={id} part={id} tab={tab ?? 'overview'} />}
            </Route>
            <Route path="/builds/:id?" component={Builds} />
            <Route path="/volumes" component={VolumesPage} />
            <Route path="/networks">{() => <NetworksPage tab="list" />}</Route>
            <Route path="/networks/:id/:tab?">
              {({ id, tab }) => <NetworkPlace key={id} id={id} tab={tab ?? 'overview'} />}
            </Route>
            <Route path="/volumes/:name/:tab?">
              {({ name, tab }) => <VolumePage key={name} part={name} tab={tab ?? 'overview'} />}
            </Route>
            <Route path="/registries/*?" component={Registries} />
            <Route path="/ports" component={PortsPage} />
            <Route path="/shares" component={SharesPage} />
            <Route path="/machine/:tab?">{({ tab }) => <MachinePage tab={tab ?? 'overview'} />}</Route>
            <Route path="/engine/:tab?">{({ tab }) => <EnginePage tab={tab ?? 'overview'} />}</Route>
            <Route path="/history/:tab?">{({ tab }) => <HistoryPage tab={tab ?? 'done'} />}</Route>
            <Route path="/settings" component={SettingsPage} />
            <Route>
              <Redirect to="/containers" replace />
            </Route>
          </Switch>
        </main>
        <Foot />
        <Notices />
        <Overlays />
        <KeysHelp />
      </div>
    </Router>
  );
}

/** The hash is the route, so a plain link to a place on the page can't be followed. */
function focusMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function Notices() {
  const say = useText();
  const notices = useUi((state) => state.notices);
  return (
    <section className="notices" aria-label={say('notices')}>
      <UndoNotice />
      {notices.map(({ id, error }) => (
        <ErrorNote key={id} error={error} float onDismiss={() => dismissNotice(id)} />
      ))}
    </section>
  );
}

function Overlays() {
  const { paletteOpen, runImage, pullOpen, portContainer, shareOpen, composeOpen } = useUi();
  return (
    <>
      {paletteOpen && <Palette />}
      {runImage !== undefined && <RunDialog image={runImage} />}
      {pullOpen && <PullDialog />}
      {portContainer !== undefined && <AddPortDialog container={portContainer} />}
      {shareOpen && <AddShareDialog />}
      {composeOpen !== undefined && <ComposeDialog wish={composeOpen} />}
    </>
  );
}

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function onSystemTheme(listener: () => void): () => void {
  systemDark.addEventListener('change', listener);
  return () => systemDark.removeEventListener('change', listener);
}

function useTheme(): 'light' | 'dark' {
  const setting = useCore((state) => state.settings?.theme) ?? 'system';
  const dark = useSyncExternalStore(onSystemTheme, () => systemDark.matches);
  if (setting !== 'system') return setting;
  return dark ? 'dark' : 'light';
}

function usePaletteKey(): void {
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      // In a terminal, Ctrl-K is the shell's.
      if (event.target instanceof Element && event.target.closest('.terminal') && !event.metaKey) return;
      event.preventDefault();
      useUi.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen }));
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, []);
}
