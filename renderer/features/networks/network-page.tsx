/** One network: what it is, and which containers are in it under which names. */
import { ArrowLeft, Ghost, Plug, Trash2 } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useCallback, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText, shortId } from '../../format.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { RemoveNetworks } from './bulk.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { NetworkMembers } from './network-members.tsx';
import { NetworkOverview } from './network-overview.tsx';
import { NetworksPage } from './networks-page.tsx';
import { useNetworkChanges } from './use-map.ts';

const tabs = ['overview', 'containers'] as const;

/** A place below `/networks/`: a network's page by its id, or one of the whole list's own parts. */
export function NetworkPlace({ id, tab }: { readonly id: string; readonly tab: string }) {
  return id === 'map' || id === 'reach' ? <NetworksPage tab={id} /> : <NetworkPage id={id} tab={tab} />;
}

function NetworkPage({ id, tab }: { readonly id: string; readonly tab: string }) {
  const say = useText();
  const list = useCore((state) => state.networks);
  const found = list?.kind === 'ready' ? list.items.find((one) => one.id === id) : undefined;
  const name = inertText(found?.name ?? shortId(id));
  return (
    <Page
      name={name}
      title={
        <>
          <Link href="/networks" aria-label={say('network.back')} title={say('network.back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{name}</span>
        </>
      }
      tools={found !== undefined && <Actions network={found} />}
    >
      <WhenListed list={list}>
        {() =>
          found === undefined ? (
            <Empty icon={Ghost} title={say('network.gone')}>
              <Link href="/networks">{say('network.gone.back')}</Link>
            </Empty>
          ) : (
            <NetworkTabs network={found} tab={tab} />
          )
        }
      </WhenListed>
    </Page>
  );
}

function Actions({ network }: { readonly network: NetworkSummary }) {
  const say = useText();
  const [, go] = useLocation();
  const [open, setOpen] = useState<'connect' | 'remove'>();
  const containers = useCore((state) => state.containers);
  const others =
    containers?.kind === 'ready' ? containers.items.filter(({ name }) => !network.usedBy.includes(name)) : [];
  const close = () => setOpen(undefined);
  // One joins the VM's network, or none, only when a container is made.
  const joinable = network.driver !== 'host' && network.driver !== 'null';
  return (
    <>
      {network.builtIn && <span className="tag">{say('network.builtIn')}</span>}
      {!network.builtIn && (
        <Button icon={Trash2} onClick={() => setOpen('remove')}>
          {say('remove')}
        </Button>
      )}
      {joinable && (
        <Button kind="primary" icon={Plug} onClick={() => setOpen('connect')}>
          {say('network.connect')}
        </Button>
      )}
      {open === 'connect' && <ConnectDialog networks={[network]} containers={others} onClose={close} />}
      {open === 'remove' && (
        <RemoveNetworks networks={[network]} onRemoved={() => go('/networks')} onClose={close} />
      )}
    </>
  );
}

function NetworkTabs({ network, tab }: { readonly network: NetworkSummary; readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const { id } = network;
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['network.details']({ id }, options),
    [id],
  );
  const { value: details, error, again } = useRunningAnswer(ask, useNetworkChanges());
  return (
    <Tabs.Root
      className="tabs__panel"
      value={tabs.find((one) => one === tab) ?? 'overview'}
      activationMode="manual"
      onValueChange={(next) => go(`/networks/${encodeURIComponent(id)}/${next}`, { replace: true })}
    >
      <Tabs.List className="tabs" aria-label={say('network.tabs')}>
        {tabs.map((one) => (
          <Tabs.Trigger key={one} value={one} className="tabs__tab">
            {say(`network.tab.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {details === undefined && error === undefined && <p className="empty">{say('loading')}</p>}
      <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
        {details !== undefined && <NetworkOverview network={network} details={details} />}
      </Tabs.Content>
      <Tabs.Content value="containers" className="tabs__panel" tabIndex={-1}>
        {details !== undefined && <NetworkMembers network={network} details={details} />}
      </Tabs.Content>
    </Tabs.Root>
  );
}
