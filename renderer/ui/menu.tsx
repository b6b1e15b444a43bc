/** The menu behind a row's last button. */
import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { useText } from '../text.ts';
import { IconButton } from './button.tsx';

export interface MenuEntry {
  readonly label: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

export function Menu({ name, entries }: { readonly name: string; readonly entries: readonly MenuEntry[] }) {
  const say = useText();
  // Done when the menu has gone and the focus is back on its button: a dialog then gives it back to there.
  const chosen = useRef<() => void>(undefined);
  const onClosed = () => {
    const task = chosen.current;
    chosen.current = undefined;
    if (task !== undefined) setTimeout(task);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={Ellipsis} label={say('more', { name })} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
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
