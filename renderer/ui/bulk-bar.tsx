/** What can be done with the rows that are chosen; it stands where the page's tools do. */
import { Trash2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../text.ts';
import { Button, IconButton } from './button.tsx';
import type { Selection } from './list-selection.ts';

export function BulkBar({
  selection,
  children,
}: {
  readonly selection: Selection;
  readonly children: ReactNode;
}) {
  const say = useText();
  return (
    <div className="bulk" role="group" aria-label={say('list.bulk')}>
      <span role="status">{say('list.chosen', { n: selection.keys.size })}</span>
      {children}
      <IconButton icon={X} label={say('list.chooseNone')} onClick={() => selection.set(new Set())} />
    </div>
  );
}

/** For things that can only be removed when several are chosen. */
export function RemovalBar({
  selection,
  onRemove,
}: {
  readonly selection: Selection;
  readonly onRemove: () => void;
}) {
  const say = useText();
  return (
    <BulkBar selection={selection}>
      <Button icon={Trash2} onClick={onRemove}>
        {say('remove')}
      </Button>
    </BulkBar>
  );
}
