/** What a registry answers: asked once when somebody looks, and again when told to. */
import { useCallback, useEffect, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import type { NamePage } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';

export interface Answer<T> {
  readonly value: T | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

/** Asks while the machine runs; `ask` must stay the same between renders. */
export function useAnswer<T>(ask: (client: CoreClient, options: AskOptions) => Promise<T>): Answer<T> {
  const client = useCore((state) => state.client);
  const running = useCore((state) => state.vm?.kind === 'running');
  const [answer, setAnswer] = useState<{ value?: T; error?: WireError }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (client === undefined || !running) return;
    const controller = new AbortController();
    const { signal } = controller;
    setAnswer({});
    const look = async () => {
      try {
        const value = await ask(client, { signal });
        if (!signal.aborted) setAnswer({ value });
      } catch (error) {
        if (!signal.aborted && !isCancel(error)) setAnswer({ error: wireOf(error) });
      }
    };
    void look();
    return () => controller.abort();
  }, [client, running, ask, round]);
  const again = useCallback(() => setRound((now) => now + 1), []);
  return { value: answer.value, error: answer.error, again };
}

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
  const first = useAnswer(askFirst);
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
