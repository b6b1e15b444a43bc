/** What was done, as the core keeps it: it is there whether the machine runs or not. */
import { useEffect, useState } from 'react';
import { isCancel } from '../../../main/contract/errors.ts';
import type { HistoryEntry } from '../../../main/contract/history-model.ts';
import { useCore } from '../../stores/core.ts';

/** The newest first; undefined until it is known. */
export function useHistory(): readonly HistoryEntry[] | undefined {
  const client = useCore((state) => state.client);
  const [entries, setEntries] = useState<readonly HistoryEntry[]>();
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async () => {
      try {
        for await (const all of client['history.watch']({}, { signal })) setEntries(all.toReversed());
      } catch (error) {
        // The link's end is told by the banner.
        if (!signal.aborted && !isCancel(error)) console.warn('The history ended', error);
      }
    };
    void follow();
    return () => controller.abort();
  }, [client]);
  return entries;
}
