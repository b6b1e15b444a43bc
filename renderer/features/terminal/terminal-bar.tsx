/** The terminals of a container by name, and what opens another. */
import { Plus, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { ExecDialog } from './exec-dialog.tsx';
import { useTerminalName } from './names.ts';
import {
  beginTerminal,
  closeTerminal,
  mostTerminals,
  showTerminal,
  useTerminals,
  type TerminalSession,
} from './terminals.ts';
import { isUp } from './wish.ts';

interface TerminalBarProps {
  readonly container: ContainerSummary;
  readonly sessions: readonly TerminalSession[];
  readonly current: TerminalSession;
}

export function TerminalBar({ container, sessions, current }: TerminalBarProps) {
  const say = useText();
  const nameOf = useTerminalName();
  const list = useRef<HTMLUListElement>(null);
  // The one that is shown may be beyond the end of the bar.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.parentElement?.scrollIntoView({ inline: 'nearest' });
  }, [current.id, sessions.length]);
  return (
    <div className="terminals__bar">
      <ul ref={list} className="terminals__list" aria-label={say('terminal.list')}>
        {sessions.map((session) => {
          const name = nameOf(session);
          const shown = session === current;
          return (
            <li key={session.id} className={`terminals__item ${shown ? 'terminals__item--shown' : ''}`}>
              <button
                type="button"
                className="terminals__name"
                aria-current={shown ? 'true' : undefined}
                onClick={() => {
                  showTerminal(session);
                  if (shown) session.screen.xterm.focus();
                }}
              >
                <span className={`state state--${session.state === 'ended' ? 'off' : 'good'}`}>
                  <span className="plain">{name}</span>
                </span>
                {session.state === 'ended' && <small>{say('terminal.over')}</small>}
              </button>
              <IconButton
                icon={X}
                className="terminals__close"
                label={say('terminal.close', { name })}
                onClick={() => closeTerminal(session.id)}
              />
            </li>
          );
        })}
      </ul>
      <OpenMenu container={container} />
      <span className="terminals__hint">{say('terminal.leave')}</span>
    </div>
  );
}

function OpenMenu({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const [choosing, setChoosing] = useState(false);
  const count = useTerminals((state) => state.sessions.length);
  // Done when the menu has gone, so that the focus can go to what it opens.
  const chosen = useRef<() => void>(undefined);
  const full = count >= mostTerminals;
  const { id } = container;
  const entries = [
    { key: 'shell', run: () => beginTerminal(id, { kind: 'exec' }) },
    { key: 'choose', run: () => setChoosing(true) },
    { key: 'attach', run: () => beginTerminal(id, { kind: 'attach' }) },
    { key: 'debug', run: () => beginTerminal(id, { kind: 'debug' }) },
  ] as const;
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <IconButton
            icon={Plus}
            label={full ? say('terminal.full', { n: mostTerminals }) : say('terminal.open')}
            disabled={full || !isUp(container)}
          />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className="menu terminals__menu"
            align="start"
            sideOffset={4}
            collisionPadding={8}
            onCloseAutoFocus={(event) => {
              const task = chosen.current;
              chosen.current = undefined;
              if (task === undefined) return;
              event.preventDefault();
              setTimeout(task);
            }}
          >
            {entries.map(({ key, run }) => (
              <DropdownMenu.Item
                key={key}
                className="menu__item terminals__entry"
                onSelect={() => {
                  chosen.current = run;
                }}
              >
                {say(`terminal.open.${key}`)}
                <small>{say(`terminal.open.${key}.text`)}</small>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {choosing && <ExecDialog container={container} onClose={() => setChoosing(false)} />}
    </>
  );
}
