/** The columns of the list of networks. */
import { Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-list.tsx';
import { UsedBy } from '../used-by.tsx';
import { compareTexts } from './network-filter.ts';

export function useNetworkColumns(
  remove: (networks: readonly NetworkSummary[]) => void,
): readonly Column<NetworkSummary>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        compare: (a, b) => a.name.localeCompare(b.name),
        width: 'minmax(120px, 2fr)',
        cell: (one) => (
          <>
            <div className="networks__name" title={inertText(one.name)}>
              <Link href={`/networks/${encodeURIComponent(one.id)}`} className="list__name clip plain">
                {inertText(one.name)}
              </Link>
              {one.builtIn && <span className="tag">{say('network.builtIn')}</span>}
            </div>
            <div className="list__sub mono">{shortId(one.id)}</div>
          </>
        ),
      },
      {
        key: 'driver',
        title: say('column.driver'),
        compare: (a, b) => a.driver.localeCompare(b.driver),
        width: 'minmax(60px, 1fr)',
        cell: (one) => <div className="clip plain">{inertText(one.driver)}</div>,
      },
      {
        key: 'subnet',
        title: say('column.subnet'),
        compare: (a, b) => compareTexts(a.subnets, b.subnets),
        width: 'minmax(100px, 1.5fr)',
        cell: (one) => (
          <div className="clip mono plain" title={inertText(one.subnets.join(', '))}>
            {inertText(one.subnets.join(', '))}
          </div>
        ),
      },
      {
        key: 'used',
        title: say('column.usedBy'),
        compare: (a, b) => a.usedBy.length - b.usedBy.length,
        width: 'minmax(80px, 2fr)',
        cell: (one) => <UsedBy names={one.usedBy} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '40px',
        cell: (one) =>
          one.builtIn ? null : (
            <IconButton
              icon={Trash2}
              label={say('actOn', { action: say('remove'), name: inertText(one.name) })}
              onClick={() => remove([one])}
            />
          ),
      },
    ],
    [say, remove],
  );
}
