/** The drawn map: nodes that can be chosen, by the keyboard too, and the lines between them. */
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { MapContainer, MapNetwork, NetworkMap } from '../../../main/contract/network-model.ts';
import { isUp } from '../../../main/contract/network-reach.ts';
import { inertText } from '../../format.ts';
import { useText, type Say } from '../../text.ts';
import { fitText } from './fit-text.ts';
import type { MapFocus } from './map-focus.ts';
import { computerKey, type MapEdge, type MapLayout, type MapNode } from './map-layout.ts';
import { nodeAfter } from './map-walk.ts';

interface MapPictureProps {
  readonly map: NetworkMap;
  readonly layout: MapLayout;
  readonly zoom: number;
  readonly chosen: string | undefined;
  readonly focus: MapFocus | undefined;
  readonly onChoose: (key: string | undefined) => void;
}

export function MapPicture({ map, layout, zoom, chosen, focus, onChoose }: MapPictureProps) {
  const say = useText();
  const picture = useRef<SVGSVGElement>(null);
  // One stop for the Tab key; the arrow keys go on from there.
  const [stop, setStop] = useState(computerKey);
  const { width, height, nodes, edges } = layout;
  const at = nodes.some(({ key }) => key === stop) ? stop : computerKey;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return onChoose(undefined);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return onChoose(at === chosen ? undefined : at);
    }
    const next = nodeAfter(nodes, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next.key);
    picture.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.key)}"]`)?.focus();
  };
  const containers = new Map(map.containers.map((one) => [one.id, one]));
  const networks = new Map(map.networks.map((one) => [one.id, one]));
  return (
    <svg
      ref={picture}
      className={`map__picture ${focus === undefined ? '' : 'map__picture--focus'}`}
      role="group"
      aria-label={say('map.picture')}
      width={width * zoom}
      height={height * zoom}
      viewBox={`0 0 ${width} ${height}`}
      onKeyDown={onKeyDown}
    >
      <g aria-hidden>
        {edges.map((edge) => (
          <Edge key={edge.key} edge={edge} on={focus?.edges.has(edge.key) === true} />
        ))}
      </g>
      {nodes.map((node) => (
        <Node
          key={node.key}
          node={node}
          container={containers.get(node.key)}
          network={networks.get(node.key)}
          chosen={chosen === node.key}
          on={focus?.nodes.has(node.key) === true}
          stop={at === node.key}
          onChoose={onChoose}
          onStop={setStop}
        />
      ))}
    </svg>
  );
}

const Edge = memo(function Edge({ edge, on }: { readonly edge: MapEdge; readonly on: boolean }) {
  const { path, label } = edge;
  return (
    <g className={`map__edge ${on ? 'map__edge--on' : ''}`}>
      <path d={path} />
      {label !== undefined && (
        <text x={label.x} y={label.y} textAnchor="end">
          {inertText(label.text)}
        </text>
      )}
    </g>
  );
});

interface NodeProps {
  readonly node: MapNode;
  readonly container: MapContainer | undefined;
  readonly network: MapNetwork | undefined;
  readonly chosen: boolean;
  readonly on: boolean;
  readonly stop: boolean;
  readonly onChoose: (key: string | undefined) => void;
  readonly onStop: (key: string) => void;
}

const Node = memo(function Node({ node, container, network, chosen, on, stop, onChoose, onStop }: NodeProps) {
  const say = useText();
  const { key, x, y, width, height } = node;
  const up = container === undefined || isUp(container);
  const kind = container !== undefined ? 'container' : network !== undefined ? 'network' : 'computer';
  const name = inertText(container?.name ?? network?.name ?? say('map.computer'));
  // All that can be read on it is in its name: one may call it by that (WCAG 2.1, 2.5.3).
  const words = network === undefined ? '' : fitText(networkWords(network, say), width - 24, 12);
  const label =
    `${up ? say(`map.${kind}.label`, { name }) : say('map.container.off', { name })} ${words}`.trim();
  const looks = [
    `map__node map__node--${kind}`,
    ...(up ? [] : ['map__node--off']),
    ...(on ? ['map__node--on'] : []),
  ];
  return (
    <g
      className={`${looks.join(' ')} ${chosen ? 'map__node--chosen' : ''}`}
      role="button"
      tabIndex={stop ? 0 : -1}
      aria-pressed={chosen}
      aria-label={label}
      data-node={key}
      onFocus={() => onStop(key)}
      onClick={() => onChoose(chosen ? undefined : key)}
    >
      <title>
        {network === undefined ? name : `${name} ${inertText(network.subnets.join(', '))}`.trim()}
      </title>
      <rect x={x} y={y} width={width} height={height} rx={kind === 'container' ? 6 : 8} />
      {container !== undefined && <ContainerText node={node} name={name} up={up} />}
      {network !== undefined && <NetworkText node={node} name={name} words={words} />}
      {kind === 'computer' && (
        <text className="map__name" x={x + 12} y={y + 24}>
          {fitText(name, width - 24, 13)}
        </text>
      )}
    </g>
  );
});

function ContainerText({
  node: { x, y, width, height },
  name,
  up,
}: {
  readonly node: MapNode;
  readonly name: string;
  readonly up: boolean;
}) {
  const middle = y + height / 2;
  return (
    <>
      <circle className={up ? 'map__dot' : 'map__dot map__dot--off'} cx={x + 15} cy={middle} r={4} />
      <text className="map__name" x={x + 28} y={middle + 5}>
        {fitText(name, width - 38, 13)}
      </text>
    </>
  );
}

/** What a network is, in a line. */
function networkWords({ driver, subnets, internal, icc }: MapNetwork, say: Say): string {
  return [
    inertText(driver === 'null' ? say('map.network.none') : driver),
    ...(internal ? [say('network.internal')] : []),
    ...(icc ? [] : [say('network.noIcc')]),
    ...subnets.slice(0, 2).map(inertText),
  ].join(' · ');
}

function NetworkText({
  node: { x, y, width },
  name,
  words,
}: {
  readonly node: MapNode;
  readonly name: string;
  readonly words: string;
}) {
  return (
    <>
      <text className="map__name" x={x + 12} y={y + 23}>
        {fitText(name, width - 24, 13)}
      </text>{' '}
      <text className="map__sub" x={x + 12} y={y + 42}>
        {words}
      </text>
    </>
  );
}
