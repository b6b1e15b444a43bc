/** Everything by its name, from the keyboard. */
import { Command } from 'cmdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useRecent, used } from '../../stores/recent.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { focusFirst } from '../../ui/dialog.tsx';
import { offered } from './palette-items.ts';
import { useSources } from './palette-sources.ts';

export function Palette() {
  const say = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const recent = useRecent((state) => state.keys);
  const sources = useSources(go);
  const groups = useMemo(
    () => offered(sources, search, recent, say('palette.recent')),
    [sources, search, recent, say],
  );
  const close = () => useUi.setState({ paletteOpen: false });
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    focusFirst(ref.current);
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog palette"
      aria-label={say('palette')}
      onCancel={close}
      onClick={(event) => {
        if (event.target === ref.current) close();
      }}
    >
      <Command label={say('palette')} className="dialog__form" shouldFilter={false}>
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder={say('palette.hint')}
          data-first-focus
        />
        <Command.List label={say('palette')}>
          {groups.map(({ group, items }) => (
            <Command.Group key={group} heading={group}>
              {items.map(({ key, label, icon: Icon, run }) => (
                <Command.Item
                  key={key}
                  value={key}
                  onSelect={() => {
                    used(key);
                    close();
                    run();
                  }}
                >
                  <Icon size={15} aria-hidden />
                  <span className="clip plain">{label}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
        {/* Beside the list: in a list of choices there is nothing but choices. */}
        <p className="palette__none" role="status">
          {groups.length === 0 && say('nothing')}
        </p>
      </Command>
    </dialog>
  );
}
