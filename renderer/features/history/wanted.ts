/** Which of the entries are shown. Pure. */
import { outcomes, type HistoryEntry } from '../../../main/contract/history-model.ts';
import type { Say, TextKey } from '../../text.ts';

export const anyOutcome = 'all';
export const filters = [anyOutcome, ...outcomes] as const;
export type OutcomeFilter = (typeof filters)[number];

/** What an entry is called; a command of our own, and one that has no words yet, by its first words. */
export function titleOf({ kind, words }: Pick<HistoryEntry, 'kind' | 'words'>, say: Say): string {
  const key = titles.find((one) => one === `did.${kind}`);
  return key === undefined ? words.slice(0, 3).join(' ') : say(key);
}

export function wanted(
  entries: readonly HistoryEntry[],
  filter: OutcomeFilter,
  search: string,
  say: Say,
): readonly HistoryEntry[] {
  const text = search.trim().toLowerCase();
  return entries.filter((entry) => {
    if (filter !== anyOutcome && entry.outcome !== filter) return false;
    return `${titleOf(entry, say)}\n${entry.words.join(' ')}`.toLowerCase().includes(text);
  });
}

const titles = [
  'did.container',
  'did.container.remove',
  'did.container.export',
  'did.container.rename',
  'did.container.update',
  'did.container.commit',
  'did.compose',
  'did.compose.remove',
  'did.run',
  'did.image.pull',
  'did.image.save',
  'did.image.load',
  'did.image.import',
  'did.image.prune',
  'did.image.remove',
  'did.volume.create',
  'did.volume.remove',
  'did.volume.export',
  'did.volume.import',
  'did.network.create',
  'did.network.remove',
  'did.engine.prune',
  'did.registry.push',
  'did.registry.run',
  'did.registry.signIn',
  'did.registry.signOut',
  'did.registry.tag',
] as const satisfies readonly TextKey[];
