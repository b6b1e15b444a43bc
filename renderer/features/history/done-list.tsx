/** What was done in windows, the newest first. */
import { FileTerminal, History as HistoryIcon, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useText } from '../../text.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { DataList, idOf } from '../../ui/data-list.tsx';
import { useSelection } from '../../ui/list-selection.ts';
import { Empty } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';
import { useClock, useColumns } from './columns.tsx';
import { ScriptDialog } from './script-dialog.tsx';
import { ShellChoice } from './shell-choice.tsx';
import { useHistory } from './use-history.ts';
import { anyOutcome, filters, wanted, type OutcomeFilter } from './wanted.ts';

export function DoneList() {
  const say = useText();
  const entries = useHistory();
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<OutcomeFilter>(anyOutcome);
  const [open, setOpen] = useState<'script' | 'clear'>();
  const clock = useClock();
  const columns = useColumns();
  const items = useMemo(() => wanted(entries ?? [], filter, search, say), [entries, filter, search, say]);
  const selection = useSelection(useMemo(() => items.map(({ id }) => id), [items]));
  const chosen = items.filter(({ id }) => selection.keys.has(id));
  const close = () => setOpen(undefined);
  if (entries?.length === 0)
    return (
      <Empty icon={HistoryIcon} title={say('history.none')}>
        <p>{say('history.none.text')}</p>
      </Empty>
    );
  return (
    <div className="history">
      <div className="history__bar">
        {chosen.length > 0 ? (
          <BulkBar selection={selection}>
            <Button icon={FileTerminal} onClick={() => setOpen('script')}>
              {say('history.script')}
            </Button>
          </BulkBar>
        ) : (
          <>
            <SearchField value={search} onChange={setSearch} label={say('history.search')} />
            <select
              className="input select"
              aria-label={say('history.filter')}
              value={filter}
              onChange={(event) => setFilter(filters.find((one) => one === event.target.value) ?? anyOutcome)}
            >
              {filters.map((one) => (
                <option key={one} value={one}>
                  {say(one === anyOutcome ? 'history.all' : `history.state.${one}`)}
                </option>
              ))}
            </select>
            <ShellChoice />
            <Button icon={Trash2} onClick={() => setOpen('clear')}>
              {say('history.clear')}
            </Button>
          </>
        )}
      </div>
      <DataList
        label={say('history.done')}
        items={items}
        columns={columns}
        keyOf={idOf}
        nameOf={({ at }) => say('history.select', { time: clock.format(at) })}
        selection={selection}
        empty={<p className="empty">{say(entries === undefined ? 'loading' : 'nothing')}</p>}
      />
      <p className="history__note">{say('history.kept')}</p>
      {open === 'script' && <ScriptDialog entries={chosen} onClose={close} />}
      {open === 'clear' && (
        <Confirm
          title={say('history.clear.title')}
          confirm={say('history.clear')}
          task={(client) => client['history.clear']({})}
          onClose={close}
        >
          <p>{say('history.clear.text')}</p>
        </Confirm>
      )}
    </div>
  );
}
