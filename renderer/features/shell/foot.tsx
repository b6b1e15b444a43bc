/** The line at the bottom teaches: the docker command that shows this page, or that did what was done last. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { NamedPlace } from '../../../main/contract/files-model.ts';
import { portCommand } from '../../../main/contract/port-command.ts';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { inertText, shortId } from '../../format.ts';
import { inShell } from '../../../main/contract/shell-quote.ts';
import { routed } from '../../route.ts';
import { useCore } from '../../stores/core.ts';
import { useFolders } from '../../stores/folders.ts';
import { useShell } from '../../stores/shell-choice.ts';
import { useUi } from '../../stores/ui.ts';
import { projectAt } from '../compose/act-on-project.ts';
import { OpenTerminals, useTerminalCommand } from '../terminal/open-terminals.tsx';
import { useText } from '../../text.ts';
import { CopyButton } from '../../ui/command-line.tsx';
import { Button } from '../../ui/button.tsx';
import { TasksButton } from '../tasks/tasks-button.tsx';

/** Lines that the log's page begins with. */
const logTail = 5000;

const pageCommands: Readonly<Record<string, string>> = {
  containers: dockerCommand({ kind: 'containers' }),
  images: dockerCommand({ kind: 'images' }),
  volumes: dockerCommand({ kind: 'volumes' }),
  networks: dockerCommand({ kind: 'networks' }),
  ports: portCommand({ kind: 'ports' }),
  shares: shareCommand({ kind: 'shares' }),
  machine: 'docker info',
  engine: dockerCommand({ kind: 'engine.info' }),
};

/** What shows the same as a container's page does. */
function useContainerCommand(location: string): string | undefined {
  const [, place, id, tab] = location.split('/');
  const containers = useCore((state) => state.containers);
  const open = useFolders((state) => state.open);
  const items = containers?.kind === 'ready' ? containers.items : [];
  const found = items.find((one) => id !== undefined && routed(one.id) === id);
  const terminal = useTerminalCommand(found?.id, found?.name);
  if (place !== 'containers' || found === undefined) return undefined;
  const { name } = found;
  switch (tab) {
    case 'terminal':
      return terminal ?? dockerCommand({ kind: 'container.exec', name, command: ['sh'] });
    case 'ports':
      return dockerCommand({ kind: 'container.ports', name });
    case 'changes':
      return dockerCommand({ kind: 'container.changes', name });
    case 'files':
      return filesCommand(
        { kind: 'container', name },
        open[`container ${found.id}`],
        found.state === 'running',
      );
    case 'stats':
      return dockerCommand({ kind: 'container.stats', name });
    case 'events':
      return dockerCommand({ kind: 'container.events', id: shortId(found.id), since: found.createdAt });
    case 'processes':
      return dockerCommand({ kind: 'container.top', name });
    case 'overview':
    case 'inspect':
      return dockerCommand({ kind: 'container.inspect', name });
    default:
      return dockerCommand({ kind: 'container.logs', name, follow: true, tail: logTail });
  }
}

/** What shows the same as a folder does: where no program can run, docker packs it at least. */
function filesCommand(place: NamedPlace, path = '/', live = true): string {
  return dockerCommand(
    live
      ? { kind: 'files.list', place, path }
      : { kind: 'files.download', place, path, file: false, to: '-' },
  );
}

/** What shows the same as a volume's page does. */
function useVolumeCommand(location: string): string | undefined {
  const [, noun, part, tab] = location.split('/');
  const volumes = useCore((state) => state.volumes);
  const open = useFolders((state) => state.open);
  if (noun !== 'volumes' || part === undefined || volumes?.kind !== 'ready') return undefined;
  const name = volumes.items.find((one) => encodeURIComponent(one.name) === part)?.name;
  if (name === undefined) return undefined;
  if (tab === 'files') return filesCommand({ kind: 'volume', name }, open[`volume ${name}`]);
  return dockerCommand({ kind: 'volume.inspect', name });
}

/** What shows the same as a tab of the engine's page does. */
function engineCommand(location: string): string | undefined {
  const [, place, tab] = location.split('/');
  if (place !== 'engine') return undefined;
  if (tab === 'activity') return dockerCommand({ kind: 'engine.events' });
  if (tab === 'configuration') return 'moorage engine config get';
  return tab === 'disk' ? dockerCommand({ kind: 'engine.disk' }) : undefined;
}

/** What shows the same as a compose project's page does. */
function useProjectCommand(location: string): string | undefined {
  const [, place, part, tab] = location.split('/');
  const containers = useCore((state) => state.containers);
  if (place !== 'compose' || part === undefined) return undefined;
  const project = projectAt(containers?.kind === 'ready' ? containers.items : [], part);
  return dockerCommand({ kind: tab === 'logs' ? 'compose.logs' : 'compose.list', project });
}

export function Foot() {
  const say = useText();
  const [location] = useLocation();
  const last = useUi((state) => state.lastCommand);
  useEffect(() => useUi.setState({ lastCommand: undefined }), [location]);
  const containerCommand = useContainerCommand(location);
  const volumeCommand = useVolumeCommand(location);
  const projectCommand = useProjectCommand(location);
  const page =
    containerCommand ??
    volumeCommand ??
    engineCommand(location) ??
    projectCommand ??
    pageCommands[location.split('/')[1] ?? ''];
  const shell = useShell();
  const posix = last?.command ?? page;
  const command = posix === undefined ? undefined : inShell(posix, shell);
  return (
    <footer className="foot">
      {command !== undefined && (
        <>
          <span className="foot__label">{say(last === undefined ? 'foot.page' : `foot.${last.state}`)}</span>
          <code className="clip plain" dir="ltr">
            {inertText(command)}
          </code>
          <CopyButton text={command} label={say('command.copy')} />
        </>
      )}
      {command === undefined && <code />}
      <OpenTerminals />
      <TasksButton />
      <Button kind="quiet" onClick={() => useUi.setState({ paletteOpen: true })}>
        {say('palette')} <kbd>Ctrl K</kbd>
      </Button>
    </footer>
  );
}
