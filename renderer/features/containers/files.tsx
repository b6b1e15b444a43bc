/** The files in a container, with marks of how they differ from its image's. */
import { useCallback, useMemo } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { FileBrowser } from '../files/file-browser.tsx';
import type { Browsed } from '../files/place.ts';

export function ContainerFiles({ container: { id, name, state } }: { readonly container: ContainerSummary }) {
  const live = state === 'running';
  const place = useMemo(() => ({ kind: 'container', id }) as const, [id]);
  const at = useMemo(
    (): Browsed => ({ place, named: { kind: 'container', name }, live }),
    [place, name, live],
  );
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['container.changes']({ id }, options),
    [id],
  );
  // Without them the files are as good; the tab for the changes tells why they are missing.
  const { value, again } = useRunningAnswer(ask, live);
  return <FileBrowser at={at} changes={value} onLook={again} />;
}
