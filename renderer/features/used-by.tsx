/** Names of what uses a thing of the engine. */
import { inertText } from '../format.ts';
import { useText } from '../text.ts';

export function UsedBy({ names }: { readonly names: readonly string[] }) {
  const say = useText();
  const text = inertText(names.join(', '));
  if (names.length === 0) return <span className="muted">{say('unused')}</span>;
  return (
    <div className="clip plain" title={text}>
      {text}
    </div>
  );
}
