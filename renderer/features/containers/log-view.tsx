/** A container's log, from its last lines on, for as long as it runs. */
import { useCallback } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { LogPanel } from '../logs/log-panel.tsx';
import type { OpenLog } from '../logs/use-log.ts';

/** Lines that are read at first. */
const tail = 5000;

export function LogView({ container: { id, name, state } }: { readonly container: ContainerSummary }) {
  const follow = state === 'running' || state === 'paused' || state === 'restarting';
  const open = useCallback<OpenLog>(
    (client, signal) => client['container.logs']({ id, follow, tail }, { signal }),
    [id, follow],
  );
  return <LogPanel name={name} open={open} />;
}
