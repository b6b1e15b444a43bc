/** The networks of a container, on its own page: where it is, and ways in and out. */
import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { ContainerNetwork } from '../../../main/contract/network-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { ConnectDialog, DisconnectDialog } from './connect-dialog.tsx';
import { useNetworkChanges } from './use-map.ts';

export function ContainerNetworks({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const { id } = container;
  const networks = useCore((state) => state.networks);
  const [connecting, setConnecting] = useState(false);
  const [leaving, setLeaving] = useState<ContainerNetwork>();
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['network.ofContainer']({ id }, options),
    [id],
  );
  const { value = [], again } = useRunningAnswer(ask, useNetworkChanges());
  const all = networks?.kind === 'ready' ? networks.items : [];
  const drivers = new Map(all.map((one) => [one.id, one.driver]));
  const isFixed = (of: string) => drivers.get(of) === 'host' || drivers.get(of) === 'null';
  const fixed = value.some((one) => isFixed(one.id));
  const others = all.filter((one) => !isFixed(one.id) && !value.some(({ id: key }) => key === one.id));
  return (
    <section className="fact" aria-label={say('nav.networks')}>
      <h3>{say('nav.networks')}</h3>
      <ul>
        {value.map((one) => (
          <li key={one.id} className="networks__of plain">
            <Link href={`/networks/${encodeURIComponent(one.id)}`}>{inertText(one.name)}</Link>{' '}
            {inertText([one.ipv4, one.ipv6, ...one.aliases].filter((word) => word !== '').join(' '))}{' '}
            {!isFixed(one.id) && (
              <Button
                kind="quiet"
                aria-label={say('network.leave', { name: inertText(one.name) })}
                onClick={() => setLeaving(one)}
              >
                {say('network.disconnect')}
              </Button>
            )}
          </li>
        ))}
        {value.length === 0 && <li className="muted">{say('network.of.none')}</li>}
      </ul>
      {!fixed && <Button onClick={() => setConnecting(true)}>{say('network.connect.to')}</Button>}
      {connecting && (
        <ConnectDialog
          networks={others}
          containers={[container]}
          onClose={(done) => {
            setConnecting(false);
            if (done) again();
          }}
        />
      )}
      {leaving !== undefined && (
        <DisconnectDialog
          network={leaving}
          container={container}
          onClose={(done) => {
            setLeaving(undefined);
            if (done) again();
          }}
        />
      )}
    </section>
  );
}
