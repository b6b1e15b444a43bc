/** Which of the entries are shown. Pure. */
import { outcomes, type HistoryEntry } from '../../../main/contract/history-model.ts';
import type { Say, TextKey } from '../../text.ts';

export const anyOutcome = 'all';
export const filters = [anyOutcome, ...outcomes] as const;
export type OutcomeFilter = (typeof filters)[number];

/** What an entry is called; a command of our own, and one that has no words yet, by its first words. */
export function titleOf({ kind, words }: Pick<HistoryEntry, 'kind' | 'words'>, say: Say): string {
  // A build may begin with a variable, so it is told as a line, which is of no kind.
  const built = kind === '' && words[words.indexOf('docker') + 1] === 'build';
  const key = titles.find((one) => one === `did.${built ? 'build' : kind}`);
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
  'did.compose.up',
  'did.compose.down',
  'did.compose.remove',
  'did.run',
  'did.build',
  'did.files.upload',
  'did.files.download',
  'did.files.makeFolder',
  'did.files.rename',
  'did.files.remove',
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
  'did.network.connect',
  'did.network.disconnect',
  'did.network.prune',
  'did.engine.prune',
  'did.registry.push',
  'did.registry.run',
  'did.registry.signIn',
  'did.registry.signOut',
  'did.registry.tag',
] as const satisfies readonly TextKey[];
