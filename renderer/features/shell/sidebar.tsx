/** Where one is, where one can go, and how the machine is. */
import {
  Archive,
  Box,
  Cog,
  Container,
  Database,
  EthernetPort,
  FolderOpen,
  Hammer,
  History,
  Network,
  Play,
  ScrollText,
  Server,
  Settings,
  Square,
  type LucideIcon,
} from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useCore } from '../../stores/core.ts';
import { useText, type TextKey } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { machineTone, startMachine, stopMachine } from '../machine/machine.ts';

interface Place {
  readonly path: string;
  readonly text: TextKey;
  readonly icon: LucideIcon;
  readonly list?: 'containers' | 'images' | 'volumes' | 'networks';
}

export const places: readonly Place[] = [
  { path: '/containers', text: 'nav.containers', icon: Container, list: 'containers' },
  { path: '/logs', text: 'nav.logs', icon: ScrollText },
  { path: '/images', text: 'nav.images', icon: Box, list: 'images' },
  { path: '/builds', text: 'nav.builds', icon: Hammer },
  { path: '/volumes', text: 'nav.volumes', icon: Database, list: 'volumes' },
  { path: '/networks', text: 'nav.networks', icon: Network, list: 'networks' },
  { path: '/registries', text: 'nav.registries', icon: Archive },
  { path: '/ports', text: 'nav.ports', icon: EthernetPort },
  { path: '/shares', text: 'nav.shares', icon: FolderOpen },
  { path: '/engine', text: 'nav.engine', icon: Cog },
  { path: '/machine', text: 'nav.machine', icon: Server },
  { path: '/history', text: 'nav.history', icon: History },
  { path: '/settings', text: 'nav.settings', icon: Settings },
];

export function Sidebar() {
  const say = useText();
  const [location] = useLocation();
  return (
    <aside className="side">
      <div className="side__brand">
        <img src="./icon.svg" alt="" />
        <span>Moorage</span>
      </div>
      <nav className="side__nav" aria-label={say('nav')}>
        {places.map(({ path, text, icon: Icon, list }) => (
          <Link
            key={path}
            href={path}
            className="side__link"
            title={say(text)}
            aria-current={location.startsWith(path) ? 'page' : undefined}
          >
            <Icon size={17} aria-hidden />
            <span>{say(text)}</span>
            {list !== undefined && <Count list={list} />}
          </Link>
        ))}
      </nav>
      <MachineState />
    </aside>
  );
}

function Count({ list }: { readonly list: NonNullable<Place['list']> }) {
  const count = useCore((state) => {
    const listed = state[list];
    return listed?.kind === 'ready' ? listed.items.length : undefined;
  });
  return count === undefined ? null : <span className="side__count">{count}</span>;
}

function MachineState() {
  const say = useText();
  const vm = useCore((state) => state.vm);
  const kind = vm?.kind ?? 'stopped';
  const running = kind === 'running' || kind === 'starting';
  return (
    <div className="side__machine">
      <Link href="/machine" title={`${say('nav.machine')}: ${say(`state.${kind}`)}`}>
        <span className={`state state--${machineTone(vm)}`}>
          <span>{say(`state.${kind}`)}</span>
        </span>
        {vm?.kind === 'starting' && <small className="clip">{say(`step.${vm.step}`)}</small>}
      </Link>
      {kind !== 'stopping' && (
        <IconButton
          icon={running ? Square : Play}
          label={say(running ? 'machine.stop' : 'machine.start')}
          onClick={() => void (running ? stopMachine() : startMachine())}
        />
      )}
    </div>
  );
}
