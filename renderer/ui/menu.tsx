/** The menu behind a row's last button. */
import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useText } from '../text.ts';
import { IconButton } from './button.tsx';

export interface MenuEntry {
  readonly label: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly name: string;
  readonly entries: readonly MenuEntry[];
}

/** Only the button, until it is wanted: a list has one in each row, and what a menu is made of costs more than the row. */
export function Menu(props: MenuProps) {
  const say = useText();
  const [wanted, setWanted] = useState<'key' | 'pointer'>();
  if (wanted !== undefined) return <OpenedMenu {...props} byKey={wanted === 'key'} />;
  return (
    <IconButton
      icon={Ellipsis}
      label={say('more', { name: props.name })}
      aria-haspopup="menu"
      aria-expanded={false}
      // A click without a count of clicks is a key's (UI Events, `detail`).
      onClick={({ detail }) => setWanted(detail === 0 ? 'key' : 'pointer')}
    />
  );
}

/** In a list this key goes to the next row. */
function leaveArrows(event: KeyboardEvent): void {
  if (event.key === 'ArrowDown') event.preventDefault();
}

function OpenedMenu({ name, entries, byKey }: MenuProps & { readonly byKey: boolean }) {
  const say = useText();
  // Radix goes to the first entry only for a key that was pressed when the menu was there already.
  const entered = useRef(!byKey);
  const enter = (content: HTMLElement | null) => {
    if (content === null || entered.current) return;
    entered.current = true;
    requestAnimationFrame(() =>
      content.querySelector<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])')?.focus(),
    );
  };
  // Done when the menu has gone and the focus is back on its button: a dialog then gives it back to there.
  const chosen = useRef<() => void>(undefined);
  const onClosed = () => {
    const task = chosen.current;
    chosen.current = undefined;
    if (task !== undefined) setTimeout(task);
  };
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={Ellipsis} label={say('more', { name })} onKeyDown={leaveArrows} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={enter}
          className="menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={onClosed}
        >
          {entries.map(({ label, danger = false, disabled = false, onSelect }) => (
            <DropdownMenu.Item
              key={label}
              className={`menu__item ${danger ? 'menu__item--danger' : ''}`}
              disabled={disabled}
              onSelect={() => {
                chosen.current = onSelect;
              }}
            >
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
