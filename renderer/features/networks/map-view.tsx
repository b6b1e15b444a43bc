/** The map of networks, containers and published ports, with what is chosen told in words beside it. */
import { Maximize2, Minus, Plus } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { isUp, reachFinder } from '../../../main/contract/network-reach.ts';
import type { NetworkMap } from '../../../main/contract/network-model.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { MapChosen } from './map-chosen.tsx';
import { focusOn } from './map-focus.ts';
import { layOut } from './map-layout.ts';
import { MapPicture } from './map-picture.tsx';
import { useNetworkMap } from './use-map.ts';

const zooms = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2] as const;

export function MapView() {
  const { value, error, again } = useNetworkMap();
  return (
    <>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value !== undefined && <WholeMap map={value} />}
    </>
  );
}

function WholeMap({ map: all }: { readonly map: NetworkMap }) {
  const say = useText();
  const [zoom, setZoom] = useState(1);
  const [onlyUp, setOnlyUp] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const place = useRef<HTMLDivElement>(null);
  const map = useMemo(
    () => (onlyUp ? { ...all, containers: all.containers.filter(isUp) } : all),
    [all, onlyUp],
  );
  const layout = useMemo(() => layOut(map), [map]);
  const reachOf = useMemo(() => reachFinder(map), [map]);
  const focus = useMemo(() => focusOn(map, chosen, reachOf), [map, chosen, reachOf]);
  const step = (by: 1 | -1) =>
    setZoom((now) => (by > 0 ? zooms.find((one) => one > now) : zooms.findLast((one) => one < now)) ?? now);
  const fit = () => {
    const width = place.current?.clientWidth ?? layout.width;
    setZoom(Math.min(1.5, Math.max(0.4, width / layout.width)));
  };
  return (
    <div className="map">
      <div className="map__tools">
        <IconButton icon={Minus} label={say('map.smaller')} onClick={() => step(-1)} />
        <span className="tabular" role="status" aria-label={say('map.zoom')}>
          {Math.round(zoom * 100)} %
        </span>
        <IconButton icon={Plus} label={say('map.larger')} onClick={() => step(1)} />
        <IconButton icon={Maximize2} label={say('map.fit')} onClick={fit} />
        <Check
          label={say('map.onlyRunning')}
          checked={onlyUp}
          onChange={(event) => setOnlyUp(event.target.checked)}
        />
      </div>
      <div ref={place} className="map__place" tabIndex={-1}>
        <MapPicture
          map={map}
          layout={layout}
          zoom={zoom}
          chosen={chosen}
          focus={focus}
          onChoose={setChosen}
        />
      </div>
      <MapChosen map={map} chosen={focus === undefined ? undefined : chosen} reachOf={reachOf} />
    </div>
  );
}
