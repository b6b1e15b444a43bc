/** Which rows of a list are chosen. What a filter hides isn't chosen: nothing is done to what one can't see. */
import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly set: (keys: ReadonlySet<string>) => void;
  /** Asks for what is chosen to be removed. */
  readonly onDelete?: () => void;
}

export function useSelection(visible: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const keys = useMemo(() => new Set(visible.filter((key) => chosen.has(key))), [visible, chosen]);
  const set = useCallback((next: ReadonlySet<string>) => setChosen(next), []);
  return useMemo(() => ({ keys, set }), [keys, set]);
}

/** Chosen or not, turned round for one. */
export function toggled(keys: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Everything from one row to another, in the order of the list, beside what is chosen already. */
export function withRange(
  keys: ReadonlySet<string>,
  order: readonly (string | undefined)[],
  from: number,
  to: number,
): Set<string> {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
  const range = order.slice(low, high + 1).filter((key) => key !== undefined);
  return new Set([...keys, ...range]);
}
