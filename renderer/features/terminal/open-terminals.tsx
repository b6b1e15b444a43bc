/** The way back to terminals that are open, from wherever one is. */
import { SquareTerminal } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect } from 'react';
import { inertText, shortId } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { useTerminalName } from './names.ts';
import { forgetTerminals, showTerminal, useTerminals, type TerminalSession } from './terminals.ts';
import { wishCommand } from './wish.ts';

/** Lists those that run; nothing when there are none. */
export function OpenTerminals() {
  const say = useText();
  const nameOf = useTerminalName();
  const sessions = useTerminals((state) => state.sessions);
  const containers = useCore((state) => state.containers);
  useEffect(() => {
    if (containers?.kind === 'ready') forgetTerminals(new Set(containers.items.map(({ id }) => id)));
  }, [containers, sessions]);
  const open = sessions.filter(({ state }) => state !== 'ended');
  if (open.length === 0) return null;
  const containerName = ({ container }: TerminalSession) => {
    const items = containers?.kind === 'ready' ? containers.items : [];
    return inertText(items.find(({ id }) => id === container)?.name ?? shortId(container));
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="quiet" icon={SquareTerminal}>
          {say('terminal.all', { n: open.length })}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {open.map((session) => (
            <DropdownMenu.Item
              key={session.id}
              className="menu__item plain"
              onSelect={() => {
                showTerminal(session);
                window.location.hash = `/containers/${encodeURIComponent(session.container)}/terminal`;
              }}
            >
              {say('terminal.all.item', { container: containerName(session), name: nameOf(session) })}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What opens the terminal that a container's page shows; undefined where there is none. */
export function useTerminalCommand(
  container: string | undefined,
  name: string | undefined,
): string | undefined {
  const session = useTerminals(({ sessions, current }) =>
    container === undefined ? undefined : sessions.find((one) => one.id === current[container]),
  );
  if (session === undefined || name === undefined) return undefined;
  return wishCommand(session, name);
}
