/** What was removed and can still be put back, and what was kept although it was to be removed. */
import { Trash2, Undo2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { describeError } from '../../../main/contract/errors.ts';
import type { RemovedThing } from '../../../main/contract/removed-model.ts';
import { agoText, inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { putBack, useUndoable } from '../../stores/removal.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { DataList, idOf, type Column } from '../../ui/data-list.tsx';
import { Empty } from '../../ui/notes.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useClock } from './columns.tsx';

export function RemovedList() {
  const say = useText();
  const removed = useCore((state) => state.removed);
  const undoable = useUndoable();
  const running = useCore((state) => state.vm?.kind === 'running');
  const [finishing, setFinishing] = useState<RemovedThing>();
  const columns = useColumns(setFinishing);
  const items = useMemo(() => (removed ?? []).toReversed(), [removed]);
  if (items.length === 0)
    return (
      <Empty icon={Trash2} title={say('removed.none')}>
        <p>{say(undoable ? 'removed.none.text' : 'removed.off')}</p>
      </Empty>
    );
  return (
    <div className="history">
      <div className="history__bar">
        <Button icon={Undo2} disabled={!running} onClick={() => void putBack(items)}>
          {say('removed.undoAll')}
        </Button>
      </div>
      <DataList label={say('history.removed')} items={items} columns={columns} keyOf={idOf} />
      <p className="history__note">{say('removed.how')}</p>
      {finishing !== undefined && (
        <Confirm
          title={say('removed.finish.title', { name: inertText(finishing.name) })}
          confirm={say('removed.finish')}
          task={(client) => client['removed.finish']({ id: finishing.id })}
          onClose={() => setFinishing(undefined)}
        >
          <p>{say('removed.finish.text')}</p>
        </Confirm>
      )}
    </div>
  );
}

function useColumns(finish: (thing: RemovedThing) => void): readonly Column<RemovedThing>[] {
  const say = useText();
  const language = useLanguage();
  const clock = useClock();
  const now = useNow(30_000);
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(120px, 3fr)',
        cell: ({ name, kind }) => (
          <>
            <div className="list__name clip plain" title={inertText(name)}>
              {inertText(name)}
            </div>
            <div className="muted clip">{say(`removed.kind.${kind}`)}</div>
          </>
        ),
      },
      {
        key: 'when',
        title: say('removed.when'),
        width: 'minmax(90px, 1fr)',
        cell: ({ at }) => agoText(at, now, language),
      },
      {
        key: 'until',
        title: say('removed.until'),
        width: 'minmax(120px, 3fr)',
        cell: ({ until, error }) =>
          error === undefined ? (
            <time dateTime={new Date(until).toISOString()}>{clock.format(until)}</time>
          ) : (
            <>
              <span className="state state--warn">{say('removed.kept')}</span>
              <div className="muted clip plain" title={inertText(describeError(error, language).what)}>
                {inertText(describeError(error, language).what)}
              </div>
            </>
          ),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '104px',
        cell: (thing) => <Actions thing={thing} finish={finish} />,
      },
    ],
    [say, language, clock, now, finish],
  );
}

function Actions({
  thing,
  finish,
}: {
  readonly thing: RemovedThing;
  readonly finish: (thing: RemovedThing) => void;
}) {
  const say = useText();
  const busy = useUi((state) => state.busy[thing.id] === true);
  const running = useCore((state) => state.vm?.kind === 'running');
  const name = inertText(thing.name);
  return (
    <div className="list__actions">
      <IconButton
        icon={Undo2}
        label={say('actOn', { action: say('removed.undo'), name })}
        disabled={busy || !running}
        onClick={() => void putBack([thing])}
      />
      {thing.error !== undefined && (
        <IconButton
          icon={X}
          label={say('actOn', { action: say('removed.forget'), name })}
          onClick={() => void act({}, (client) => client['removed.forget']({ id: thing.id }))}
        />
      )}
      <IconButton
        icon={Trash2}
        label={say('actOn', { action: say('removed.finish'), name })}
        disabled={busy || !running}
        onClick={() => finish(thing)}
      />
    </div>
  );
}
