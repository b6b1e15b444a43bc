/** The shell that shown commands are for. */
import { shellOf, type Shell } from '../../main/contract/shell-quote.ts';
import { useCore } from './core.ts';

/** What the settings say, else the one that this system has most likely. */
export function useShell(): Shell {
  const setting = useCore((state) => state.settings?.commandShell) ?? 'system';
  return setting === 'system' ? shellOf(navigator.platform) : setting;
}
