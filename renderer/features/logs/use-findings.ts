/** What a search finds in a log, a little at a time, so that a million lines hold up nobody. */
import { useEffect, useMemo, useState } from 'react';
import type { LogBuffer } from './log-buffer.ts';
import { compile, Findings, type Matcher, type SearchWish } from './search.ts';

export interface Found {
  readonly matcher: Matcher | undefined;
  /** Numbers of the lines. */
  readonly numbers: readonly number[];
  /** All lines were looked at. */
  readonly complete: boolean;
  /** Why the search is none. */
  readonly invalid: string | undefined;
}

/** Milliseconds of each frame that searching may take. */
const sliceMs = 8;

export function useFindings(wish: SearchWish, buffer: LogBuffer, version: number): Found {
  const { text, regex } = wish;
  const compiled = useMemo(() => compile({ text, regex }), [text, regex]);
  const matcher = compiled.kind === 'matcher' ? compiled.matcher : undefined;
  const findings = useMemo(
    () => (matcher === undefined ? undefined : new Findings(matcher, buffer)),
    [matcher, buffer],
  );
  const [state, setState] = useState<Pick<Found, 'numbers' | 'complete'>>({ numbers: [], complete: true });
  useEffect(() => {
    if (findings === undefined) {
      setState({ numbers: [], complete: true });
      return;
    }
    let frame = 0;
    const look = () => {
      const complete = findings.look(sliceMs);
      setState({ numbers: [...findings.numbers], complete });
      if (!complete) frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [findings, version]);
  return { matcher, ...state, invalid: compiled.kind === 'invalid' ? compiled.reason : undefined };
}
