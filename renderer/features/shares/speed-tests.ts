/** Measuring how fast shares are: one at a time, and none any more once the page is left. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../main/contract/errors.ts';
import type { ShareSpeed } from '../../../main/contract/model.ts';
import { act } from '../../stores/act.ts';

export type SpeedTest = { readonly kind: 'running' } | { readonly kind: 'done'; readonly speed: ShareSpeed };

export interface SpeedTests {
  /** By the share's id. */
  readonly tests: Readonly<Record<string, SpeedTest>>;
  readonly busy: boolean;
  readonly start: (id: string, onError: (error: WireError) => void) => Promise<void>;
  /** Ends one that runs, or puts its result away. */
  readonly clear: (id: string) => void;
}

export function useSpeedTests(): SpeedTests {
  const [tests, setTests] = useState<SpeedTests['tests']>({});
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const put = useCallback((id: string, test: SpeedTest | undefined) => {
    setTests(({ [id]: _before, ...rest }) => (test === undefined ? rest : { ...rest, [id]: test }));
  }, []);
  const start = useCallback<SpeedTests['start']>(
    async (id, onError) => {
      const controller = new AbortController();
      const { signal } = controller;
      running.current = controller;
      put(id, { kind: 'running' });
      const done = await act({ onError }, async (client) => {
        const speed = await client['share.test']({ id }, { signal });
        put(id, { kind: 'done', speed });
      });
      if (!done) put(id, undefined);
    },
    [put],
  );
  const busy = Object.values(tests).some(({ kind }) => kind === 'running');
  const clear = useCallback(
    (id: string) => {
      if (tests[id]?.kind === 'running') running.current?.abort();
      put(id, undefined);
    },
    [tests, put],
  );
  return { tests, busy, start, clear };
}

/** MiB a second, or how many a second, with as many digits as mean something. */
export function rateText(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1);
}
