/** What happens in the engine, as it happens, the newest first. */
import { useState } from 'react';
import { useLive, type OpenTopic } from '../../stores/live.ts';
import { useText } from '../../text.ts';
import { SearchField } from '../../ui/page.tsx';
import { EventList, gatheredEvents, type EventEntry } from './event-list.tsx';
import { typeWords } from './event-words.ts';

const types = ['container', 'image', 'volume', 'network', 'builder', 'daemon', 'plugin'];

const openEvents: OpenTopic<readonly EventEntry[]> = (client, options) =>
  gatheredEvents(client['engine.events']({}, options));

export function Activity() {
  const say = useText();
  const events = useLive(openEvents);
  const [type, setType] = useState('');
  const [search, setSearch] = useState('');
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
      <EventList
        label={say('engine.activity')}
        events={events}
        type={type}
        search={search}
        none={say('activity.none.text')}
      />
    </div>
  );
}
