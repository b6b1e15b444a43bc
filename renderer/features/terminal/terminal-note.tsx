/** What there is to know of a terminal: what it is joined to and how one leaves it, or how it ended and what then. */
import type { ReactNode } from 'react';
import { useText, type Say } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import {
  beginTerminal,
  detachTerminal,
  restartTerminal,
  type TerminalEnd,
  type TerminalSession,
} from './terminals.ts';

export function TerminalNote({ session, up }: { readonly session: TerminalSession; readonly up: boolean }) {
  const say = useText();
  const { id, wish, end, state, attached } = session;
  if (end !== undefined) return <Ended session={session} end={end} up={up} />;
  if (state === 'opening') return <Line>{say('terminal.opening')}</Line>;
  if (wish.kind === 'debug') return <Line>{say('terminal.debug.about')}</Line>;
  if (attached === undefined) return null;
  const kind = attached.stdin ? (attached.tty ? 'keys' : 'lines') : 'none';
  return (
    <Line>
      {say(`terminal.attach.${kind}`)}
      <Button onClick={() => detachTerminal(id)}>{say('terminal.detach')}</Button>
    </Line>
  );
}

function Line({ children }: { readonly children: ReactNode }) {
  return (
    <div className="terminals__note" role="status">
      {children}
    </div>
  );
}

function Ended({
  session: { id, container, wish },
  end,
  up,
}: {
  readonly session: TerminalSession;
  readonly end: TerminalEnd;
  readonly up: boolean;
}) {
  const say = useText();
  const again = () => restartTerminal(id);
  if (end.kind === 'failed') return <ErrorNote error={end.error} onRetry={again} />;
  const missing = end.kind === 'noShell' || (wish.kind === 'exec' && isMissing(end));
  return (
    <Line>
      {endText(say, end, wish.kind === 'attach', missing)}
      {missing && (
        <Button onClick={() => beginTerminal(container, { kind: 'debug' })}>
          {say('terminal.open.debug')}
        </Button>
      )}
      <Button disabled={!up} onClick={again}>
        {say(end.kind === 'detached' ? 'terminal.attach.again' : 'terminal.again')}
      </Button>
    </Line>
  );
}

/** A program that isn't there, or can't be run, ends at once with one of these (Docker's manual, "Exit status"). */
function isMissing(end: TerminalEnd): boolean {
  return end.kind === 'exit' && !end.typed && (end.code === 126 || end.code === 127);
}

function endText(say: Say, end: Exclude<TerminalEnd, { kind: 'failed' }>, main: boolean, missing: boolean) {
  switch (end.kind) {
    case 'noShell':
      return say('terminal.noShell');
    case 'lost':
      return say('terminal.lost');
    case 'detached':
      return say('terminal.detached');
    case 'exit': {
      const code = end.code === undefined ? undefined : String(end.code);
      if (code === undefined) return say('terminal.endedSomehow');
      if (missing) return say('terminal.noProgram', { code });
      return say(main ? 'terminal.attach.ended' : 'terminal.ended', { code });
    }
  }
}
