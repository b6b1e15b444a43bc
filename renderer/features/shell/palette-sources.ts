/** Everything that the palette knows: pages, what can be done, and things by their names. */
import {
  Box,
  Container,
  Database,
  Download,
  EthernetPort,
  FolderPlus,
  Keyboard,
  Layers,
  Network,
  Play,
  Plus,
  RotateCw,
  ScrollText,
  Square,
  SquareTerminal,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import { useMemo } from 'react';
import type { ContainerAction, ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { undoLast, useRemoval } from '../../stores/removal.ts';
import { useUi } from '../../stores/ui.ts';
import { useText, type Say } from '../../text.ts';
import { actionsFor, actOnContainer } from '../containers/actions.tsx';
import { restartMachine, startMachine, stopMachine } from '../machine/machine.ts';
import type { PaletteItem, PaletteSource } from './palette-items.ts';
import { places } from './sidebar.tsx';

export interface Entry extends PaletteItem {
  readonly icon: LucideIcon;
  readonly run: () => void;
}

type Source = PaletteSource<Entry>;
type Go = (path: string) => void;

const all = Number.MAX_SAFE_INTEGER;
/** Things of one kind that are offered. */
const few = { most: 20, mostUntyped: 5 };
const offeredActions: readonly ContainerAction[] = ['start', 'stop', 'restart'];

/** The sources, in the order in which they are shown. */
export function useSources(go: Go): readonly Source[] {
  const say = useText();
  const vm = useCore((state) => state.vm?.kind);
  const containers = useCore((state) => state.containers);
  const images = useCore((state) => state.images);
  const volumes = useCore((state) => state.volumes);
  const networks = useCore((state) => state.networks);
  const offered = useRemoval((state) => state.offered !== undefined);
  const named = useMemo(
    () => (containers?.kind === 'ready' ? containers.items.flatMap((one) => ofContainer(one, say, go)) : []),
    [containers, say, go],
  );
  const ofImages = useMemo(
    () =>
      images?.kind === 'ready'
        ? images.items.map(({ id, tags }) =>
            thing('image', id, tags.join(' ') || shortId(id), Box, () =>
              go(`/images/${encodeURIComponent(id)}`),
            ),
          )
        : [],
    [images, go],
  );
  const ofVolumes = useMemo(
    () =>
      volumes?.kind === 'ready'
        ? volumes.items.map(({ name }) =>
            thing('volume', name, name, Database, () => go(`/volumes/${encodeURIComponent(name)}`)),
          )
        : [],
    [volumes, go],
  );
  const ofNetworks = useMemo(
    () =>
      networks?.kind === 'ready'
        ? networks.items.map(({ id, name }) =>
            thing('network', id, name, Network, () => go(`/networks/${encodeURIComponent(id)}`)),
          )
        : [],
    [networks, go],
  );
  return useMemo(
    () => [
      { group: say('palette.pages'), items: pages(say, go), most: all, mostUntyped: all },
      { group: say('palette.do'), items: deeds(say, vm === 'running', offered), most: all, mostUntyped: all },
      { group: say('palette.containers'), items: named, most: 40, mostUntyped: 8 },
      { group: say('palette.images'), items: ofImages, ...few },
      { group: say('palette.volumes'), items: ofVolumes, ...few },
      { group: say('palette.networks'), items: ofNetworks, ...few },
    ],
    [say, go, vm, offered, named, ofImages, ofVolumes, ofNetworks],
  );
}

function pages(say: Say, go: Go): readonly Entry[] {
  return places.map(({ path, text, icon }) => ({ key: path, label: say(text), icon, run: () => go(path) }));
}

function deeds(say: Say, running: boolean, undoable: boolean): readonly Entry[] {
  const deed = (key: string, label: string, icon: LucideIcon, run: () => void): Entry => ({
    ...{ key: `do ${key}`, label, icon, run },
  });
  return [
    ...(undoable ? [deed('undo', say('undo'), Undo2, () => void undoLast())] : []),
    ...(running
      ? [
          deed('run', say('run.title'), Plus, () => useUi.setState({ runImage: '' })),
          deed('pull', say('pull.title'), Download, () => useUi.setState({ pullOpen: true })),
          deed('compose', say('compose.title'), Layers, () =>
            useUi.setState({ composeOpen: { action: 'up', files: [] } }),
          ),
          deed('port', say('ports.add'), EthernetPort, () => useUi.setState({ portContainer: '' })),
        ]
      : [deed('start', say('machine.start'), Play, () => void startMachine())]),
    deed('share', say('shares.add'), FolderPlus, () => useUi.setState({ shareOpen: true })),
    ...(running
      ? [
          deed('stop', say('machine.stop'), Square, () => void stopMachine()),
          deed('restart', say('machine.restart'), RotateCw, () => void restartMachine()),
          deed('engine', say('engine.restart'), RotateCw, restartEngine),
        ]
      : []),
    deed('keys', say('keys.title'), Keyboard, () => useUi.setState({ keysOpen: true })),
  ];
}

function restartEngine(): void {
  void act({ key: 'engine', command: 'moorage engine restart' }, (client) => client['engine.restart']({}));
}

function thing(kind: string, id: string, name: string, icon: LucideIcon, run: () => void): Entry {
  return { key: `${kind} ${id}`, label: inertText(name), icon, run };
}

/** Its page, and what can be done with it; found by the action's name and its own. */
function ofContainer(container: ContainerSummary, say: Say, go: Go): readonly Entry[] {
  const { id, name: raw, state } = container;
  const name = inertText(raw);
  const page = `/containers/${encodeURIComponent(id)}`;
  const fit = actionsFor(state);
  return [
    thing('container', id, raw, Container, () => go(page)),
    ...offeredActions
      .filter((action) => fit.includes(action))
      .map((action): Entry => ({
        key: `${action} ${id}`,
        label: say('actOn', { action: say(`container.${action}`), name }),
        icon: action === 'stop' ? Square : action === 'start' ? Play : RotateCw,
        run: () => void actOnContainer(container, action),
      })),
    {
      key: `logs ${id}`,
      label: say('palette.logs', { name }),
      icon: ScrollText,
      run: () => go(`${page}/logs`),
    },
    ...(state === 'running'
      ? [
          {
            key: `terminal ${id}`,
            label: say('palette.terminal', { name }),
            icon: SquareTerminal,
            run: () => go(`${page}/terminal`),
          },
        ]
      : []),
  ];
}
