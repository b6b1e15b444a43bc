/** The line at the bottom teaches: the docker command that shows this page, or that did what was done last. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { portCommand } from '../../../main/contract/port-command.ts';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CopyButton } from '../../ui/command-line.tsx';
import { Button } from '../../ui/button.tsx';

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
  if (place !== 'containers' || id === undefined || containers?.kind !== 'ready') return undefined;
  const name = containers.items.find((one) => one.id === decodeURIComponent(id))?.name;
  if (name === undefined) return undefined;
  switch (tab) {
    case 'terminal':
      return dockerCommand({ kind: 'container.exec', name, command: ['sh'] });
    case 'ports':
      return dockerCommand({ kind: 'container.ports', name });
    case 'changes':
      return dockerCommand({ kind: 'container.changes', name });
    case 'processes':
      return dockerCommand({ kind: 'container.top', name });
    case 'overview':
    case 'inspect':
      return dockerCommand({ kind: 'container.inspect', name });
    default:
      return dockerCommand({ kind: 'container.logs', name, follow: true, tail: logTail });
  }
}

/** What shows the same as a tab of the engine's page does. */
function engineCommand(location: string): string | undefined {
  const [, place, tab] = location.split('/');
  if (place !== 'engine') return undefined;
  if (tab === 'activity') return dockerCommand({ kind: 'engine.events' });
  return tab === 'disk' ? dockerCommand({ kind: 'engine.disk' }) : undefined;
}

/** What shows the same as a compose project's page does. */
function projectCommand(location: string): string | undefined {
  const [, place, part, tab] = location.split('/');
  if (place !== 'compose' || part === undefined) return undefined;
  const project = decodeURIComponent(part);
  return dockerCommand({ kind: tab === 'logs' ? 'compose.logs' : 'compose.list', project });
}

export function Foot() {
  const say = useText();
  const [location] = useLocation();
  const last = useUi((state) => state.lastCommand);
  useEffect(() => useUi.setState({ lastCommand: undefined }), [location]);
  const page =
    useContainerCommand(location) ??
    engineCommand(location) ??
    projectCommand(location) ??
    pageCommands[location.split('/')[1] ?? ''];
  const command = last?.command ?? page;
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
      <Button kind="quiet" onClick={() => useUi.setState({ paletteOpen: true })}>
        {say('palette')} <kbd>Ctrl K</kbd>
      </Button>
    </footer>
  );
}
