/** The terminals of one container: one is shown, the others go on behind it. */
import { SquareTerminal } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notes.tsx';
import { NotRunning } from '../containers/not-running.tsx';
import { useTerminalName } from './names.ts';
import { isLeaveKey } from './screen.ts';
import { TerminalBar } from './terminal-bar.tsx';
import { TerminalNote } from './terminal-note.tsx';
import { beginTerminal, useTerminals, type TerminalSession } from './terminals.ts';
import { isUp } from './wish.ts';

/** Milliseconds until what was clicked has taken the focus, and given it up again. */
const focusDelay = 50;

export function TerminalTab({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const { id } = container;
  const sessions = useTerminals((state) => state.sessions).filter((one) => one.container === id);
  const shown = useTerminals((state) => state.current[id]);
  const current = sessions.find((one) => one.id === shown);
  const up = isUp(container);
  useEffect(() => {
    // Who comes here wants a shell, unless there are some already.
    const none = useTerminals.getState().sessions.every((one) => one.container !== id);
    if (up && none) beginTerminal(id, { kind: 'exec' });
  }, [id, up]);
  if (current === undefined) {
    return up ? (
      <Empty icon={SquareTerminal} title={say('terminal.none')}>
        <Button kind="primary" onClick={() => beginTerminal(id, { kind: 'exec' })}>
          {say('terminal.open.shell')}
        </Button>
      </Empty>
    ) : (
      <NotRunning icon={SquareTerminal} title={say('terminal.notRunning')} container={container} />
    );
  }
  return (
    <div className="terminals">
      <TerminalBar container={container} sessions={sessions} current={current} />
      <TerminalNote session={current} up={up} />
      <Shown key={current.id} session={current} />
    </div>
  );
}

function Shown({ session }: { readonly session: TerminalSession }) {
  const say = useText();
  const name = useTerminalName()(session);
  const place = useRef<HTMLDivElement>(null);
  const { screen } = session;
  useEffect(() => {
    const element = place.current;
    return element === null ? undefined : screen.show(element);
  }, [screen]);
  useEffect(() => screen.describe(name, say('terminal.leave.hint')), [screen, name, say]);
  useEffect(() => {
    if (session.state === 'ended') return;
    const timer = setTimeout(() => {
      // One that asks, or a menu, keeps the focus.
      if (document.querySelector('dialog[open], [role=menu]') === null) screen.xterm.focus();
    }, focusDelay);
    return () => clearTimeout(timer);
  }, [screen, session.state]);
  return (
    <div
      className="terminal"
      ref={place}
      role="group"
      aria-label={name}
      aria-description={say('terminal.leave.hint')}
      onKeyDown={(event) => {
        if (!isLeaveKey(event)) return;
        event.preventDefault();
        document.querySelector<HTMLElement>('.terminals__name[aria-current]')?.focus();
      }}
    />
  );
}
