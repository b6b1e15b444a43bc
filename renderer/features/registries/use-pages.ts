/** Names of a registry that come in pages: the first at once, the others when they are asked for. */
import { useCallback, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import type { NamePage } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { wireOf } from '../../stores/act.ts';
import { useRunningAnswer, type Answer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';

export interface Pages extends Answer<readonly string[]> {
  /** There is more; undefined when all is there, or on its way. */
  readonly more: (() => void) | undefined;
}

/** Names that come in pages: the first at once, the others when they are asked for. */
export function usePages(
  ask: (client: CoreClient, after: string | undefined, options: AskOptions) => Promise<NamePage>,
): Pages {
  const [rest, setRest] = useState<{ of?: NamePage; items: readonly string[]; next?: string; busy: boolean }>(
    {
      items: [],
      busy: false,
    },
  );
  const [failure, setFailure] = useState<WireError>();
  const askFirst = useCallback(
    (client: CoreClient, options: AskOptions) => ask(client, undefined, options),
    [ask],
  );
  const first = useRunningAnswer(askFirst);
  // What follows belongs to one first page, and goes with it.
  const current = rest.of === first.value ? rest : undefined;
  const next = current === undefined ? first.value?.next : current.next;
  const load = async (after: string) => {
    const of = first.value;
    const { client } = useCore.getState();
    if (client === undefined || of === undefined) return;
    const before = current?.items ?? [];
    setFailure(undefined);
    setRest({ of, items: before, next: after, busy: true });
    try {
      const page = await ask(client, after, {});
      const items = [...before, ...page.items];
      setRest({ of, items, busy: false, ...(page.next === undefined ? {} : { next: page.next }) });
    } catch (error) {
      setFailure(wireOf(error));
      setRest({ of, items: before, next: after, busy: false });
    }
  };
  return {
    value: first.value === undefined ? undefined : [...first.value.items, ...(current?.items ?? [])],
    error: first.error ?? failure,
    again: first.again,
    more: next === undefined || current?.busy === true ? undefined : () => void load(next),
  };
}
