/** What terminals are called. */
import { useCallback } from 'react';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import type { TerminalSession } from './terminals.ts';
import { programName } from './wish.ts';

type Named = Pick<TerminalSession, 'wish' | 'command' | 'number'>;

/** Names a terminal by what runs in it; those of one container differ. */
export function useTerminalName(): (session: Named) => string {
  const say = useText();
  return useCallback(
    ({ wish, command, number }) => {
      if (wish.kind === 'attach') return say('terminal.name.attach');
      if (wish.kind === 'debug') return say('terminal.name.debug', { n: String(number) });
      return say('terminal.name.exec', {
        program: inertText(programName(command ?? wish.command)),
        n: String(number),
      });
    },
    [say],
  );
}
