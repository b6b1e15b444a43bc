/** What happens in the engine, as it happens, the newest first. */
import { Activity as ActivityIcon } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { EngineEvent } from '../../../main/contract/engine-pages-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useLive, type OpenTopic } from '../../stores/live.ts';
import { useLanguage, useText } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';
import { eventWords, isWanted, typeWords } from './event-words.ts';

/** Events that are kept; the oldest go first. */
const mostKept = 1000;
const types = ['container', 'image', 'volume', 'network', 'builder', 'daemon', 'plugin'];

interface Entry extends EngineEvent {
  readonly key: number;
}

/** All that came so far, the newest first. */
async function* gathered(
  source: AsyncIterable<{ readonly events: readonly EngineEvent[] }>,
): AsyncGenerator<readonly Entry[], void> {
  let entries: readonly Entry[] = [];
  let key = 0;
  for await (const { events } of source) {
    const fresh = events.map((event) => ({ ...event, key: (key += 1) }));
    entries = [...fresh.toReversed(), ...entries].slice(0, mostKept);
    yield entries;
  }
}

const openEvents: OpenTopic<readonly Entry[]> = (client, options) =>
  gathered(client['engine.events']({}, options));

/** Milliseconds until the engine's stream is opened again after its end. */
const againMs = 2000;

export function Activity() {
  const say = useText();
  const { value, error, again } = useLive(openEvents);
  const [type, setType] = useState('');
  const [search, setSearch] = useState('');
  const columns = useColumns();
  // A restart of the engine ends its stream.
  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [error, again]);
  return (
    <div className="engine__list">
      <div className="engine__bar">
        <SearchField value={search} onChange={setSearch} label={say('activity.search')} />
        <select
          className="input select"
          aria-label={say('activity.type')}
          value={type}
          onChange={(event) => setType(event.target.value)}
        >
          <option value="">{say('activity.type.any')}</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {typeWords(one, say)}
            </option>
          ))}
        </select>
      </div>
      {error !== undefined && <ErrorNote error={error} tone="warn" onRetry={again} />}
      {value?.length === 0 ? (
        <Empty icon={ActivityIcon} title={say('activity.none')}>
          <p>{say('activity.none.text')}</p>
        </Empty>
      ) : (
        <DataList
          label={say('engine.activity')}
          items={(value ?? []).filter((one) => isWanted(one, type, search))}
          columns={columns}
          keyOf={({ key }) => String(key)}
          empty={<p className="empty">{say(value === undefined ? 'loading' : 'nothing')}</p>}
        />
      )}
    </div>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const say = useText();
  const language = useLanguage();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
    return [
      {
        key: 'time',
        title: say('activity.time'),
        width: '90px',
        cell: ({ time }) => <time dateTime={new Date(time).toISOString()}>{clock.format(time)}</time>,
      },
      {
        key: 'subject',
        title: say('activity.subject'),
        width: 'minmax(120px, 2fr)',
        cell: ({ type, name, id }) => (
          <>
            <div className="list__name clip plain" title={inertText(name || id)}>
              {inertText(name || shortId(id))}
            </div>
            <div className="muted clip">{inertText(typeWords(type, say))}</div>
          </>
        ),
      },
      {
        key: 'what',
        title: say('activity.what'),
        width: 'minmax(140px, 3fr)',
        cell: (one) => (
          <>
            <div className="clip plain">{inertText(eventWords(one, say))}</div>
            <code className="muted clip plain engine__raw" title={inertText(one.action)}>
              {inertText(`${one.type} ${one.action}`)}
            </code>
          </>
        ),
      },
    ];
  }, [say, language]);
}
