/** What the form for a share holds, and what it means. Pure. */
import { shareProviders, type ShareProvider } from '../../../main/contract/model.ts';
import type { WantedShare } from '../../../main/contract/share-command.ts';
import type { TextKey } from '../../text.ts';

export const providerChoices = ['auto', ...shareProviders] as const;

export interface AddShareForm {
  readonly path: string;
  readonly readOnly: boolean;
  readonly provider: 'auto' | ShareProvider;
  /** Patterns, one a line; they count for a synced share. */
  readonly ignore: string;
}

/** Absolute on some system: which one the core is on, it knows itself. */
const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/;

/** The share, once it can be read, and what is wrong with its path. */
export function readAddShareForm(form: AddShareForm): {
  readonly wanted: WantedShare | undefined;
  readonly fault: TextKey | undefined;
} {
  const path = form.path.trim();
  if (path === '') return { wanted: undefined, fault: 'shares.path.missing' };
  if (!absolute.test(path)) return { wanted: undefined, fault: 'shares.path.relative' };
  const { provider, readOnly } = form;
  const ignore = provider === 'sync' ? patternsOf(form.ignore) : [];
  const wanted = {
    path,
    ...(readOnly ? { readOnly } : {}),
    ...(provider === 'auto' ? {} : { provider }),
    ...(ignore.length === 0 ? {} : { ignore }),
  };
  return { wanted, fault: undefined };
}

function patternsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
