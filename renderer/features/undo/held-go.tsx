/** Says of a clean-up that what was removed and could still be put back goes for good with it. */
import type { RemovedKind } from '../../../main/contract/removed-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';

/** Names that are told. */
const mostNames = 5;

export function HeldGo({ kinds }: { readonly kinds: readonly RemovedKind[] }) {
  const say = useText();
  const removed = useCore((state) => state.removed) ?? [];
  const held = removed.filter(({ kind, error }) => error === undefined && kinds.includes(kind));
  if (held.length === 0) return null;
  const names = held.slice(0, mostNames).map(({ name }) => inertText(name));
  return (
    <p className="plain" role="status">
      {say('undo.held', { n: held.length, names: names.join(', ') + (held.length > mostNames ? ', …' : '') })}
    </p>
  );
}
