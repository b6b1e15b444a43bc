/** Events of the engine as a list that grows at its top: what one of its streams told, the newest first. */
import { Activity as ActivityIcon } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { EngineEvent } from '../../../main/contract/engine-pages-model.ts';
import { inertText, shortId } from '../../format.ts';
import type { Live } from '../../stores/live.ts';
import { useLanguage, useText } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { eventWords, isWanted, typeWords } from './event-words.ts';

/** Events that are kept; the oldest go first. */
const mostKept = 1000;

export interface EventEntry extends EngineEvent {
  readonly key: number;
}

/** All that came so far, the newest first. */
export async function* gatheredEvents(
  source: AsyncIterable<{ readonly events: readonly EngineEvent[] }>,
): AsyncGenerator<readonly EventEntry[], void> {
  let entries: readonly EventEntry[] = [];
  let key = 0;
  for await (const { events } of source) {
    const fresh = events.map((event) => ({ ...event, key: (key += 1) }));
    entries = [...fresh.toReversed(), ...entries].slice(0, mostKept);
    yield entries;
  }
}

/** Milliseconds until the engine's stream is opened again after its end. */
const againMs = 2000;

interface EventListProps {
  readonly label: string;
  readonly events: Live<readonly EventEntry[]>;
  /** Only those of this type (any if empty), with this in their names. */
  readonly type: string;
  readonly search: string;
  /** What is said while nothing has happened. */
  readonly none: string;
}

export function EventList({ label, events: { value, error, again }, type, search, none }: EventListProps) {
  const say = useText();
  const columns = useColumns();
  // A restart of the engine ends its stream.
  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [error, again]);
  return (
    <>
      {error !== undefined && <ErrorNote error={error} tone="warn" onRetry={again} />}
      {value?.length === 0 ? (
        <Empty icon={ActivityIcon} title={say('activity.none')}>
          <p>{none}</p>
        </Empty>
      ) : (
        <DataList
          plain
          label={label}
          items={(value ?? []).filter((one) => isWanted(one, type, search))}
          columns={columns}
          keyOf={keyOf}
          empty={<p className="empty">{say(value === undefined ? 'loading' : 'nothing')}</p>}
        />
      )}
    </>
  );
}

function useColumns(): readonly Column<EventEntry>[] {
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

function keyOf({ key }: { readonly key: number }): string {
  return String(key);
}
