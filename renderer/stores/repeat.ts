/** What is asked for again and again, but only while somebody looks. */
import { useEffect, useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import type { AskOptions } from '../../main/contract/rpc.ts';
import { isCancel, type WireError } from '../../main/contract/errors.ts';
import { useVisible } from '../ui/use-visible.ts';
import { wireOf } from './act.ts';
import { useCore } from './core.ts';

export interface Repeated<T> {
  /** The newest answer; what was known stays when there is an error. */
  readonly value: T | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

/** Asks at once, and `pause` milliseconds after each answer; `ask` must stay the same between renders. */
export function useRepeated<T>(
  ask: (client: CoreClient, options: AskOptions) => Promise<T>,
  pause: number,
): Repeated<T> {
  const client = useCore((state) => state.client);
  const visible = useVisible();
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<WireError>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (client === undefined || !visible) return;
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      try {
        const answer = await ask(client, { signal });
        if (signal.aborted) return;
        setValue(() => answer);
        setError(undefined);
      } catch (failure) {
        if (signal.aborted || isCancel(failure)) return;
        setError(wireOf(failure));
      }
      timer = setTimeout(() => void turn(), pause);
    };
    void turn();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, visible, ask, pause, round]);
  return { value, error, again: () => setRound((before) => before + 1) };
}
