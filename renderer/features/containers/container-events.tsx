/** What happened to a container since it was made, as far as the engine remembers, and what happens. */
import { useCallback, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useLive } from '../../stores/live.ts';
import { useText } from '../../text.ts';
import { SearchField } from '../../ui/page.tsx';
import { EventList, gatheredEvents } from '../engine/event-list.tsx';

export function ContainerEvents({ container: { id } }: { readonly container: ContainerSummary }) {
  const say = useText();
  const open = useCallback(
    (client: CoreClient, options: AskOptions) => gatheredEvents(client['container.events']({ id }, options)),
    [id],
  );
  const events = useLive(open);
  const [search, setSearch] = useState('');
  return (
    <div className="engine__list">
      <div className="engine__bar">
        <SearchField value={search} onChange={setSearch} label={say('containerEvents.search')} />
      </div>
      <EventList
        label={say('container.tab.events')}
        events={events}
        type=""
        search={search}
        none={say('containerEvents.none')}
      />
    </div>
  );
}
