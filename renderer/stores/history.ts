/** Tells the core what this window does, for the page History. A history that can't be told disturbs nothing else. */
import { dockerArgs } from '../../main/contract/docker-command.ts';
import { isCancel, type WireError } from '../../main/contract/errors.ts';
import { boundedWords, type HistoryNote } from '../../main/contract/history-model.ts';
import type { CoreClient } from '../../main/contract/contract.ts';
import { splitWords } from '../../main/contract/shell-words.ts';
import type { Command } from './act.ts';

export type TellEnd = (outcome: 'done' | 'failed' | 'cancelled', error?: WireError) => void;

/** Tells that a command has begun; what is answered tells how it ended. */
export function tellHistory(client: CoreClient, command: Command): TellEnd {
  const words =
    typeof command === 'string' ? (splitWords(command) ?? [command]) : ['docker', ...dockerArgs(command)];
  const at = Date.now();
  const note: HistoryNote = {
    id: `${at.toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? ''}`,
    at,
    kind: typeof command === 'string' ? '' : command.kind,
    ...boundedWords(words),
    outcome: 'running',
  };
  const tell = async (told: HistoryNote) => {
    try {
      await client['history.add'](told);
    } catch (error) {
      if (!isCancel(error)) console.warn('Not kept in the history', error);
    }
  };
  void tell(note);
  return (outcome, error) =>
    void tell({ ...note, outcome, ms: Date.now() - at, ...(error === undefined ? {} : { error }) });
}
