/** An answer of the core that a part of a page is made of: asked for once when somebody looks, and again when told to. */
import { useCallback, useEffect, useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import { isCancel, type WireError } from '../../main/contract/errors.ts';
import type { AskOptions } from '../../main/contract/rpc.ts';
import { wireOf } from './act.ts';
import { useCore } from './core.ts';

export interface Answer<T> {
  /** The last answer to this question; it stays while it is asked for again. */
  readonly value: T | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

export type Ask<T> = (client: CoreClient, options: AskOptions) => Promise<T>;

interface Known<T> {
  readonly ask: Ask<T>;
  readonly value?: T | undefined;
  readonly error?: WireError | undefined;
}

/**
 * Asks, and again with each connection and whenever `key` changes. Another `ask` is another question, so it must stay
 * the same between renders; without one nothing is asked.
 */
export function useAnswer<T>(ask: Ask<T> | undefined, key?: unknown): Answer<T> {
  const client = useCore((state) => state.client);
  const [known, setKnown] = useState<Known<T>>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (client === undefined || ask === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    const look = async () => {
      try {
        const value = await ask(client, { signal });
        if (!signal.aborted) setKnown({ ask, value });
      } catch (failure) {
        if (signal.aborted || isCancel(failure)) return;
        const error = wireOf(failure);
        setKnown((before) => ({ ask, value: before?.ask === ask ? before.value : undefined, error }));
      }
    };
    setKnown((before) => (before?.ask === ask ? { ask, value: before.value } : { ask }));
    void look();
    return () => controller.abort();
  }, [client, ask, key, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const current = known?.ask === ask ? known : undefined;
  return { value: current?.value, error: current?.error, again };
}

/** The same, only while the machine runs. */
export function useRunningAnswer<T>(ask: Ask<T>, key?: unknown): Answer<T> {
  const running = useCore((state) => state.vm?.kind === 'running');
  return useAnswer(running ? ask : undefined, key);
}
