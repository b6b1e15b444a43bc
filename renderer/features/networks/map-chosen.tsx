/** What is chosen in the map, in words: whom it reaches and who is in it. */
import { Link } from 'wouter';
import type { MapContainer, MapNetwork, NetworkMap } from '../../../main/contract/network-model.ts';
import { isUp, type Reach } from '../../../main/contract/network-reach.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { computerKey, portsText } from './map-layout.ts';
import { containerNames, reachGroups } from './reach-words.ts';

interface MapChosenProps {
  readonly map: NetworkMap;
  readonly chosen: string | undefined;
  readonly reachOf: (id: string) => Reach;
}

export function MapChosen({ map, chosen, reachOf }: MapChosenProps) {
  const say = useText();
  const container = map.containers.find(({ id }) => id === chosen);
  const network = map.networks.find(({ id }) => id === chosen);
  return (
    <section className="map__chosen" aria-label={say('map.chosen')} aria-live="polite">
      {chosen === undefined && <p className="muted">{say('map.choose')}</p>}
      {chosen === computerKey && <FromComputer map={map} />}
      {container !== undefined && (
        <OfContainer map={map} container={container} reach={reachOf(container.id)} />
      )}
      {network !== undefined && <OfNetwork map={map} network={network} />}
    </section>
  );
}

function OfContainer({
  map,
  container,
  reach,
}: {
  readonly map: NetworkMap;
  readonly container: MapContainer;
  readonly reach: Reach;
}) {
  const say = useText();
  const groups = reachGroups(reach, containerNames(map));
  const ports = portsText(container);
  return (
    <>
      <h2>
        <ContainerLink {...container} />
      </h2>
      {isUp(container) ? (
        <dl className="map__facts">
          {groups.map(({ kind, items }) => (
            <Row key={kind} title={say(`reach.${kind}`)} items={items} />
          ))}
          {groups.length === 0 && (
            <>
              <dt>{say('reach.column')}</dt>
              <dd>{say('reach.nobody')}</dd>
            </>
          )}
          <dt>{say('reach.out')}</dt>
          <dd>{say(reach.out ? 'reach.out.yes' : 'reach.out.no')}</dd>
          <dt>{say('reach.ports')}</dt>
          <dd className="plain">{ports === '' ? say('reach.ports.none') : inertText(ports)}</dd>
        </dl>
      ) : (
        <p>{say('reach.off')}</p>
      )}
    </>
  );
}

function OfNetwork({ map, network }: { readonly map: NetworkMap; readonly network: MapNetwork }) {
  const say = useText();
  const members = map.containers.filter(({ networks }) => networks.includes(network.id));
  return (
    <>
      <h2>
        <Link href={`/networks/${encodeURIComponent(network.id)}`} className="plain">
          {inertText(network.name)}
        </Link>
      </h2>
      <dl className="map__facts">
        {members.length === 0 ? (
          <>
            <dt>{say('network.members')}</dt>
            <dd>{say('network.members.none')}</dd>
          </>
        ) : (
          <Row title={say('network.members')} items={members} />
        )}
      </dl>
    </>
  );
}

function FromComputer({ map }: { readonly map: NetworkMap }) {
  const say = useText();
  const published = map.containers.filter((one) => portsText(one) !== '');
  return (
    <>
      <h2>{say('map.computer')}</h2>
      {published.length === 0 ? (
        <p>{say('map.computer.none')}</p>
      ) : (
        <dl className="map__facts">
          {published.map((one) => (
            <Row key={one.id} title={inertText(portsText(one))} items={[one]} />
          ))}
        </dl>
      )}
    </>
  );
}

function Row({
  title,
  items,
}: {
  readonly title: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
}) {
  return (
    <>
      <dt className="plain">{title}</dt>
      <dd>
        <ul className="map__names">
          {items.map((one) => (
            <li key={one.id}>
              <ContainerLink {...one} />
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function ContainerLink({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <Link href={`/containers/${encodeURIComponent(id)}/overview`} className="plain">
      {inertText(name)}
    </Link>
  );
}
