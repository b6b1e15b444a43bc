/** What is followed only while somebody looks at it: the core does more for it than keep a list. */
import { useEffect, useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import type { AskOptions } from '../../main/contract/rpc.ts';
import { isCancel, type WireError } from '../../main/contract/errors.ts';
import { useVisible } from '../ui/use-visible.ts';
import { wireOf } from './act.ts';
import { useCore } from './core.ts';

export interface Live<T> {
  /** The newest item; what was known stays when it is lost. */
  readonly value: T | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

/** Opens one of the core's topics; must stay the same between renders. */
export type OpenTopic<T> = (client: CoreClient, options: AskOptions) => AsyncIterable<T>;

/** Follows a topic while the component is there, the window can be seen and the machine runs. */
export function useLive<T>(open: OpenTopic<T>): Live<T> {
  const client = useCore((state) => state.client);
  const running = useCore((state) => state.vm?.kind === 'running');
  const visible = useVisible();
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<WireError>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (client === undefined || !visible || !running) return;
    const controller = new AbortController();
    const { signal } = controller;
    setError(undefined);
    const follow = async () => {
      try {
        for await (const item of open(client, { signal })) setValue(() => item);
      } catch (failure) {
        // The end of the connection is told by the banner.
        const told = useCore.getState().client !== client;
        if (!signal.aborted && !told && !isCancel(failure)) setError(wireOf(failure));
      }
    };
    void follow();
    return () => controller.abort();
  }, [client, visible, running, open, round]);
  return { value, error, again: () => setRound(round + 1) };
}
