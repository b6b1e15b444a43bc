/** All ports of this computer that lead into the machine, and what listens there with none. */
import { EthernetPort, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Listed } from '../../../main/contract/engine-model.ts';
import type { PortForward } from '../../../main/contract/model.ts';
import { useCore, type CoreState } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { PortList, useDetected } from './port-list.tsx';
import { portRows } from './rows.ts';

/** Without a machine nothing is forwarded, whatever rules there are. */
function listOf({ ports, vm }: CoreState): Listed<PortForward>['kind'] {
  if (vm?.kind !== 'running') return 'offline';
  return ports === undefined ? 'loading' : 'ready';
}

export function PortsPage() {
  const say = useText();
  const ports = useCore((state) => state.ports) ?? [];
  const kind = useCore(listOf);
  const detected = useDetected();
  const [search, setSearch] = useState('');
  const ready = kind === 'ready';
  const nothing = ports.length === 0 && detected.value?.length === 0;
  return (
    <Page
      title={say('nav.ports')}
      name={say('nav.ports')}
      count={ready ? portRows(ports).length : undefined}
      tools={
        ready && (
          <>
            <SearchField value={search} onChange={setSearch} label={say('ports.search')} />
            <Button kind="primary" icon={Plus} onClick={() => useUi.setState({ portContainer: '' })}>
              {say('ports.add')}
            </Button>
          </>
        )
      }
    >
      <WhenListed list={ready ? { kind, items: [...ports] } : { kind }}>
        {(items) =>
          nothing ? (
            <Empty icon={EthernetPort} title={say('ports.none')}>
              <p>{say('ports.none.text')}</p>
            </Empty>
          ) : (
            <PortList
              label={say('nav.ports')}
              forwards={items}
              detected={detected}
              search={search.trim()}
              none={say('ports.none')}
            />
          )
        }
      </WhenListed>
    </Page>
  );
}
