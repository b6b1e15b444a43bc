/** What the keys do in a list, as a pure answer to where the focus is and what was pressed. */

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export type ListAct =
  | { readonly kind: 'go'; readonly step: 1 | -1; readonly by: number; readonly extend: boolean }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'open' }
  | { readonly kind: 'delete' };

/** `page` is the number of rows in view; `on` is what has the focus. */
export function listAct(
  { key, shiftKey, ctrlKey, metaKey, altKey }: PressedKey,
  on: 'link' | 'check' | 'button',
  page: number,
): ListAct | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'a' ? { kind: 'all' } : undefined;
  const go = (step: 1 | -1, by: number): ListAct => ({ kind: 'go', step, by, extend: shiftKey });
  switch (key) {
    case 'ArrowDown':
      return go(1, 1);
    case 'ArrowUp':
      return go(-1, 1);
    case 'PageDown':
      return go(1, page);
    case 'PageUp':
      return go(-1, page);
    case 'End':
      return go(1, Infinity);
    case 'Home':
      return go(-1, Infinity);
    case 'Escape':
      return { kind: 'none' };
    case 'Delete':
      return { kind: 'delete' };
    case ' ':
      return on === 'link' ? { kind: 'toggle' } : undefined;
    case 'Enter':
      return on === 'check' ? { kind: 'open' } : undefined;
    default:
      return undefined;
  }
}

/** Where a step leads: past what can't have the focus, and no further than the list. */
export function landing(
  from: number,
  { step, by }: { readonly step: 1 | -1; readonly by: number },
  count: number,
  canStand: (index: number) => boolean,
): number | undefined {
  const far = Math.min(count - 1, Math.max(0, from + step * Math.min(by, count)));
  for (let at = far; at >= 0 && at < count; at += step) if (canStand(at)) return at === from ? undefined : at;
  // Nothing further: the last one on the way there.
  for (let at = far; at !== from && at >= 0 && at < count; at -= step) if (canStand(at)) return at;
  return undefined;
}
