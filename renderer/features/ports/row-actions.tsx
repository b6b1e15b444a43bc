/** What can be done with a row of the list of ports. */
import { Undo2 } from 'lucide-react';
import type { WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { busyKey, closeRow, forwardRow, restoreRow } from './port-actions.ts';
import { urlOf, type PortRow } from './rows.ts';

/** What asks before it is done. */
export type Asking = 'move' | 'lan' | 'remove';

interface RowActionsProps {
  readonly row: PortRow;
  readonly ask: (what: Asking, row: PortRow) => void;
  readonly onError: (row: PortRow, error: WireError | undefined) => void;
}

export function RowActions({ row, ask, onError }: RowActionsProps) {
  const say = useText();
  const busy = useUi(({ busy: all }) => all[busyKey(row)] === true);
  const name = inertText(row.name);
  const { state, source, movedFrom, target } = row.worst;
  const run = (task: typeof closeRow) => () => {
    onError(row, undefined);
    void task(row, (error) => onError(row, error));
  };
  if (state === 'detected') {
    const what = `${target.container ?? say('ports.machine')}:${target.port}`;
    return (
      <div className="list__actions">
        <Button
          disabled={busy}
          aria-label={say('actOn', { action: say('ports.forward'), name: inertText(what) })}
          onClick={run(forwardRow)}
        >
          {say('ports.forward')}
        </Button>
      </div>
    );
  }
  const closed = state === 'closed';
  const url = urlOf(row);
  const restore = { label: say('ports.restore'), disabled: busy, onSelect: run(restoreRow) };
  const entries: MenuEntry[] = [
    ...(url === undefined
      ? []
      : [
          {
            label: say('ports.browse'),
            onSelect: () => void window.open(url, '_blank', 'noopener,noreferrer'),
          },
        ]),
    ...(closed
      ? []
      : [
          { label: say('ports.move'), disabled: busy, onSelect: () => ask('move', row) },
          {
            label: say(row.lan ? 'ports.lan.off' : 'ports.lan.on'),
            disabled: busy,
            onSelect: () => ask('lan', row),
          },
        ]),
    ...(closed || movedFrom !== undefined ? [restore] : []),
    ...(source === 'rule'
      ? [{ label: say('remove'), danger: true, disabled: busy, onSelect: () => ask('remove', row) }]
      : []),
    ...(source !== 'rule' && !closed
      ? [{ label: say('ports.close'), disabled: busy, onSelect: run(closeRow) }]
      : []),
  ];
  return (
    <div className="list__actions">
      {closed ? (
        <IconButton
          icon={Undo2}
          label={say('ports.restoreOf', { name })}
          disabled={busy}
          onClick={run(restoreRow)}
        />
      ) : (
        <CopyButton text={row.address} label={say('ports.copy', { name })} />
      )}
      <Menu name={name} entries={entries} />
    </div>
  );
}
