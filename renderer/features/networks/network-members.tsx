/** The containers of a network, with their addresses and names there. */
import { Plug, Unplug } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import type { NetworkDetails, NetworkMember } from '../../../main/contract/network-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { DataList, idOf, type Column } from '../../ui/data-list.tsx';
import { useInOrder } from '../../ui/list-sort.ts';
import { Empty } from '../../ui/notes.tsx';
import { DisconnectDialog } from './connect-dialog.tsx';

interface MembersProps {
  readonly network: NetworkSummary;
  readonly details: NetworkDetails;
}

export function NetworkMembers({ network, details }: MembersProps) {
  const say = useText();
  const [leaving, setLeaving] = useState<NetworkMember>();
  const columns = useColumns(network, setLeaving);
  const rows = useInOrder('network-members', details.members, columns);
  if (details.members.length === 0) {
    return (
      <Empty icon={Plug} title={say('network.members.none')}>
        <p>{say('network.members.none.text')}</p>
      </Empty>
    );
  }
  return (
    <>
      {details.cut && (
        <p className="networks__cut">{say('network.members.cut', { n: details.members.length })}</p>
      )}
      <DataList
        label={say('network.members')}
        items={rows}
        columns={columns}
        keyOf={idOf}
        sortable="network-members"
      />
      {leaving !== undefined && (
        <DisconnectDialog network={network} container={leaving} onClose={() => setLeaving(undefined)} />
      )}
    </>
  );
}

function useColumns(
  { driver }: NetworkSummary,
  leave: (member: NetworkMember) => void,
): readonly Column<NetworkMember>[] {
  const say = useText();
  return useMemo(() => {
    // What has the VM's network, or none, keeps it for good.
    const fixed = driver === 'host' || driver === 'null';
    return [
      {
        key: 'name',
        title: say('column.container'),
        compare: (a, b) => a.name.localeCompare(b.name),
        width: 'minmax(120px, 2fr)',
        cell: (one) => (
          <Link href={`/containers/${encodeURIComponent(one.id)}/overview`} className="list__name clip plain">
            {inertText(one.name)}
          </Link>
        ),
      },
      {
        key: 'address',
        title: say('network.addresses'),
        compare: (a, b) => a.ipv4.localeCompare(b.ipv4, undefined, { numeric: true }),
        width: 'minmax(120px, 2fr)',
        cell: (one) => <Addresses member={one} />,
      },
      {
        key: 'aliases',
        title: say('network.aliases'),
        width: 'minmax(80px, 2fr)',
        cell: (one) => (
          <div className="clip mono plain" title={inertText(one.aliases.join(', '))}>
            {inertText(one.aliases.join(', '))}
          </div>
        ),
      },
      {
        key: 'mac',
        title: say('network.mac'),
        width: 'minmax(80px, 1.4fr)',
        cell: (one) => <div className="clip mono plain">{inertText(one.mac)}</div>,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '40px',
        cell: (one) =>
          fixed ? null : (
            <IconButton
              icon={Unplug}
              label={say('actOn', { action: say('network.disconnect'), name: inertText(one.name) })}
              onClick={() => leave(one)}
            />
          ),
      },
    ];
  }, [say, driver, leave]);
}

function Addresses({ member: { state, ipv4, ipv6 } }: { readonly member: NetworkMember }) {
  const say = useText();
  const off = state === 'exited' || state === 'created' || state === 'dead';
  if (ipv4 === '' && ipv6 === '') {
    return <span className="muted">{off ? say('reach.off.short') : '–'}</span>;
  }
  return (
    <>
      <div className="clip mono plain">{inertText(ipv4 === '' ? ipv6 : ipv4)}</div>
      {ipv4 !== '' && ipv6 !== '' && <div className="list__sub clip mono plain">{inertText(ipv6)}</div>}
    </>
  );
}
