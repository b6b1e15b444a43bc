/** An answer of the core that a part of the page is made of. */
import { useEffect, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';

export interface Answer<T> {
  /** The last answer; it stays while it is asked for again. */
  readonly value: T | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

/** Asks, and again with each connection and whenever `key` changes; `ask` must stay the same between renders. */
export function useAnswer<T>(
  ask: (client: CoreClient, signal: AbortSignal) => Promise<T>,
  key: unknown,
): Answer<T> {
  const client = useCore((state) => state.client);
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<WireError>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    setError(undefined);
    const read = async () => {
      try {
        const answer = await ask(client, signal);
        if (!signal.aborted) setValue(() => answer);
      } catch (failure) {
        if (!signal.aborted) setError(wireOf(failure));
      }
    };
    void read();
    return () => controller.abort();
  }, [client, ask, key, round]);
  return { value, error, again: () => setRound((before) => before + 1) };
}
