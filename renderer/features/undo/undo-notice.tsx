/** Says what was removed last, with the way back. It stands there for a while; the list on the page History longer. */
import { Undo2, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { undoLast, useRemoval, withdrawOffer } from '../../stores/removal.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';

/** Milliseconds that it stands there, unless somebody is at it. */
const standsMs = 20_000;
const typedInto = 'input:not([type="checkbox"]), textarea, select, dialog, [contenteditable], .terminal';

export function UndoNotice() {
  const say = useText();
  const offered = useRemoval((state) => state.offered);
  const removed = useCore((state) => state.removed);
  const things = useMemo(
    () => (removed ?? []).filter(({ group, error }) => group === offered && error === undefined),
    [removed, offered],
  );
  const [at, setAt] = useState(false);
  const [first] = things;
  const shown = first !== undefined;
  useEffect(() => {
    if (!shown || at) return;
    const timer = setTimeout(withdrawOffer, standsMs);
    return () => clearTimeout(timer);
  }, [shown, at, offered]);
  useEffect(() => {
    if (!shown) return;
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
      if (event.target instanceof Element && event.target.closest(typedInto) !== null) return;
      event.preventDefault();
      void undoLast();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [shown]);
  return (
    <div
      className="undo"
      role="status"
      onMouseEnter={() => setAt(true)}
      onMouseLeave={() => setAt(false)}
      onFocus={() => setAt(true)}
      onBlur={() => setAt(false)}
    >
      {first !== undefined && (
        <div className="undo__note">
          <span className="undo__text clip plain">
            {things.length === 1
              ? say('undo.one', { name: inertText(first.name) })
              : say('undo.many', { n: things.length })}
          </span>
          <Button icon={Undo2} onClick={() => void undoLast()}>
            {say('undo')} <kbd>Ctrl Z</kbd>
          </Button>
          <IconButton icon={X} label={say('close')} onClick={withdrawOffer} />
        </div>
      )}
    </div>
  );
}
