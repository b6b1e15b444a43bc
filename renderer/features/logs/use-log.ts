/** Reads logs into a buffer while they are shown; what came is shown at most once per frame. */
import { useEffect, useRef, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { LogBuffer, type KeptLine } from './log-buffer.ts';

export interface ReadLog {
  readonly buffer: LogBuffer;
  /** Another number whenever there is something new in the buffer. */
  readonly version: number;
  readonly error: WireError | undefined;
  readonly loading: boolean;
}

/** Opens what is read; must stay the same between renders. */
export type OpenLog = (client: CoreClient, signal: AbortSignal) => AsyncIterable<readonly KeptLine[]>;

/** Milliseconds after which a log that says nothing counts as empty. */
const quietMs = 1500;

export function useLog(open: OpenLog): ReadLog {
  const client = useCore((core) => core.client);
  const [state, setState] = useState(() => ({ buffer: new LogBuffer(), version: 0 }));
  const [error, setError] = useState<WireError>();
  const [loading, setLoading] = useState(true);
  const frame = useRef(0);
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    const buffer = new LogBuffer();
    const show = () => {
      frame.current = 0;
      setLoading(false);
      // What was shown before stays until there is something to show instead of it.
      setState(({ version }) => ({ buffer, version: version + 1 }));
    };
    const read = async () => {
      setError(undefined);
      try {
        for await (const piece of open(client, signal)) {
          buffer.add(piece);
          if (frame.current === 0) frame.current = requestAnimationFrame(show);
        }
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
      if (!signal.aborted) setLoading(false);
    };
    const settled = setTimeout(() => setLoading(false), quietMs);
    void read();
    return () => {
      clearTimeout(settled);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      controller.abort();
    };
  }, [client, open]);
  return { ...state, error, loading };
}
